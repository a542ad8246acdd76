import { Flags } from '@oclif/core';
import { type ExitCode, failOn, HfsyncCommand, printed, printing, selected, selection, waits } from '../app/command.ts';

export default class Plan extends HfsyncCommand {
  static override summary = 'Show what apply would do, and what waits for a person.';
  static override description =
    'Reads both accounts, compares them with each other and with what was last in sync, and prints the plan. Writes nothing.\n\nExit codes: 0 done, 1 error; with --detailed-exitcode 2 where there are automatic changes, 3 where only a person can go on, 0 where there is nothing to do; 3 where --fail-on matched.';
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json',
    '<%= config.bin %> plan --only project:14308069/2001',
    '<%= config.bin %> plan --detailed-exitcode --fail-on manual,conflict',
  ];
  static override flags = {
    out: Flags.string({ description: 'save the plan, for apply and show', helpValue: 'FILE' }),
    since: Flags.string({ description: 'say what is different from this saved plan', helpValue: 'FILE' }),
    ...printing,
    'detailed-exitcode': Flags.boolean({ description: 'exit 2 on changes, 3 on items that wait, 0 on nothing' }),
    ...selection,
    'fail-on': failOn,
    'max-wait': waits['max-wait'],
  };

  async run(): Promise<ExitCode> {
    const { flags } = await this.parse(Plan);
    return this.perform(flags, async (env) =>
      (await import('../app/plan.ts')).plan(env, {
        out: flags.out ?? null,
        since: flags.since ?? null,
        ...printed(flags),
        detailedExitCode: flags['detailed-exitcode'],
        select: selected(flags),
        failOn: flags['fail-on'] ?? [],
        maxWait: flags['max-wait'],
      }),
    );
  }
}
