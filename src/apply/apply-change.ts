import type { UserError } from '../model/error.ts';
import { RequestFailure } from '../model/failure.ts';
import { updatedValues } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import { expectedValues, type Run } from './one-run.ts';
import { lostError, notLinkedError, notStoredError, unclearError } from './errors.ts';
import { learnFromAnswer, learnFromArchived, learnFromRefusal, needsProof, pointerTested } from './learn.ts';
import { createWriteCheck, NotSent, readRecord, type WriteCheck } from './write-check.ts';
import { Withheld, type Lane } from './lanes.ts';
import { movesPeople } from './own.ts';
import { unstored, type Difference } from './precheck.ts';
import type { Attempt } from './attempt.ts';
import { sendOnce } from './send.ts';
import { intentOf, recordKey, targetId, wantedValues } from './values.ts';
import { resolveByReading } from './resolve-unclear.ts';

/** What became of one change. `already`: the record had the wanted values before hfsync wrote. */
export interface Done {
  readonly id: number;
  readonly already: boolean;
}

/**
 * One change: check the record → intent (durable) → request → compare the answer → ledger → outcome (durable). The check is made
 * with the slot of the rate budget in hand, and again before each time that the request is sent (`WriteCheck`). If the change has to
 * wait for a lane, its intent is written meanwhile. It leaves the lane when its requests are over, so that others may be sent while its
 * outcome is written.
 * Throws `UserError` if the change was not made, with `apply.stale` if the record changed since it was planned.
 */
export async function applyChange(run: Run, change: Change, lane: Lane): Promise<Done> {
  const wanted = change.action === 'delete' ? {} : wantedValues(change, run.created);
  const attempt: Attempt = { change, wanted, intent: null, fresh: null, isSent: false, unclear: null, lost: null };
  const check = createWriteCheck(run, {
    ...{ change, wanted, isSentAgain: false },
    ready: (record) => begin(run, attempt, record),
    leaves() {
      attempt.isSent = true;
      run.own.sent(change);
    },
  });
  try {
    await check.first();
    if (!attempt.intent && lane.isTaken()) await begin(run, attempt, null);
    await lane.enter();
    return await recordApplied(run, attempt, await answerOf(run, attempt, check), lane);
  } catch (error) {
    if (error instanceof Withheld) return await refused(run, attempt, error, false);
    if (!(error instanceof NotSent)) throw error;
    if (error.why.kind === 'already') return await recordAlreadyDone(run, attempt, error.why.record);
    return await refused(run, attempt, error.why.error, error.why.error instanceof RequestFailure);
  } finally {
    check.over();
    // Whatever the answer was, the request may have changed people.
    if (attempt.intent && movesPeople(change)) run.refreshers[change.account].peopleMoved();
  }
}

/**
 * The record already has the wanted values. The outcome is recorded even without an intent, so that a crash does not lose the agreement.
 * If a request was sent before and met the limit, this is its effect.
 */
async function recordAlreadyDone(run: Run, attempt: Attempt, fresh: AccountRecord | null): Promise<Done> {
  const { change, intent, isSent } = attempt;
  const id = fresh?.id ?? targetId(change, run.plan, run.created);
  if (id === null) throw new Error(`${change.id} is done, and nobody knows where`);
  if (isSent) run.ledger.wrote(change);
  const advance = fresh ? take(run, change, fresh) : run.ledger.remove(change);
  if (intent || advance) await run.store.outcome({ intent: intent?.id ?? run.random.uuid(), result: 'done', advance });
  return { id, already: !isSent };
}

/** The record may be written as it is: from here on, a crash leaves an open intent. */
async function begin(run: Run, attempt: Attempt, record: AccountRecord | null): Promise<void> {
  attempt.fresh = record;
  // The check may have taken longer than the lock is certain to hold.
  if (attempt.intent) return run.store.confirm();
  const { change } = attempt;
  const advance = run.ledger.intended?.(change);
  const intent = intentOf(change, run.created, {
    id: run.random.uuid(),
    at: run.clock.now(),
    ...(advance && { advance }),
  });
  await run.store.intent(intent);
  attempt.intent = intent;
}

async function answerOf(run: Run, attempt: Attempt, check: WriteCheck): Promise<AccountRecord | null> {
  try {
    const sent = await sendOnce(run, attempt, check);
    return sent.kind === 'answered' ? sent.record : (await resolveByReading(run, attempt)).record;
  } catch (error) {
    // Any other failure here means that the request was not applied. Other errors speak for themselves.
    if (!(error instanceof RequestFailure)) throw error;
    learnFromRefusal(run, attempt.change, attempt.fresh, error);
    return refused(run, attempt, error, error.failure === 'limited');
  }
}

/**
 * The change was not made, as far as is known. `isSilent`: neither the check nor an answer caused the error. A limit
 * does not promise that nothing happened, so once a request has left, the intent stays open for the next run, which looks first.
 */
async function refused(run: Run, attempt: Attempt, error: unknown, isSilent: boolean): Promise<never> {
  const { intent, isSent } = attempt;
  if (isSent && isSilent) throw unclearError(attempt, error instanceof Error ? error.message : String(error), error);
  if (intent) await run.store.outcome({ intent: intent.id, result: 'refused', advance: null });
  throw error;
}

/** The write was applied: compares what is stored with what was asked, and makes it known. */
async function recordApplied(run: Run, attempt: Attempt, answer: AccountRecord | null, lane: Lane): Promise<Done> {
  const { change, intent, wanted } = attempt;
  if (!intent) throw new Error(`${change.id} was sent without an intent`);
  if (!answer) {
    if (!attempt.fresh) throw new Error(`${change.id} was answered without a record`);
    run.ledger.wrote(change);
    lane.leave();
    await run.store.outcome({ intent: intent.id, result: 'done', advance: run.ledger.remove(change) });
    return { id: attempt.fresh.id, already: false };
  }
  run.ledger.wrote(change);
  const record = await withEveryKey(run, attempt, answer);
  lane.leave();
  await run.store.outcome({ intent: intent.id, result: 'done', advance: take(run, withLost(attempt, record), record) });
  const missing = unstored(wanted, record.values);
  const wasKnown = isKnownToBeDropped(run, change);
  learnFromAnswer(run, change, missing);
  learnFromArchived(run, change, attempt.fresh);
  const news = wasKnown ? missing.filter(({ field }) => field !== 'pointer') : missing;
  if (attempt.lost) throw lostError(change, attempt.lost);
  if (news.length > 0) throw storedError(change, record.id, news);
  return { id: record.id, already: false };
}

/** A role needs no pointer, so it is reported only once that Forecast drops it. */
function isKnownToBeDropped(run: Run, change: Change): boolean {
  return change.kind === 'role' && run.ledger.knows('pointer.role') === 'no';
}

function storedError(change: Change, id: number, missing: readonly Difference[]): UserError {
  const isPointerAlone = pointerTested(change) !== null && missing.every(({ field }) => field === 'pointer');
  return isPointerAlone ? notLinkedError(change, id) : notStoredError(change, missing);
}

/** An answer without the written key proves nothing, nor does one without a value that decides for good. The record is read once more. */
async function withEveryKey(run: Run, attempt: Attempt, answer: AccountRecord): Promise<AccountRecord> {
  const { change, wanted } = attempt;
  if (!needsProof(change, unstored(wanted, answer.values))) return answer;
  try {
    return (await readRecord(run.accounts[change.account], change, answer.id)) ?? answer;
  } catch (error) {
    if (error instanceof RequestFailure) throw unclearError(attempt, error.message, error);
    throw error;
  }
}

/**
 * What a write has taken from the record besides is remembered as asked for and stored otherwise: else the next plan would take it for
 * an edit of a person, and bring it to the other side.
 */
function withLost({ change, fresh, lost, wanted }: Attempt, record: AccountRecord): Change {
  const [written] = change.fields;
  if (!lost || !fresh || !written) return change;
  const gone = unstored(fresh.values, record.values).filter(
    ({ field, found }) => found !== undefined && !(field in wanted),
  );
  const asked = gone.map(({ field, expected = null }) => ({ ...written, field, before: null, after: expected }));
  return { ...change, fields: [...change.fields, ...asked] };
}

function take(run: Run, change: Change, record: AccountRecord) {
  const key = recordKey(record.side, record.kind, record.id);
  run.expected.set(key, updatedValues(expectedValues(run, change, record), record.values));
  if (change.action === 'create') run.created.set(change.id, record);
  return run.ledger.put(record, change);
}
