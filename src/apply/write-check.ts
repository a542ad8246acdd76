import type { Account, PreWriteCheck } from '../model/account.ts';
import { sameValue, type Values } from '../model/field.ts';
import { momentOf, type Moment } from '../model/moment.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import { behindError, isOlder } from '../model/version.ts';
import { expectedValues, type Run } from './one-run.ts';
import { staleError, vanishedError } from './errors.ts';
import { precheck, type Precheck } from './precheck.ts';
import { isRecent } from './refresh.ts';
import { madeMeanwhile } from './twin.ts';
import { targetId } from './values.ts';
import type { Volley } from './volleys.ts';

/**
 * The check before a write: whether it may be sent, by how the record is at that moment.
 *
 * | write                    | looks at                                                     | which is good for |
 * | ------------------------ | ------------------------------------------------------------ | ----------------- |
 * | Harvest, update          | what the lists of its kind showed                            | 10 s, and all writes of the kind |
 * | any create               | the same: whether somebody else just made it                 | the same |
 * | Forecast, update, in a volley | one list of its kind (`volleys.ts`); a GET if the list lacks it, or has an older version | this one write |
 * | Forecast, update; delete; an update that is sent again | a GET                          | this one write |
 *
 * | what it sees                                          | then |
 * | ----------------------------------------------------- | ---- |
 * | the wanted values, or the one that somebody just made | `NotSent`: done without a request |
 * | an edit, or that the record is gone                   | `NotSent` with the reason |
 * | all as expected                                       | `ready` is waited for before the write may be sent |
 */
export interface WriteCheck extends PreWriteCheck {
  /** Judges by what is known already, where that is recent enough. */
  first(): Promise<void>;
  /** The write is over: what lists show of the record counts again. */
  over(): void;
}

/** What ended a check: nothing has to be written any more, or something speaks against it. Says nothing of a write that was sent before. */
export class NotSent extends Error {
  readonly why: Already | { readonly kind: 'error'; readonly error: unknown };
  constructor(why: NotSent['why']) {
    super(`not sent: ${why.kind}`);
    this.name = 'NotSent';
    this.why = why;
  }
}

interface Already {
  readonly kind: 'already';
  /** The record as it is; null where a role to delete is gone. */
  readonly record: AccountRecord | null;
}

/** A record as it was read. */
interface Seen {
  readonly at: Moment;
  readonly record: AccountRecord | null;
  /** The volley whose list showed it. Null if it was read in another way. */
  readonly by: Volley | null;
}

export interface WriteCheckOptions {
  readonly change: Change;
  readonly wanted: Values;
  /** The same change was sent before, and shows no effect. */
  readonly isSentAgain: boolean;
  /** It may be written by this record; null for a create. */
  readonly ready: (record: AccountRecord | null) => Promise<void>;
  /** The request leaves now. */
  readonly leaves: () => void;
}

export function createWriteCheck(
  run: Run,
  { change, wanted, isSentAgain, ready, leaves }: WriteCheckOptions,
): WriteCheck {
  const { account: side, kind, action } = change;
  const id = targetId(change, run.plan, run.created);
  if (id === null && action !== 'create') throw new Error(`${change.id} writes a record that nobody knows`);
  const refresher = run.refreshers[side];
  const needs = { roles: 'roles' in wanted };
  const known = (): AccountRecord | null => (id === null ? null : (run.ledger.current(side, kind, id) ?? null));
  const isShared =
    action === 'create' || (side === 'harvest' && action !== 'delete' && !isSentAgain && known() !== null);
  let seen: Seen | null = null;
  let volley = isSentAgain ? null : run.volleys.of(change);
  let isClaimed = false;

  /** Throws `NotSent` unless the record may be written as it is. */
  function judgeIt(record: AccountRecord | null): void {
    const already = doneBy(record);
    if (already) throw new NotSent(already);
  }

  function doneBy(record: AccountRecord | null): Already | null {
    if (action === 'create') {
      const twin = madeMeanwhile(run, change, wanted);
      return twin && { kind: 'already', record: twin };
    }
    if (!record && action === 'delete') return { kind: 'already', record };
    if (!record) throw vanishedError(change);
    const found = precheckNow(run, change, record, wanted);
    if (found.kind === 'stale') throw staleError(change, found.differences);
    return found.kind === 'already' ? { kind: 'already', record } : null;
  }

  async function see(now: Seen): Promise<void> {
    judgeIt(now.record);
    await ready(now.record);
    seen = now;
  }

  function isFresh(): boolean {
    // A process that was stopped for a while may have lost the lock: `ready` finds out.
    if (!run.store.isCurrent()) return false;
    if (isShared) return refresher.isRecent(kind, needs);
    if (!seen) return false;
    // The next attempt may send the whole record, and only a GET shows all of it.
    if (seen.by) return !isClaimed && seen.by.isFresh(seen.at);
    return isRecent(run.clock, seen.at);
  }

  async function look(account: Account): Promise<Seen> {
    const at = momentOf(run.clock);
    const by = volley;
    volley = null;
    if (!by) return { at, record: await read(account), by };
    const listed = await by.read(account);
    const record = id === null ? undefined : listed.records.get(id);
    if (!record || isOlder(record.updatedAt, known()?.updatedAt))
      return { at: momentOf(run.clock), record: await readAlone(account), by: null };
    return { at: listed.at, record, by };
  }

  async function read(account: Account): Promise<AccountRecord | null> {
    if (!isShared) return readAlone(account);
    // Others may have read it meanwhile; but what was seen before a request was sent says nothing after it.
    if (isClaimed || !refresher.isRecent(kind, needs)) await refresher.again(kind, needs, account);
    if (id === null || !refresher.isBehind(kind, id)) return known();
    const record = await readAlone(account);
    if (record) run.ledger.put(record);
    return record;
  }

  /** Throws `UserError` `reading.behind` where the service shows an older version than it did before. */
  async function readAlone(account: Account): Promise<AccountRecord | null> {
    const record = await readRecord(account, change, id);
    const before = known()?.updatedAt;
    if (record && isOlder(record.updatedAt, before)) throw behindError(record, before);
    return record;
  }

  function over(): void {
    if (isClaimed && id !== null) refresher.writeEnds(kind, id);
    isClaimed = false;
  }

  return {
    isShared,
    over,
    volley: () => volley,
    first: () =>
      guarded(async () =>
        isShared && isFresh() ? see({ at: momentOf(run.clock), record: known(), by: null }) : undefined,
      ),
    cost: () => (seen && isFresh() ? 0 : isShared ? refresher.cost(kind, needs) : 1),
    again: (account) =>
      guarded(async () => {
        seen = null;
        if (isClaimed && id !== null) refresher.writeEnds(kind, id);
        const now = await look(account);
        isClaimed = false;
        await see(now);
      }),
    claim() {
      if (!seen || !isFresh()) return false;
      // Another write's check may have shown more of it since.
      if (isShared) guard(() => judgeIt(known()));
      if (id !== null) refresher.writeStarts(kind, id);
      isClaimed = true;
      leaves();
      return true;
    },
    leaveWithinMs: () => (seen?.by ? seen.by.leftMs(seen.at) : null),
    record: () => (isShared ? known() : (seen?.record ?? null)),
  };
}

/** The check of a record as it is now; for a role to delete, only its name counts as an edit. */
export function precheckNow(run: Run, change: Change, fresh: AccountRecord, wanted: Values): Precheck {
  const expected = expectedValues(run, change, fresh);
  if (change.action !== 'delete') return precheck(change, fresh.values, expected, wanted, run.own);
  const { name } = fresh.values;
  if (sameValue('name', name, expected.name)) return { kind: 'ready' };
  return { kind: 'stale', differences: [{ field: 'name', expected: expected.name, found: name }] };
}

/** The record as the account has it now; null where it is gone. */
export async function readRecord(
  account: Account,
  change: Change,
  id: ReturnType<typeof targetId>,
): Promise<AccountRecord | null> {
  if (change.kind === 'company') return (await account.company()).record;
  return id === null ? null : account.get(change.kind, id);
}

function guard(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw error instanceof NotSent ? error : new NotSent({ kind: 'error', error });
  }
}

async function guarded(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    guard(() => {
      throw error;
    });
  }
}
