import type { Account } from '../model/account.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import type { Clock } from '../model/ports.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import { recordKey } from './values.ts';

/**
 * Keeps what is known about an account young enough to write by. In: when each account was read. Out: a ledger in which
 * the records of a kind are at most 10 s old.
 *
 * | kind             | how |
 * | ---------------- | --- |
 * | role             | the whole list: it has no `updated_since` (Harvest API, roles) |
 * | company          | GET |
 * | person, after the company's capacity or roles moved | the whole list: nobody promises that such a cascade touches `updated_at` |
 * | everything else  | one list `updated_since` the last reading |
 *
 * Only records that were known before are put into the ledger: a create of this run in flight must still look new to
 * whoever settles it. All others are strangers, among which a create looks for what somebody else made meanwhile. A record
 * that is being written, or was since the list was asked for, keeps what the write answered.
 */
export interface Refresher {
  /** Makes sure that the kind was read in the last 10 s. */
  young(kind: Kind): Promise<void>;
  /** What the lists since the reading showed and nobody knew before. */
  strangers(kind: RecordKind): readonly AccountRecord[];
  /** The company's capacity or a role was written: people look different now. */
  peopleMoved(): void;
  /** Reads people again if they moved since. */
  people(): Promise<void>;
  /** Between these two the record belongs to a write. */
  writeStarts(kind: Kind, id: number): void;
  writeEnds(kind: Kind, id: number): void;
}

export interface RefresherInput {
  readonly account: Account;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** `clock.elapsed()` when the account was read. */
  readonly readAt: number;
  /** The service's own clock when it first answered then, ms since 1970, or null. */
  readonly servedAt: number | null;
}

const YOUNG_MS = 10_000;
/** `updated_at` has whole seconds, and a list takes a while to arrive. */
const SERVER_MARGIN_MS = 10_000;
/** Where the service's clock is not known, ours may be off by this much. */
const CLOCK_MARGIN_MS = 60_000;

interface Reading {
  readonly at: number;
  readonly since: number;
}

export function createRefresher({ account, ledger, clock, readAt, servedAt }: RefresherInput): Refresher {
  const first: Reading = {
    at: readAt,
    since: since(servedAt, clock.now() - (clock.elapsed() - readAt)),
  };
  const readings = new Map<Kind, Reading>();
  const underway = new Map<Kind, Promise<void>>();
  const strangers = new Map<string, AccountRecord>();
  const writing = new Set<string>();
  const written = new Map<string, number>();
  let tick = 0;
  let moved = false;

  return {
    young,
    strangers: (kind) => [...strangers.values()].filter((record) => record.kind === kind),
    peopleMoved() {
      moved = true;
    },
    people: () => (moved || underway.has('person') ? reread('person') : Promise.resolve()),
    writeStarts: (kind, id) => void writing.add(recordKey(account.side, kind, id)),
    writeEnds(kind, id) {
      const key = recordKey(account.side, kind, id);
      writing.delete(key);
      written.set(key, ++tick);
    },
  };

  /** A list that is on its way may show what is not known yet, so it is waited for, however young the last one is. */
  async function young(kind: Kind): Promise<void> {
    const { at } = readings.get(kind) ?? first;
    const isStale = clock.elapsed() - at > YOUNG_MS || (kind === 'person' && moved);
    if (isStale || underway.has(kind)) await reread(kind);
  }

  /** Whoever asks while a list is on its way waits for the same one, and looks again if people moved meanwhile. */
  async function reread(kind: Kind): Promise<void> {
    const running = underway.get(kind);
    if (running) {
      await running;
      return kind === 'person' && moved ? reread(kind) : undefined;
    }
    const work = readAgain(kind).finally(() => underway.delete(kind));
    underway.set(kind, work);
    await work;
  }

  async function readAgain(kind: Kind): Promise<void> {
    const start = { elapsed: clock.elapsed(), now: clock.now(), tick: ++tick };
    const whole = kind === 'person' && moved;
    if (whole) moved = false;
    try {
      const { records, servedAt: answered } = await readKind(kind, whole);
      const served = answered === null ? null : answered - (clock.elapsed() - start.elapsed);
      readings.set(kind, { at: start.elapsed, since: since(served, start.now) });
      for (const record of records) take(record, start.tick);
    } catch (error) {
      moved ||= whole;
      throw error;
    }
  }

  async function readKind(
    kind: Kind,
    whole: boolean,
  ): Promise<{ records: readonly AccountRecord[]; servedAt: number | null }> {
    if (kind === 'company') return { records: [(await account.company()).record], servedAt: null };
    return whole || !canNarrow(account.side, kind)
      ? account.list(kind)
      : account.list(kind, { updatedSince: new Date((readings.get(kind) ?? first).since).toISOString() });
  }

  function take(record: AccountRecord, startTick: number): void {
    const key = recordKey(record.side, record.kind, record.id);
    const isOurs = writing.has(key) || (written.get(key) ?? 0) > startTick;
    if (isOurs) return;
    if (ledger.current(record.side, record.kind, record.id)) ledger.put(record);
    else strangers.set(key, record);
  }
}

function canNarrow(side: Side, kind: RecordKind): boolean {
  return side === 'harvest' && kind !== 'role';
}

function since(servedAt: number | null, wallTime: number): number {
  return servedAt === null ? wallTime - CLOCK_MARGIN_MS : servedAt - SERVER_MARGIN_MS;
}
