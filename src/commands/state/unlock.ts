import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateUnlock extends HfsyncCommand {
  static override summary = 'Remove a lock whose holder is certainly gone.';
  static override description =
    'A lock goes with the process that holds it. One that another machine left behind on a shared folder is removed by its id, which the message "locked" names.';
  static override examples = ['<%= config.bin %> state unlock 0b0a4f3e-…'];
  static override args = { ID: Args.string({ description: 'the id of the lock', required: true }) };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(StateUnlock);
    return this.perform(flags, async (env) => (await import('../../app/state.ts')).stateUnlock(env, args.ID));
  }
}
