import { RequestFailure } from '../model/failure.ts';
import type { Values } from '../model/field.ts';
import type { Id } from '../model/id.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import { expectedValues, readRecord, type Run } from './context.ts';
import { notStoredError, staleError, unsettledError, vanishedError } from './errors.ts';
import { movesPeople } from './own.ts';
import { unstored } from './precheck.ts';
import { sendOnce, type Attempt } from './send.ts';
import { madeMeanwhile } from './twin.ts';
import { intentOf, recordKey, targetId, wantedValues } from './values.ts';
import { judge, resolveByReading } from './verify.ts';

/** What became of one change. `already`: the record had the wanted values before hfsync wrote. */
export interface Done {
  readonly id: number;
  readonly already: boolean;
}

/**
 * One change: look at the record → intent (durable) → request → compare the answer → ledger → outcome (durable).
 * Throws `UserError` where it did not come to pass, `apply.stale` where the record moved since it was planned.
 */
export async function applyChange(run: Run, change: Change): Promise<Done> {
  const wanted = change.action === 'delete' ? {} : wantedValues(change, run.created);
  if (change.action === 'create') {
    const twin = await madeMeanwhile(run, change, wanted);
    return twin ? already(run, change, twin, twin.id) : write(run, change, wanted, null);
  }

  const id = targetId(change, run.plan, run.created);
  if (id === null) throw new Error(`${change.id} writes a record that nobody knows`);
  const fresh = await freshRecord(run, change, id);
  if (!fresh && change.action === 'delete') return already(run, change, null, id);
  if (!fresh) throw vanishedError(change);
  const verdict = judge(run, change, fresh, wanted);
  switch (verdict.kind) {
    case 'already':
      return already(run, change, fresh, id);
    case 'moved':
      throw staleError(change, verdict.differences);
    case 'ready':
      return write(run, change, wanted, fresh);
  }
}

/** Forecast: GET right before the PUT, which sends the whole record back. Harvest: what was read in the last 10 s will do. */
async function freshRecord(run: Run, change: Change, id: Id): Promise<AccountRecord | null> {
  if (change.account === 'forecast' || change.action === 'delete') return readRecord(run, change, id);
  await run.refreshers.harvest.young(change.kind);
  return run.ledger.current('harvest', change.kind, id) ?? readRecord(run, change, id);
}

/** No request was needed. The outcome stands without an intent, so that a crash does not forget what both sides agree on. */
async function already(run: Run, change: Change, fresh: AccountRecord | null, id: Id): Promise<Done> {
  const advance = fresh ? take(run, change, fresh) : run.ledger.remove(change);
  if (advance) await run.store.outcome({ intent: run.random.uuid(), result: 'done', advance });
  return { id, already: true };
}

async function write(run: Run, change: Change, wanted: Values, fresh: AccountRecord | null): Promise<Done> {
  const advance = run.ledger.intended?.(change);
  const intent = intentOf(change, run.created, {
    id: run.random.uuid(),
    at: run.clock.now(),
    ...(advance && { advance }),
  });
  await run.store.intent(intent);
  run.own.sent(change);
  const attempt: Attempt = { change, intent, wanted, fresh };
  const refresher = run.refreshers[change.account];
  if (fresh) refresher.writeStarts(change.kind, fresh.id);
  try {
    const record = await answerOf(run, attempt);
    return await settle(run, attempt, record);
  } finally {
    if (fresh) refresher.writeEnds(change.kind, fresh.id);
    // Whatever the answer was, people may look different from here on.
    if (movesPeople(change)) refresher.peopleMoved();
  }
}

async function answerOf(run: Run, attempt: Attempt): Promise<AccountRecord | null> {
  try {
    const sent = await sendOnce(run, attempt);
    return sent.kind === 'answered' ? sent.record : (await resolveByReading(run, attempt)).record;
  } catch (error) {
    // A `RequestFailure` that comes through to here was certainly not applied; all others say so themselves.
    if (error instanceof RequestFailure)
      await run.store.outcome({ intent: attempt.intent.id, result: 'refused', advance: null });
    throw error;
  }
}

/** The write was applied: compares what is stored with what was asked, and makes it known. */
async function settle(run: Run, attempt: Attempt, answer: AccountRecord | null): Promise<Done> {
  const { change, intent, wanted } = attempt;
  if (!answer) {
    if (!attempt.fresh) throw new Error(`${change.id} was answered without a record`);
    run.ledger.wrote(change);
    await run.store.outcome({ intent: intent.id, result: 'done', advance: run.ledger.remove(change) });
    return { id: attempt.fresh.id, already: false };
  }
  run.ledger.wrote(change);
  const record = await withEveryKey(run, attempt, answer);
  await run.store.outcome({ intent: intent.id, result: 'done', advance: take(run, change, record) });
  const missing = unstored(wanted, record.values);
  if (missing.length > 0) throw notStoredError(change, missing);
  return { id: record.id, already: false };
}

/** An answer without the key that was written proves nothing, so the record is read once more. */
async function withEveryKey(run: Run, { change, wanted }: Attempt, answer: AccountRecord): Promise<AccountRecord> {
  if (unstored(wanted, answer.values).every(({ found }) => found !== undefined)) return answer;
  try {
    return (await readRecord(run, change, answer.id)) ?? answer;
  } catch (error) {
    if (error instanceof RequestFailure) throw unsettledError(change, error.message, error);
    throw error;
  }
}

function take(run: Run, change: Change, record: AccountRecord) {
  const key = recordKey(record.side, record.kind, record.id);
  run.expected.set(key, { ...expectedValues(run, change, record), ...record.values });
  if (change.action === 'create') run.created.set(change.id, record);
  return run.ledger.put(record, change);
}
