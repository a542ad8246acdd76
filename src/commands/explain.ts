import { Args } from '@oclif/core';
import { type ExitCode, HfsyncCommand, maxWait } from '../app/command.ts';

export default class Explain extends HfsyncCommand {
  static override summary = 'Explain a rule, a code, a word, or one record.';
  static override description =
    'With a rule: what it says and why. With the code of an error or a guard: what it means and what to do next. With a word of the glossary: what it means. With a record, by its address, one of its ids, its name or its line in the file: both sides, what was last in sync, and the verdict, field by field. Without any: all rules.';
  static override examples = [
    '<%= config.bin %> explain',
    '<%= config.bin %> explain person.email.other',
    '<%= config.bin %> explain state.locked',
    '<%= config.bin %> explain baseline',
    '<%= config.bin %> explain project:14308069/2001',
    "<%= config.bin %> explain 'Online shop'",
  ];
  static override args = {
    WHAT: Args.string({
      description: 'such as project.name, state.locked, baseline, or a record',
      ignoreStdin: true,
    }),
  };
  static override flags = { 'max-wait': maxWait };

  async run(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Explain);
    return this.perform(flags, async (env) =>
      (await import('../app/explain.ts')).explain(env, {
        about: args.WHAT ?? null,
        maxWait: flags['max-wait'],
      }),
    );
  }
}
