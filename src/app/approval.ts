import { EXIT, UserError } from '../model/error.ts';
import type { Plan } from '../model/plan.ts';
import type { GuardName, TrippedGuard } from '../model/guard.ts';
import { GUARD_ADVICE } from '../rules/guards.ts';
import type { Environment } from './environment.ts';

export interface Approval {
  readonly autoApprove: boolean;
  /** The digest that was reviewed, or null. */
  readonly digest: string | null;
  readonly allow: readonly GuardName[];
}

/**
 * Throws `UserError` (exit 4) for a guard that was not allowed. Only `first_sync` can be confirmed by the question
 * instead.
 */
export function passGuards(env: Environment, plan: Plan, approval: Approval): void {
  const found = stopping(env, plan, approval);
  if (found.length === 0) return;
  const names = found.map(({ guard }) => guard);
  const reasons = found.map(({ guard, reason }) => `${guard}: ${reason}`);
  throw new UserError('apply.guard', ['A guard stopped the apply. Nothing was written.', ...reasons].join('\n'), {
    exitCode: EXIT.guard,
    hint: [
      ...names.map((guard) => GUARD_ADVICE[guard]),
      `If this is intended: ${names.map((guard) => `--allow ${guard}`).join(' ')}`,
    ].join('\n'),
  });
}

function stopping(env: Environment, plan: Plan, approval: Approval): readonly TrippedGuard[] {
  const tripped = plan.guards.filter(({ guard }) => !approval.allow.includes(guard));
  return willAsk(env, approval) ? tripped.filter(({ guard }) => guard !== 'first_sync') : tripped;
}

/**
 * Throws `UserError` (exit 1) unless the plan was approved: beforehand, or by the word `yes` now. A plan without
 * changes needs no approval.
 */
export async function requireApproval(
  env: Environment,
  plan: Plan,
  approval: Approval,
  signal: AbortSignal,
): Promise<void> {
  if (plan.summary.auto === 0 || approval.autoApprove || approval.digest !== null) return;
  if (!willAsk(env, approval)) {
    throw new UserError(
      'apply.unapproved',
      'This plan was not approved, and there is no one to ask. Nothing was written.',
      {
        hint: `Approve a reviewed plan, a saved plan, or whatever the plan turns out to be:
hfsync apply --expect ${plan.digest}
hfsync apply FILE
hfsync apply --auto-approve`,
      },
    );
  }
  if ((await env.out.arrived?.()) === false)
    throw new UserError(
      'apply.unseen',
      'The plan could not be printed, so no one can approve it. Nothing was written.',
    );
  const first = plan.guards.some(({ guard }) => guard === 'first_sync');
  const warning = first ? 'Values that were never in sync will be overwritten (first_sync). ' : '';
  const answer = await env.ask(`\n${warning}Write this to Harvest and Forecast? Only yes will be accepted: `, signal);
  // Ctrl-C at the question is an interrupt, not an answer.
  signal.throwIfAborted();
  if (answer.trim() === 'yes') return;
  throw new UserError('apply.declined', 'Apply cancelled. Nothing was written.');
}

/**
 * Whether the question will be asked about this plan. It is not asked if there is nothing to write, or if a guard stops
 * the plan.
 */
export function asksAbout(env: Environment, plan: Plan, approval: Approval): boolean {
  return plan.summary.auto > 0 && willAsk(env, approval) && stopping(env, plan, approval).length === 0;
}

/** Whether the question can be asked. With `--json` the only reader is a program. */
function willAsk(env: Environment, { autoApprove, digest }: Pick<Approval, 'autoApprove' | 'digest'>): boolean {
  return !autoApprove && digest === null && env.interactive && !env.flags.json;
}
