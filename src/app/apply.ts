/**
 * The write path. In: the configuration, a saved plan if there is one, an approval. Out: both accounts in step,
 * events, an exit code.
 *
 * | order | what                                  | stops with                            |
 * | ----- | ------------------------------------- | ------------------------------------- |
 * | 1     | input: file, digest, configuration    | 1                                     |
 * | 2     | the lock                              | 7                                     |
 * | 3     | unclear writes, reading, planning     | 1                                     |
 * | 4     | the same plan as was approved         | 5                                     |
 * | 5     | guards                                | 4                                     |
 * | 6     | the question                          | 1                                     |
 * | 7     | writing                               | 130 interrupted, 6 in part, 0 done    |
 */
import { setMaxListeners } from 'node:events';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { momentOf } from '../model/moment.ts';
import { isUndo, type Plan, type Undo } from '../model/plan.ts';
import { type GuardName } from '../model/guard.ts';
import type { LockedStore } from '../model/store.ts';
import type { Want } from '../model/want.ts';
import { connect } from './accounts.ts';
import { asksAbout, passGuards, requireApproval } from './approval.ts';
import { loadWant } from './config.ts';
import type { Environment } from './environment.ts';
import { applyEvents, type ApplyEvents } from './events.ts';
import { checkSelectors, inputOf, openState, type PlanInput, type Select } from './gather.ts';
import { interruptible } from './interrupt.ts';
import type { Refused } from '../plan/undo/check.ts';
import { recoverAndRead, writePlan } from './write-plan.ts';
import { printable } from '../report/escape.ts';

export interface ApplyOptions {
  /** A saved plan. Null: plan now. */
  readonly file: string | null;
  readonly autoApprove: boolean;
  readonly expect: string | null;
  readonly allow: readonly GuardName[];
  /** Where to write the plan that undoes this apply. Null: nowhere. */
  readonly undoOut: string | null;
  /** Print the plan before writing. */
  readonly showsPlan: boolean;
  /** A file for the events, in addition to what is printed. Null: none. */
  readonly jsonInto: string | null;
  readonly select: Select;
  /** Seconds. */
  readonly maxWait: number;
  /** Seconds. */
  readonly lockTimeout: number;
}

export async function apply(env: Environment, options: ApplyOptions): Promise<ExitCode> {
  const events = await eventsOf(env, options);
  try {
    const approved = await approvedPlan(env, options);
    const want = await loadWant(env);
    await checkSaved(approved.plan, want, options.file);
    return await interruptible(env, async (signal) => {
      const store = await openState(env, want, signal);
      const end = env.clock.elapsed() + options.lockTimeout * 1000;
      for (;;) {
        if (options.lockTimeout > 0) env.progress(printable`Locking the state …`);
        const locked = await store.lock('apply', Math.max(0, end - env.clock.elapsed()));
        try {
          const exit = await applyLocked(env, { ...options, ...approved }, { want, locked, events, signal });
          if (exit !== OVERTAKEN) return exit;
        } finally {
          await released(locked, events);
        }
      }
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return events.stopped(error);
  }
}

/** Somebody else wrote the state while this run read the accounts, so it has to start again. */
const OVERTAKEN = 'overtaken';

/**
 * A leftover lock blocks nobody once its process has ended. It is worth a warning, but does not change the result of
 * the apply.
 */
async function released(locked: LockedStore, events: ApplyEvents): Promise<void> {
  try {
    await locked.release();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    events.warned(error.message);
  }
}

/** Throws if the file for the events cannot be opened. */
function eventsOf(env: Environment, { showsPlan, jsonInto, file, undoOut }: ApplyOptions): Promise<ApplyEvents> {
  return applyEvents(env, showsPlan, jsonInto, { FILE: file, '--undo-out': undoOut });
}

interface Approved {
  /** The digest that was reviewed, or null. */
  readonly digest: string | null;
  readonly select: Select;
  /** The saved plan. */
  readonly plan: Plan | null;
  /** The same, if it undoes an apply. It is not planned again, but checked against the accounts. */
  readonly undo: (Plan & { readonly undo: Undo }) | null;
}

/** What was approved beforehand: a saved plan, or a digest. */
async function approvedPlan(env: Environment, options: ApplyOptions): Promise<Approved> {
  const { file, expect, select } = options;
  checkSelectors(select);
  if (expect !== null && !/^sha256:[0-9a-f]{64}$/.test(expect)) {
    throw new UserError(
      'apply.digest',
      '--expect needs a digest as plans print it: sha256: and 64 hexadecimal digits.',
    );
  }
  if (file === null) return { digest: expect, select, plan: null, undo: null };
  if (select.only.length + select.except.length > 0) {
    throw new UserError(
      'apply.select',
      'A saved plan already says what it covers, so --only and --except cannot be combined with it.',
      {
        hint: 'Save another plan: hfsync plan --only ADDRESS --out FILE',
      },
    );
  }
  const { loadUnchanged } = await import('./saved-plan.ts');
  const plan = await loadUnchanged(env, file);
  if (expect !== null && expect !== plan.digest) throw stale(`${file} does not have the digest that --expect names`);
  return { digest: plan.digest, select: plan.select ?? select, plan, undo: isUndo(plan) ? plan : null };
}

async function checkSaved(plan: Plan | null, want: Want, file: string | null): Promise<void> {
  if (!plan || file === null) return;
  const { checkAccounts } = await import('./saved-plan.ts');
  checkAccounts(file, plan, { harvest: want.harvest.account, forecast: want.forecast.account });
}

interface Session {
  readonly want: Want;
  readonly locked: LockedStore;
  readonly events: ApplyEvents;
  readonly signal: AbortSignal;
}

async function applyLocked(
  env: Environment,
  options: ApplyOptions & Approved,
  session: Session,
): Promise<ExitCode | typeof OVERTAKEN> {
  const { want, locked, events, signal } = session;
  // An interrupt ends reading at once, and all waits for the rate limit. But the requests of a running write must
  // finish.
  const reading = new AbortController();
  setMaxListeners(0, reading.signal);
  const endReading = (): void => reading.abort(signal.reason);
  signal.addEventListener('abort', endReading);
  const connection = await connect(env, want, { maxWait: options.maxWait, signal: reading.signal, waits: signal });
  try {
    signal.throwIfAborted();
    const readAt = momentOf(env.clock);
    const { have, last } = await recoverAndRead(env, { want, locked, connection, events, signal });
    const input = await inputOf(env, connection, { want, have, last, select: options.select });
    const { plan, refused } = await planOf(options, input);
    env.planned?.(plan.summary);
    if (options.digest !== null && plan.digest !== options.digest) {
      // If only the digest of the approved plan is known, there is nothing to compare: print the current plan.
      if (options.plan) {
        const { sinceOf } = await import('../plan/since.ts');
        await events.differs({ ...plan, since: sinceOf(options.plan, plan) });
      } else await events.planned(plan, { asks: false, allowed: options.allow });
      throw stale(
        'What would be written is not what was approved: the accounts, the configuration or the state changed since',
      );
    }
    if (plan.changes.length > 0 && !(await locked.claim())) return OVERTAKEN;
    await events.planned(plan, { asks: asksAbout(env, plan, options), allowed: options.allow });
    passGuards(env, plan, options);
    await requireApproval(env, plan, options, signal);
    signal.throwIfAborted();
    signal.removeEventListener('abort', endReading);
    const { undoOut } = options;
    return await writePlan(env, { plan, refused, input, readAt, connection, locked, events, signal, undoOut });
  } finally {
    await connection.close();
  }
}

/** `refused`: steps of an undo plan that can no longer be taken. */
async function planOf(
  { file, undo }: ApplyOptions & Approved,
  input: PlanInput,
): Promise<{ readonly plan: Plan; readonly refused: readonly Refused[] }> {
  if (undo) return (await import('../plan/undo/check.ts')).checkUndo(undo, input);
  const { makePlan } = await import('../plan/plan.ts');
  return { plan: staleWithout(file, () => makePlan(input)), refused: [] };
}

/**
 * A saved plan refers to records that existed when it was made. If one is gone, the plan is stale; it is not a typing
 * error.
 */
function staleWithout(file: string | null, plan: () => Plan): Plan {
  try {
    return plan();
  } catch (error) {
    if (file === null || !(error instanceof UserError) || error.code !== 'input.address') throw error;
    throw stale(`${file} names a record that is no longer there: ${error.message}`);
  }
}

function stale(what: string): UserError {
  return new UserError('plan.stale', `${what}. Nothing was written.`, {
    exitCode: EXIT.stale,
    hint: 'Plan again, review what changed (plan --since FILE, with the reviewed plan), and approve that.',
  });
}
