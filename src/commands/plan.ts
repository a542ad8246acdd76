import { Flags } from '@oclif/core';
import { type ExitCode, failOn, HfsyncCommand, viewing, printed, selected, selection, waits } from '../app/command.ts';

export default class Plan extends HfsyncCommand {
  static override summary = 'Show what apply would do, and what waits for a person.';
  static override description =
    'Reads both accounts, compares them with each other and with the state, and prints the plan. Writes to neither account.\n\nExit codes: 0 done; 1 error; 3 if --fail-on matched. With --detailed-exitcode: 0 nothing to do; 2 there are automatic changes; 3 only manual items or conflicts are left.';
  static override examples = [
    '<%= config.bin %> plan',
    '<%= config.bin %> plan --out plan.json && <%= config.bin %> apply plan.json',
    '<%= config.bin %> plan --only project:14308069/2001',
    "<%= config.bin %> plan --config 'accounts/*/hfsync.yaml' --detailed-exitcode --fail-on manual,conflict",
  ];
  static override several = { refuses: ['out', 'since', 'json-into'] };
  static override flags = {
    out: Flags.string({ description: 'save the plan for apply and show', helpValue: 'FILE' }),
    since: Flags.string({ description: 'show what changed since this saved plan', helpValue: 'FILE' }),
    ...viewing,
    'detailed-exitcode': Flags.boolean({ description: 'exit 2 for changes, 3 if only people have work left, else 0' }),
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
