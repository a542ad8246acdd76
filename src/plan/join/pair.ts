import { compareParts, formatAddress, type Address } from '../../model/address.ts';
import type { Have } from '../../model/have.ts';
import type { Kind, RecordKind } from '../../model/kind.ts';
import { RECORD_KINDS } from '../../model/kind.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { RuleId } from '../../model/rule.ts';
import type { Side } from '../../model/side.ts';
import type { Link } from '../../model/want.ts';

/**
 * Two records that belong together, however hfsync came to know it. An id that is null is not known yet: that end is to be
 * created by this plan.
 */
export interface Pair {
  readonly kind: Kind;
  readonly harvest: number | null;
  readonly forecast: number | null;
  /**
   * How the pair was found: declared with both ids; remembered by the state; Forecast's native pointer; an exact name;
   * or found by a declared create (`created`: an existing record is linked, or one is created).
   */
  readonly source: 'declared' | 'state' | 'pointer' | 'name' | 'created' | 'company';
  /** The entry of the file behind it, if there is one. */
  readonly link: Link | null;
  /** For `created`: the side on which a record is created or found, and the manual rule that the declaration answers. */
  readonly create: { readonly target: Side; readonly rule: RuleId } | null;
  /** The client came along with a declared create of a project. */
  readonly brought: boolean;
}

/** Each pair is asked for its address again and again. */
const addresses = new WeakMap<Pair, Address>();

export function addressOf(pair: Pair): Address {
  const known = addresses.get(pair);
  if (known !== undefined) return known;
  const address = formatAddress(pair.kind, pair.harvest, pair.forecast);
  addresses.set(pair, address);
  return address;
}

export function inPlanOrder(pairs: Iterable<Pair>): Pair[] {
  return [...pairs].sort(compareParts);
}

/**
 * The side that a declared create imports or pushes. It wins every field that was never in sync, whatever `first_sync` says, until
 * Forecast's pointer tells that the create is done. null: there is none, or it is done.
 */
export function sourceOf(have: Have, pair: Pair): Side | null {
  const { link, harvest } = pair;
  if (!link || endOf(have, pair, 'forecast')?.values.pointer === harvest) return null;
  if (link.harvest === 'create') return 'forecast';
  return link.forecast === 'create' ? 'harvest' : null;
}

/** The id of a pair in values that both sides share (baselines of `client` and `roles`). */
export function sharedKey(pair: Pair): string {
  return `${pair.harvest ?? '-'}/${pair.forecast ?? '-'}`;
}

/** All pairs, found by either id. */
export interface PairIndex {
  readonly all: Iterable<Pair>;
  /** How often a pair came or went: what was found by the pairs holds as long as this is the same. */
  readonly changes: number;
  add(pair: Pair): void;
  remove(pair: Pair): void;
  at(side: Side, kind: Kind, id: number): Pair | undefined;
}

export function createPairIndex(pairs: Iterable<Pair> = []): PairIndex {
  const all = new Set<Pair>();
  const byId = { harvest: pairsById(), forecast: pairsById() };
  let changes = 0;
  const index: PairIndex = {
    all,
    get changes() {
      return changes;
    },
    add(pair) {
      changes += 1;
      const { kind, harvest, forecast } = pair;
      all.add(pair);
      if (harvest !== null) byId.harvest[kind].set(harvest, pair);
      if (forecast !== null) byId.forecast[kind].set(forecast, pair);
    },
    remove(pair) {
      changes += 1;
      const { kind, harvest, forecast } = pair;
      all.delete(pair);
      if (harvest !== null) byId.harvest[kind].delete(harvest);
      if (forecast !== null) byId.forecast[kind].delete(forecast);
    },
    at: (side, kind, id) => byId[side][kind].get(id),
  };
  for (const pair of pairs) index.add(pair);
  return index;
}

function pairsById(): Record<Kind, Map<number, Pair>> {
  return { company: new Map(), role: new Map(), client: new Map(), person: new Map(), project: new Map() };
}

/** The pair that a shared key refers to today: one of its ids is enough, since a record may have been created again. */
export function pairOfKey(pairs: PairIndex, kind: Kind, key: string): Pair | undefined {
  const [harvest, forecast] = key.split('/');
  return pairs.at('harvest', kind, Number(harvest)) ?? pairs.at('forecast', kind, Number(forecast));
}

/** The record at one end of a pair. Undefined if it is gone or not created yet. */
export function endOf<S extends Side>(have: Have, pair: Pair, side: S): AccountRecord<S> | undefined {
  const id = pair[side];
  return id === null ? undefined : recordOf(have, side, pair.kind, id);
}

export function recordOf<S extends Side>(have: Have, side: S, kind: Kind, id: number): AccountRecord<S> | undefined {
  if (kind === 'company') return have[side].company as AccountRecord<S>;
  const records: ReadonlyMap<number, AccountRecord> = have[side].records[kind];
  return records.get(id) as AccountRecord<S> | undefined;
}

export function recordsOf<S extends Side>(have: Have, side: S, kind: RecordKind): Iterable<AccountRecord<S>> {
  const records: ReadonlyMap<number, AccountRecord> = have[side].records[kind];
  return records.values() as Iterable<AccountRecord<S>>;
}

/** Forecast records by the Harvest id that their native pointer names. */
export type Pointers = { readonly [K in RecordKind]: ReadonlyMap<number, readonly AccountRecord<'forecast'>[]> };

export function readPointers(have: Have): Pointers {
  const pointers = Object.fromEntries(RECORD_KINDS.map((kind) => [kind, pointersOf(have, kind)]));
  return pointers as unknown as Pointers;
}

function pointersOf(have: Have, kind: RecordKind): Map<number, AccountRecord<'forecast'>[]> {
  const byTarget = new Map<number, AccountRecord<'forecast'>[]>();
  for (const record of recordsOf(have, 'forecast', kind)) {
    const target = record.values.pointer;
    if (target === undefined || target === null) continue;
    const others = byTarget.get(target);
    if (others) others.push(record);
    else byTarget.set(target, [record]);
  }
  return byTarget;
}
