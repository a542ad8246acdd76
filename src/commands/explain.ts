import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Explain extends HfsyncCommand {
  static override summary = 'Say what a rule means, or why a record stands as it does.';
  static override description =
    'With a rule: what it says and why. With an address: both sides, what was last in sync, and the verdict, field by field. Without either: all rules.';
  static override examples = [
    '<%= config.bin %> explain',
    '<%= config.bin %> explain person.email.other',
    '<%= config.bin %> explain project:14308069/2001',
  ];
  static override args = {
    'RULE|ADDRESS': Args.string({ description: 'project.name, say, or project:14308069/2001' }),
  };
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Explain);
    return this.perform(flags, async (env) =>
      (await import('../app/explain.ts')).explain(env, {
        about: args['RULE|ADDRESS'] ?? null,
        maxWait: flags['max-wait'],
      }),
    );
  }
}
