import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Version extends HfsyncCommand {
  static override summary = 'Print the version of hfsync.';
  static override description =
    'With --json, it also prints the format versions of plans and of the state, and what hfsync runs on. The flags --version and -v print one line.';
  static override examples = ['<%= config.bin %> version', '<%= config.bin %> version --json'];

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Version);
    return this.perform(flags, async (env) => (await import('../app/version.ts')).version(env, this.config.userAgent));
  }
}
