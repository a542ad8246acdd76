import type { Account } from '../model/account.ts';
import { KINDS, type Kind, type RecordKind } from '../model/kind.ts';
import type { Ledger } from '../model/ledger.ts';
import { ageOf, momentOf, type Moment } from '../model/moment.ts';
import type { Clock } from '../model/ports.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import { withRoles } from './members.ts';
import { horizonOf, newestOf, type Horizon } from './horizon.ts';
import { isOlder } from '../model/version.ts';
import { recordKey } from './values.ts';

/**
 * Keeps what is known about an account recent enough to write by. In: when each account was read. Out: a ledger in which
 * the records of a kind are at most 10 s old.
 *
 * | kind             | how |
 * | ---------------- | --- |
 * | role             | the whole list: it has no `updated_since` (Harvest API, roles) |
 * | company          | GET |
 * | person, after the company's capacity or roles moved | the whole list: nobody promises that such a cascade touches `updated_at` |
 * | person whose roles are written | the roles besides, which have the members: nor that giving a role to somebody does |
 * | everything else  | one list `updated_since` the last reading |
 *
 * Only records that were known before are put into the ledger: a create of this run in flight must still look new to
 * whoever settles it. All others are newcomers, among which a create looks for what somebody else made meanwhile. A record
 * that is being written, or was since the list was asked for, keeps what the write answered; and so does one of which the list
 * shows an older version, as a service does whose list comes from a copy that is behind.
 */
export interface Refresher {
  /** Whether the kind was read in the last 10 s, and no newer reading is under way. */
  isRecent(kind: Kind, needs: Needs): boolean;
  /** Requests that reading the kind again is likely to take. */
  cost(kind: Kind, needs: Needs): number;
  /** Reads the kind again, through `account`. */
  again(kind: Kind, needs: Needs, account: Account): Promise<void>;
  /** Records that lists have shown since the reading, and that were not known before. */
  newcomers(kind: RecordKind): readonly AccountRecord[];
  /** The company's capacity or a role was written, so people have changed. */
  peopleMoved(): void;
  /** Reads people again if they have changed since. */
  people(): Promise<void>;
  /** Whether the last list showed an older version of the record than is known. */
  isBehind(kind: Kind, id: number): boolean;
  /** Between these two calls a write owns the record. */
  writeStarts(kind: Kind, id: number): void;
  writeEnds(kind: Kind, id: number): void;
}

/** Which parts of a person are written. */
export interface Needs {
  readonly roles: boolean;
}

export interface RefresherInput {
  readonly account: Account;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** When the reading of the account began. */
  readonly readAt: Moment;
  /** The service's own clock when it first answered then, ms since 1970, or null. */
  readonly servedAt: number | null;
}

const RECENT_MS = 10_000;

/** Whether what was seen then is recent enough to write by. */
export function isRecent(clock: Clock, seen: Moment): boolean {
  return ageOf(clock, seen) <= RECENT_MS;
}

export function createRefresher({ account, ledger, clock, readAt, servedAt }: RefresherInput): Refresher {
  const { side } = account;
  const horizons = new Map<Kind, Horizon>(KINDS.map((kind) => [kind, firstHorizon(kind)]));
  const underway = new Map<Kind, Promise<void>>();
  const newcomers = new Map<string, AccountRecord>();
  const behind = new Set<string>();
  const writing = new Set<string>();
  const written = new Map<string, number>();
  let tick = 0;
  let moved = false;

  return {
    isRecent: (kind, needs) => kindsOf(side, kind, needs).every(isKindRecent),
    cost: (kind, needs) => kindsOf(side, kind, needs).length,
    async again(kind, needs, through) {
      for (const each of kindsOf(side, kind, needs)) await reread(each, through);
    },
    newcomers: (kind) => [...newcomers.values()].filter((record) => record.kind === kind),
    peopleMoved() {
      moved = true;
    },
    people: () => (moved || underway.has('person') ? reread('person', account) : Promise.resolve()),
    isBehind: (kind, id) => behind.has(recordKey(side, kind, id)),
    writeStarts: (kind, id) => void writing.add(recordKey(side, kind, id)),
    writeEnds(kind, id) {
      const key = recordKey(side, kind, id);
      writing.delete(key);
      written.set(key, ++tick);
    },
  };

  /** A list under way may show something new, so it is waited for, however recent the last one is. */
  function isKindRecent(kind: Kind): boolean {
    if (underway.has(kind) || (kind === 'person' && moved)) return false;
    return isRecent(clock, horizon(kind).at);
  }

  /** Of the reading that the plan was made of. */
  function firstHorizon(kind: Kind): Horizon {
    const newest = kind === 'company' ? null : newestOf(ledger.records(side, kind), null);
    return { at: readAt, served: servedAt, newest };
  }

  function horizon(kind: Kind): Horizon {
    return horizons.get(kind) ?? firstHorizon(kind);
  }

  /** Callers that ask while a list is under way share it, and read again if people changed meanwhile. */
  async function reread(kind: Kind, through: Account): Promise<void> {
    const running = underway.get(kind);
    if (running) {
      await running;
      return kind === 'person' && moved ? reread(kind, through) : undefined;
    }
    const work = readAgain(kind, through).finally(() => underway.delete(kind));
    underway.set(kind, work);
    await work;
  }

  async function readAgain(kind: Kind, through: Account): Promise<void> {
    const at = momentOf(clock);
    const start = ++tick;
    const whole = kind === 'person' && moved;
    if (whole) moved = false;
    try {
      if (kind === 'company') {
        take((await through.company()).record, start);
        horizons.set(kind, { at, served: null, newest: null });
        return;
      }
      const before = horizon(kind);
      const narrow = !whole && canNarrow(side, kind);
      const updatedSince = new Date(horizonOf(before)).toISOString();
      const listed = await through.list(kind, narrow ? { updatedSince } : {});
      const newest = newestOf(listed.records, before.newest);
      horizons.set(kind, { at, served: listed.servedAt, newest });
      for (const record of listed.records) take(record, start);
      if (kind === 'role')
        for (const person of withRoles(ledger.records(side, 'person'), listed.records)) take(person, start);
    } catch (error) {
      moved ||= whole;
      throw error;
    }
  }

  function take(record: AccountRecord, startTick: number): void {
    const key = recordKey(record.side, record.kind, record.id);
    const isOurs = writing.has(key) || (written.get(key) ?? 0) > startTick;
    if (isOurs) return;
    const known = ledger.current(record.side, record.kind, record.id);
    behind.delete(key);
    if (!known) newcomers.set(key, record);
    else if (isOlder(record.updatedAt, known.updatedAt)) behind.add(key);
    else ledger.put(record);
  }
}

/** The kinds that must be recent for a write of this kind. */
function kindsOf(side: Side, kind: Kind, { roles }: Needs): readonly Kind[] {
  return side === 'harvest' && kind === 'person' && roles ? ['person', 'role'] : [kind];
}

function canNarrow(side: Side, kind: RecordKind): boolean {
  return side === 'harvest' && kind !== 'role';
}
