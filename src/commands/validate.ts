import { type ExitCode, HfsyncCommand } from '../app/command.ts';

export default class Validate extends HfsyncCommand {
  static override summary = 'Check hfsync.yaml offline.';
  static override description =
    'Reads the configuration and its includes, and reports every error in one run, with file, line and column. Warns of anything that is allowed but probably not meant.\n\nExit codes: 0 valid; 1 not valid.';
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate --config team/hfsync.yaml --json',
  ];

  static override several = {};

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Validate);
    return this.perform(flags, async (env) => (await import('../app/validate.ts')).validate(env));
  }
}
