import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Verify extends HfsyncCommand {
  static override summary = 'Check that a plan made now would be empty.';
  static override description =
    'Reads both accounts and says what is left to do, by class. Writes to neither account.\n\nExit codes: 0 nothing is left; 2 there are automatic changes; 3 only manual items or conflicts are left; 1 error.';
  static override examples = [
    '<%= config.bin %> verify',
    '<%= config.bin %> verify --json',
    "<%= config.bin %> verify --config 'accounts/*/hfsync.yaml'",
  ];
  static override several = {};
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Verify);
    return this.perform(flags, async (env) =>
      (await import('../app/verify.ts')).verify(env, { maxWait: flags['max-wait'] }),
    );
  }
}
