import { RequestFailure } from '../model/failure.ts';
import { knownFields, type Values } from '../model/field.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Run } from './one-run.ts';
import { conflictError, severalError, unclearError, vanishedMeanwhileError } from './errors.ts';
import type { Difference } from './precheck.ts';
import { findCreated } from './find.ts';
import { isStoredAs } from './precheck.ts';
import { createWriteCheck, precheckNow, NotSent, readRecord } from './write-check.ts';
import type { Attempt } from './attempt.ts';
import { sendOnce, type Sent } from './send.ts';

type Answered = Extract<Sent, { kind: 'answered' }>;

/** What reading found: the request's effect, or a record as it was before (null: a create that is not there). */
type Reading = Answered | { readonly kind: 'not-yet'; readonly fresh: AccountRecord | null };

const PROGRESS_MS = 10_000;

/**
 * Finds out by reading what became of a request without a clear answer, so that nothing is written twice.
 *
 * | what reading shows               | then |
 * | -------------------------------- | ---- |
 * | the wanted values, maybe trimmed; the one new record; the role gone | done |
 * | the old values                   | wait some time, read again; if still so, send once more |
 * | no new record                    | wait some time, list again; if still so, the intent stays open |
 * | anything else                    | a conflict that names both; several new records: left to a person |
 * | reading fails, or stays unclear  | the intent stays open for the next run |
 *
 * Values may be written twice, records may not: a create that arrives later than anybody waited for it would make a second one.
 * So no run sends a create again; the next one looks for it first, and plans it anew only where it is still not there.
 */
export async function resolveByReading(run: Run, attempt: Attempt): Promise<Answered> {
  const first = await readTwice(run, attempt);
  if (first.kind === 'answered') return first;
  if (attempt.change.action === 'create') throw unclearError(attempt, 'no new record has appeared', attempt.unclear);
  if (run.signal.aborted) throw unclearError(attempt, 'interrupted', run.signal.reason);
  attempt.fresh = first.fresh;
  const sent = await sendAgain(run, attempt);
  if (sent.kind === 'answered') return sent;
  const second = await readTwice(run, attempt);
  if (second.kind === 'answered') return second;
  throw unclearError(attempt, 'it was sent twice, and the record still has the old values', attempt.unclear);
}

async function sendAgain(run: Run, attempt: Attempt): Promise<Sent> {
  const { change, wanted } = attempt;
  const ready = async (record: AccountRecord | null): Promise<void> => void (attempt.fresh = record);
  const check = createWriteCheck(run, { change, wanted, isSentAgain: true, ready, leaves: () => undefined });
  try {
    return await sendOnce(run, attempt, check);
  } catch (error) {
    if (error instanceof RequestFailure && error.isInterrupted) throw unclearError(attempt, error.message, error);
    if (!(error instanceof NotSent)) throw error;
    const { why } = error;
    if (why.kind === 'already') return { kind: 'answered', record: why.record };
    if (why.error instanceof RequestFailure) throw unclearError(attempt, why.error.message, why.error);
    await recordVoid(run, attempt);
    throw why.error;
  } finally {
    check.over();
  }
}

async function readTwice(run: Run, attempt: Attempt): Promise<Reading> {
  const first = await readOnce(run, attempt);
  if (first.kind === 'answered') return first;
  await pause(run, attempt);
  return readOnce(run, attempt);
}

async function readOnce(run: Run, attempt: Attempt): Promise<Reading> {
  try {
    return attempt.change.action === 'create' ? await lookForNew(run, attempt) : await lookAgain(run, attempt);
  } catch (error) {
    if (error instanceof RequestFailure) throw unclearError(attempt, error.message, error);
    throw error;
  }
}

async function lookForNew(run: Run, { change, wanted }: Attempt): Promise<Reading> {
  if (change.kind === 'company') throw new Error('a company is never created');
  const { records } = await run.accounts[change.account].list(change.kind);
  const isKnown = ({ side, kind, id }: AccountRecord) => run.ledger.current(side, kind, id) !== undefined;
  const found = findCreated(change.kind, wanted, records, isKnown);
  const [record] = found;
  if (!record) return { kind: 'not-yet', fresh: null };
  if (found.length === 1) return { kind: 'answered', record };
  throw severalError(
    change,
    found.map(({ id }) => id),
  );
}

async function lookAgain(run: Run, attempt: Attempt): Promise<Reading> {
  const { change, wanted, fresh: before } = attempt;
  if (!before) throw new Error(`${change.id} has no record to read`);
  const fresh = await readRecord(run.accounts[change.account], change, before.id);
  if (!fresh && change.action === 'delete') return { kind: 'answered', record: null };
  if (!fresh) {
    await recordVoid(run, attempt);
    throw vanishedMeanwhileError(change);
  }
  const found = precheckNow(run, change, fresh, wanted);
  if (found.kind === 'already') return { kind: 'answered', record: fresh };
  if (found.kind === 'ready') return { kind: 'not-yet', fresh };
  if (isStored(fresh, wanted, found.differences)) return { kind: 'answered', record: fresh };
  await recordVoid(run, attempt);
  throw conflictError(change, wanted, found.differences);
}

/** All that was asked for is there, if in another form, and nobody changed anything else. */
function isStored({ values }: AccountRecord, wanted: Values, differences: readonly Difference[]): boolean {
  const asked = knownFields(wanted);
  return (
    asked.every((field) => isStoredAs(field, values[field], wanted[field])) &&
    differences.every(({ field }) => asked.includes(field))
  );
}

/** The record holds something else by now; the next plan compares it afresh, so nothing is left open. */
function recordVoid(run: Run, { intent }: Attempt): Promise<void> {
  if (!intent) throw new Error('nothing was sent without an intent');
  return run.store.outcome({ intent: intent.id, result: 'void', advance: null });
}

async function pause(run: Run, attempt: Attempt): Promise<void> {
  const start = run.clock.elapsed();
  try {
    for (let left = run.unclearWaitMs; left > 0; left -= PROGRESS_MS) {
      await run.clock.sleep(Math.min(left, PROGRESS_MS), run.signal);
      const elapsed = run.clock.elapsed() - start;
      const message = 'no clear answer, waiting before reading the record again';
      if (left > PROGRESS_MS) run.listen({ type: 'apply_progress', change: attempt.change, elapsed, message });
    }
  } catch (error) {
    if (!run.signal.aborted) throw error;
    throw unclearError(attempt, 'interrupted', error);
  }
}
