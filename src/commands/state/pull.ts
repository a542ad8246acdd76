import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StatePull extends HfsyncCommand {
  static override summary = 'Print the state, wherever it is kept.';
  static override description =
    'For a copy of your own: hfsync state push takes it back. It is printed as it is kept, so it is encrypted if the state is. It holds names and e-mails: keep it out of public places. Reads neither account.';
  static override examples = ['<%= config.bin %> state pull > state.json'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(StatePull);
    return this.perform(flags, async (env) => (await import('../../app/state-files.ts')).statePull(env));
  }
}
