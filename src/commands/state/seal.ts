import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateSeal extends HfsyncCommand {
  static override summary = 'Encrypt a plain state with HFSYNC_STATE_KEY.';
  static override description =
    'With the key set, hfsync refuses a plain state, since anybody who may write in its folder could have put it there. This command is how you vouch for one: its journal and its backup are encrypted too. Reads neither account.';
  static override examples = ['HFSYNC_STATE_KEY="$(cat key)" <%= config.bin %> state seal'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(StateSeal);
    return this.perform(flags, async (env) => (await import('../../app/state-files.ts')).stateSeal(env));
  }
}
