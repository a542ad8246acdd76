import { Args, Flags } from '@oclif/core';
import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StatePush extends HfsyncCommand {
  static override summary = 'Replace the state with one from a file.';
  static override description =
    'The state that it replaces becomes the backup. One that is older, or has another history, is refused: edits that were synced since would come back. Reads neither account.';
  static override examples = ['<%= config.bin %> state push state.json'];
  static override args = {
    FILE: Args.string({ description: 'a state, as state pull prints it', required: true, ignoreStdin: true }),
  };
  static override flags = {
    force: Flags.boolean({ description: 'accept one that is older or has another history' }),
  };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(StatePush);
    return this.perform(flags, async (env) =>
      (await import('../../app/state-files.ts')).statePush(env, args.FILE, flags.force),
    );
  }
}
