import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Verify extends HfsyncCommand {
  static override summary = 'Check that a plan right now would be empty.';
  static override description =
    'Reads both accounts and says what is left, by class. Writes nothing.\n\nExit codes: 0 nothing is left, 2 there are automatic changes, 3 only manual items or conflicts wait, 1 error.';
  static override examples = ['<%= config.bin %> verify', '<%= config.bin %> verify --json'];
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Verify);
    return this.perform(flags, async (env) =>
      (await import('../app/verify.ts')).verify(env, { maxWait: flags['max-wait'] }),
    );
  }
}
