import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateMv extends HfsyncCommand {
  static override summary = 'Move what the state remembers of a pair to another address.';
  static override description =
    'For a record that was created again and now has another id: hfsync goes on from what both sides last agreed on. Reads neither account and changes none.';
  static override examples = ['<%= config.bin %> state mv project:14308069/2001 project:14308069/2044'];
  static override args = {
    FROM: Args.string({ description: 'as plans and state list print it', required: true, ignoreStdin: true }),
    TO: Args.string({ description: 'the new address, of the same kind', required: true, ignoreStdin: true }),
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(StateMv);
    return this.perform(flags, async (env) => (await import('../../app/state.ts')).stateMv(env, args.FROM, args.TO));
  }
}
