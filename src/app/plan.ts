import { EXIT, type ExitCode } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { Environment } from './environment.ts';
import { makeFreshPlan, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';
import { printPlan, type Format } from './show.ts';

export interface PlanOptions {
  /** Where to save the plan; null: nowhere. */
  readonly out: string | null;
  readonly format: Format;
  readonly detailedExitCode: boolean;
  readonly select: Select;
  readonly failOn: readonly ('manual' | 'conflict')[];
  /** Seconds. */
  readonly maxWait: number;
}

/** Reads both accounts and prints the plan. Writes neither an account nor the state. */
export async function plan(env: Environment, options: PlanOptions): Promise<ExitCode> {
  const { plan: whole } = await interruptible(env, (signal) => makeFreshPlan(env, options, signal));
  const { only, except } = options.select;
  const made = only.length + except.length > 0 ? { ...whole, select: { only, except } } : whole;
  if (options.out !== null) {
    const { savePlan } = await import('./plan-file.ts');
    await savePlan(env, options.out, made);
  }
  await printPlan(env, made, options.format);
  return exitOf(made, options);
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
