import { type ExitCode, HfsyncCommand } from '../../app/command.ts';

export default class StateRestore extends HfsyncCommand {
  static override summary = 'Replace the state with its backup.';
  static override description =
    'For a state that is missing or damaged: the generation before it is kept beside it. A damaged one is moved aside; one that is whole is never replaced. Reads neither account.';
  static override examples = ['<%= config.bin %> state restore'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(StateRestore);
    return this.perform(flags, async (env) => (await import('../../app/state-files.ts')).stateRestore(env));
  }
}
