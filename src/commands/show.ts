import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand, planFile, printed, printing } from '../app/command.ts';

export default class Show extends HfsyncCommand {
  static override summary = 'Print a saved plan.';
  static override description = 'Prints a plan saved with plan --out. Reads neither account.';
  static override examples = ['<%= config.bin %> show plan.json', '<%= config.bin %> show plan.json --format json'];
  static override args = { FILE: Args.string({ ...planFile, required: true }) };
  static override flags = printing;

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Show);
    return this.perform(flags, async (env) =>
      (await import('../app/print-plan.ts')).show(env, {
        file: args.FILE,
        ...printed(flags),
      }),
    );
  }
}
