import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Moment } from '../model/moment.ts';
import { isUndo, type Plan } from '../model/plan.ts';
import type { LockedStore } from '../model/store.ts';
import type { Want } from '../model/want.ts';
import type { Connection } from './accounts.ts';
import type { Environment } from './environment.ts';
import type { ApplyEvents } from './events.ts';
import type { Refused } from '../plan/undo/check.ts';
import { counted } from '../report/count.ts';
import { findingText } from '../rules/findings.ts';
import { printable } from '../report/escape.ts';
import { isLost } from '../state/faults.ts';
import { readBoth, type PlanInput } from './gather.ts';
import { withRights } from './rights.ts';

interface Parts {
  readonly connection: Connection;
  readonly locked: LockedStore;
  readonly events: ApplyEvents;
  readonly signal: AbortSignal;
}

/** Reads both accounts and the state, after settling the writes that a killed run left open. */
export async function recoverAndRead(
  env: Environment,
  parts: Parts & { readonly want: Want },
): Promise<{ readonly have: Have; readonly last: Last | null }> {
  const { connection, want, locked, signal } = parts;
  const { last, open } = await locked.read();
  const read = (): Promise<Have> => readBoth(env, connection, want);
  if (open.length === 0) return { have: await read(), last };
  const [{ recoverIntents }, { UNCLEAR_WAIT_MS }, { recoveredAdvance }] = await Promise.all([
    import('../apply/recover.ts'),
    import('../apply/one-run.ts'),
    import('../plan/memory/recovered.ts'),
  ]);
  const recovery = await recoverIntents({
    ...{ open, last, read, store: locked, clock: env.clock, unclearWaitMs: UNCLEAR_WAIT_MS, signal },
    advanceOf: (done, found) => recoveredAdvance(done, { want, have: found, last }),
    onWait: (writes) =>
      env.progress(
        printable`Waiting ${UNCLEAR_WAIT_MS / 1000} s: ${counted(writes, 'unfinished write')} may still arrive …`,
      ),
  });
  const count = (effect: string): number => recovery.judged.filter((one) => one.effect === effect).length;
  parts.events.warned(
    `An earlier apply was interrupted during ${counted(open.length, 'write')}: ` +
      `${count('done')} done, ${count('not-done')} not done, ${count('other')} changed by something else since.`,
  );
  return { have: recovery.have, last: (await locked.read()).last };
}

/**
 * Carries out the plan and saves what both sides then agree on, even if there was nothing to write, or not everything
 * was written.
 */
export async function writePlan(
  env: Environment,
  parts: Parts & {
    readonly plan: Plan;
    /** Steps of an undo plan that cannot be taken. */
    readonly refused: readonly Refused[];
    readonly input: PlanInput;
    readonly readAt: Moment;
    /** Where to write the plan that undoes this apply. Null: nowhere. */
    readonly undoOut: string | null;
  },
): Promise<ExitCode> {
  const { plan, refused, input, readAt, connection, locked, events, signal } = parts;
  const { createLedger } = await import('../plan/memory/ledger.ts');
  const plain = createLedger({ ...input, plan });
  const ledger = isUndo(plan)
    ? (await import('../plan/undo/ledger.ts')).createUndoLedger(plain, input.last, plan)
    : plain;
  const undo = parts.undoOut === null ? null : (await import('./undo.ts')).undoFile(env, parts.undoOut, plan, input);
  // Saved before the first write. Then a later edit of a pair that agrees now counts as an edit, whatever happens to
  // this run.
  const known = await locked.save(ledger.memory());
  const kept = await undo?.foresee(known);
  if (kept) events.warned(`${parts.undoOut} was for an apply that did not end well. It is now called ${kept}.`);
  for (const { change, finding } of refused)
    events.happened({
      type: 'apply_errored',
      change,
      code: 'apply.stale',
      message: `${findingText(finding)} It was left as it is.`,
      hint: null,
    });
  for (const { address, fields } of plan.undo?.left_alone ?? [])
    events.warned(`The baseline of ${address} (${fields.join(', ')}) was left alone: it has been synced again since.`);
  if (plan.changes.length === 0) {
    events.finished({ done: 0, failed: 0, skipped: 0, stale: refused.length });
    return refused.length > 0 ? EXIT.partly : EXIT.done;
  }
  const { applyPlan } = await import('../apply/apply-plan.ts');
  const result = await applyPlan({
    ...{ plan, ledger, signal, store: locked, accounts: connection },
    ...{ clock: env.clock, random: env.random },
    readAt: { harvest: readAt, forecast: readAt },
    servedAt: { harvest: input.have.harvest.servedAt, forecast: input.have.forecast.servedAt },
    listen: (event) => {
      undo?.happened(event);
      events.happened(event);
    },
  });
  for (const warning of result.warnings) events.warned(warning);
  // If the lock or the folder of the state is gone, saving puts the state elsewhere.
  const isUnwritable = result.stopped !== null && !isLost(result.stopped);
  const left = isUnwritable
    ? result.stopped
    : await attempt(async () => locked.save(await withRights(connection, ledger.memory())));
  const unsaved = left instanceof UserError ? left : null;
  if (unsaved) events.warned(unsavedText(unsaved));
  if (undo) {
    const saved = await attempt(() => undo.finish(left instanceof UserError ? { ...known, ...ledger.memory() } : left));
    if (saved instanceof UserError)
      events.warned(`${saved.message} It still holds what it held before the first write.`);
    else events.undoSaved(undo.file, saved);
  }
  const totals = { ...result, stale: result.stale + refused.length };
  events.finished(totals);
  env.applied?.(totals);
  if (result.interrupted) return EXIT.interrupted;
  const isWhole = !unsaved && totals.failed + totals.skipped + totals.stale === 0;
  // If nobody could read the events, the apply must not look like a normal one.
  return isWhole && (await events.arrived()) ? EXIT.done : EXIT.partly;
}

function unsavedText(error: UserError): string {
  const { message, hint } = error;
  const found = isLost(error) ? null : 'What was written stays written, and the next run will find it.';
  return [message, hint, found].filter(Boolean).join(' ');
}

/** The accounts have been written, so a failure to save is reported but does not end the run. */
async function attempt<T>(work: () => Promise<T>): Promise<T | UserError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
