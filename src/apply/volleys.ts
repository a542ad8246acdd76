import type { Account } from '../model/account.ts';
import type { Ledger } from '../model/ledger.ts';
import { ageOf, momentOf, type Moment } from '../model/moment.ts';
import type { Change } from '../model/plan.ts';
import type { Clock } from '../model/ports.ts';
import type { AccountRecord } from '../model/record.ts';
import { isVolleyed, mayVolley, VOLLEY, VOLLEY_KINDS, type VolleyKind } from '../rules/volley.ts';

/** Writes that share one list and leave together (`rules/volley.ts`). */
export interface Volley {
  /** Reads all records of the kind. Callers share a request that is under way. */
  read(account: Account): Promise<Listed>;
  /** Whether a write may still leave by a list that was requested then. If not, the kind gets no more volleys. */
  isFresh(at: Moment): boolean;
  /** For how many ms it still may. */
  leftMs(at: Moment): number;
}

export interface Listed {
  /** When the list was requested. */
  readonly at: Moment;
  readonly records: ReadonlyMap<number, AccountRecord>;
}

/** The volleys of a run. Only Forecast has any. */
export interface Volleys {
  /** Whether a kind of records may be written in volleys. */
  areUsed(): boolean;
  /** The changes that leave together now, all of one kind. Empty if too few can. */
  choose(changes: readonly Change[], isReady: IsReady): readonly Change[];
  /** The volley of a change. Null if it leaves alone. */
  of(change: Change): Volley | null;
}

/** Whether a change may run at the same time as those already chosen. */
type IsReady = (change: Change, chosen: readonly Change[]) => boolean;

/** How old a list may be when a write leaves. The answer to a single GET may be older, but it is rarely that slow. */
const FRESH_MS = 2_000;

export function createVolleys(ledger: Ledger, clock: Clock): Volleys {
  const volleys = new Map<string, Volley>();
  const slow = new Set<VolleyKind>();
  const rows = Object.fromEntries(VOLLEY_KINDS.map((kind) => [kind, count(ledger.records('forecast', kind))]));
  const isUsed = (kind: VolleyKind): boolean => !slow.has(kind) && mayVolley(ledger.knows, kind, rows[kind] ?? 0);
  return { areUsed: () => VOLLEY_KINDS.some(isUsed), choose, of: ({ id }) => volleys.get(id) ?? null };

  function choose(changes: readonly Change[], isReady: IsReady): readonly Change[] {
    for (const kind of VOLLEY_KINDS) {
      if (!isUsed(kind)) continue;
      const chosen: Change[] = [];
      for (const change of changes) {
        if (change.kind !== kind || !isVolleyed(change) || !isReady(change, chosen)) continue;
        if (chosen.push(change) === VOLLEY.most) break;
      }
      if (chosen.length < VOLLEY.least) continue;
      const volley = createVolley(kind);
      for (const { id } of chosen) volleys.set(id, volley);
      return chosen;
    }
    return [];
  }

  function createVolley(kind: VolleyKind): Volley {
    let listed: Promise<Listed> | null = null;
    return {
      read: (account) => (listed ??= list(account, kind, clock).finally(() => (listed = null))),
      isFresh(at) {
        const isFresh = ageOf(clock, at) <= FRESH_MS;
        if (!isFresh) slow.add(kind);
        return isFresh;
      },
      leftMs: (at) => Math.max(0, FRESH_MS - ageOf(clock, at)),
    };
  }
}

async function list(account: Account, kind: VolleyKind, clock: Clock): Promise<Listed> {
  const at = momentOf(clock);
  const { records } = await account.list(kind, { keepsRaw: true });
  return { at, records: new Map(records.map((record) => [record.id, record])) };
}

function count(items: Iterable<unknown>): number {
  return [...items].length;
}
