import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateShow extends HfsyncCommand {
  static override summary = 'Show what the state remembers of a record.';
  static override description =
    'Prints the values at which both sides last agreed, and what waits for a person. Reads neither account.';
  static override examples = ['<%= config.bin %> state show project:14308069/2001'];
  static override args = {
    ADDRESS: Args.string({
      description: 'an address as plans and state list print it',
      required: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(StateShow);
    return this.perform(flags, async (env) => (await import('../../app/state.ts')).stateShow(env, args.ADDRESS));
  }
}
