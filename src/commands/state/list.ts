import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateList extends HfsyncCommand {
  static override summary = 'List the records that the state remembers.';
  static override description =
    'Prints one address a line, with the fields that wait for a person. Reads neither account.';
  static override examples = ['<%= config.bin %> state list', '<%= config.bin %> state list --json'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(StateList);
    return this.perform(flags, async (env) => (await import('../../app/state.ts')).stateList(env));
  }
}
