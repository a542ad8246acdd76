import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateRm extends HfsyncCommand {
  static override summary = 'Forget all that the state remembers of a record.';
  static override description =
    'The next plan treats the record as new: a difference is a first sync, and a role on one side only is a new role. Reads neither account and changes none.';
  static override examples = ['<%= config.bin %> state rm project:14308069/2001'];
  static override args = {
    ADDRESS: Args.string({ description: 'as plans and state list print it', required: true, ignoreStdin: true }),
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(StateRm);
    return this.perform(flags, async (env) => (await import('../../app/state.ts')).stateRm(env, args.ADDRESS));
  }
}
