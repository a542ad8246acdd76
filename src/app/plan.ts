import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import { sideName, SIDES } from '../model/side.ts';
import type { Environment } from './environment.ts';
import { makeFreshPlan, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { printPlan, type Format } from './show.ts';

export interface PlanOptions {
  /** Where to save the plan; null: nowhere. */
  readonly out: string | null;
  /** A saved plan to compare with; null: none. */
  readonly since: string | null;
  readonly format: Format;
  /** Leave out names, e-mails and hours of what is printed. */
  readonly redact: boolean;
  /** A file for the plan as JSON, as it is printed; null: none. */
  readonly jsonInto: string | null;
  readonly detailedExitCode: boolean;
  readonly select: Select;
  readonly failOn: readonly ('manual' | 'conflict')[];
  /** Seconds. */
  readonly maxWait: number;
}

/** Reads both accounts and prints the plan. Writes neither an account nor the state. */
export async function plan(env: Environment, options: PlanOptions): Promise<ExitCode> {
  const reviewed = options.since === null ? null : await reviewedPlan(env, options.since);
  const { plan: whole } = await interruptible(env, (signal) => makeFreshPlan(env, options, signal));
  const { only, except } = options.select;
  const made = only.length + except.length > 0 ? { ...whole, select: { only, except } } : whole;
  if (options.out !== null) {
    const { savePlan } = await import('./plan-file.ts');
    await savePlan(env, options.out, made);
  }
  const compared = reviewed ? await comparedWith(reviewed, made, options.since) : made;
  await printPlan(env, compared, options);
  return exitOf(made, options);
}

/** The plan that was reviewed. A redacted one holds no values to compare. */
async function reviewedPlan(env: Environment, file: string): Promise<Plan> {
  const { loadPlan } = await import('./plan-file.ts');
  const plan = await loadPlan(env, file);
  if (!plan.redacted) return plan;
  throw new UserError('plan.redacted', `${file} was saved for reading: there are no values in it to compare with.`, {
    hint: 'Compare with the whole plan, as plan --out saves it.',
  });
}

async function comparedWith(reviewed: Plan, made: Plan, file: string | null): Promise<Plan> {
  for (const side of SIDES) {
    if (reviewed.accounts[side].id === made.accounts[side].id) continue;
    const other = `${sideName(side)} ${reviewed.accounts[side].id}`;
    throw new UserError('plan.other-accounts', `${file ?? 'The plan'} is about ${other}, and this plan is not.`);
  }
  const { sinceOf } = await import('../plan/since.ts');
  return { ...made, since: sinceOf(reviewed, made) };
}

/** `--fail-on` first; then the table of `--detailed-exitcode`; else 0. */
export function exitOf(made: Plan, options: Pick<PlanOptions, 'detailedExitCode' | 'failOn'>): ExitCode {
  const { auto, manual, conflicts } = made.summary;
  if (options.failOn.includes('manual') && manual > 0) return EXIT.waiting;
  if (options.failOn.includes('conflict') && conflicts > 0) return EXIT.waiting;
  if (!options.detailedExitCode) return EXIT.done;
  if (auto > 0) return EXIT.changes;
  return manual > 0 || conflicts > 0 ? EXIT.waiting : EXIT.done;
}
