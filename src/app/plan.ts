import { EXIT, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { escapeText, printable } from '../report/escape.ts';
import type { Environment } from './environment.ts';
import { makeFreshPlan, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { withInto } from './into.ts';
import { printPlan, redacting, type Format } from './print-plan.ts';

export interface PlanOptions {
  /** Where to save the plan. Null: nowhere. */
  readonly out: string | null;
  /** A saved plan to compare with, or null. */
  readonly since: string | null;
  readonly format: Format;
  /** Leave out names, e-mails and hours in what is printed. */
  readonly redact: boolean;
  /** A file for the plan as JSON, with the same contents as printed. Null: none. */
  readonly jsonInto: string | null;
  /** Do not fold a long plan in its text form. */
  readonly full: boolean;
  readonly detailedExitCode: boolean;
  readonly select: Select;
  readonly failOn: readonly ('manual' | 'conflict')[];
  /** Seconds. */
  readonly maxWait: number;
}

/** Reads both accounts and prints the plan. Writes neither to an account nor to the state. */
export async function plan(env: Environment, options: PlanOptions): Promise<ExitCode> {
  const { out, since, jsonInto, redact } = options;
  return withInto(env, jsonInto, { '--out': out, '--since': since }, (into) =>
    redacting(redact, async () => {
      const reviewed = since === null ? null : await (await import('./saved-plan.ts')).loadUnchanged(env, since);
      const { plan: made } = await interruptible(env, (signal) => makeFreshPlan(env, options, signal));
      env.planned?.(made.summary);
      const compared = reviewed && since !== null ? await comparedWith(env, since, reviewed, made) : made;
      if (out !== null) await (await import('./plan-file.ts')).savePlan(env, out, made);
      const view = { folds: !options.full && !env.flags.verbose, allowed: [], asks: false };
      await printPlan(env, compared, { ...options, view, pages: true }, into);
      return exitOf(made, options);
    }),
  );
}

/** Compares the plan with the one that was reviewed. */
async function comparedWith(env: Environment, file: string, reviewed: Plan, made: Plan): Promise<Plan> {
  const [{ checkAccounts }, { sinceOf }] = await Promise.all([import('./saved-plan.ts'), import('../plan/since.ts')]);
  checkAccounts(file, reviewed, { harvest: made.accounts.harvest.id, forecast: made.accounts.forecast.id });
  if (JSON.stringify(reviewed.select) !== JSON.stringify(made.select))
    env.err.write(
      printable`Warning: ${escapeText(file)} covers a different part of the accounts (--only, --except) from this plan.\n`,
    );
  return { ...made, since: sinceOf(reviewed, made) };
}

/** The exit code: first by `--fail-on`, then by `--detailed-exitcode`, else 0. */
export function exitOf(made: Plan, options: Pick<PlanOptions, 'detailedExitCode' | 'failOn'>): ExitCode {
  const { auto, manual, conflicts } = made.summary;
  if (options.failOn.includes('manual') && manual > 0) return EXIT.waiting;
  if (options.failOn.includes('conflict') && conflicts > 0) return EXIT.waiting;
  if (!options.detailedExitCode) return EXIT.done;
  if (auto > 0) return EXIT.changes;
  return manual > 0 || conflicts > 0 ? EXIT.waiting : EXIT.done;
}
