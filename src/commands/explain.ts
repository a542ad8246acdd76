import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Explain extends HfsyncCommand {
  static override summary = 'Explain a rule, a code, or one record.';
  static override description =
    'With a rule: what it says and why. With the code of an error or a guard: what it means and what to do next. With an address: both sides, what was last in sync, and the verdict, field by field. Without any: all rules.';
  static override examples = [
    '<%= config.bin %> explain',
    '<%= config.bin %> explain person.email.other',
    '<%= config.bin %> explain state.locked',
    '<%= config.bin %> explain project:14308069/2001',
  ];
  static override args = {
    'RULE|CODE|ADDRESS': Args.string({
      description: 'such as project.name, state.locked, or project:14308069/2001',
      ignoreStdin: true,
    }),
  };
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Explain);
    return this.perform(flags, async (env) =>
      (await import('../app/explain.ts')).explain(env, {
        about: args['RULE|CODE|ADDRESS'] ?? null,
        maxWait: flags['max-wait'],
      }),
    );
  }
}
