import type { Have } from '../../model/have.ts';
import type { RecordKind } from '../../model/kind.ts';
import type { Last } from '../../model/last.ts';
import { isBuiltIn, type AccountRecord } from '../../model/record.ts';
import type { Candidate, Reason } from '../../model/reason.ts';
import { knownPairs } from '../../model/pair-ids.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Link, Want } from '../../model/want.ts';
import { ignoresGone, type Ignores } from './ignored.ts';
import { addressOf, endOf, recordOf, type Pair, type PairIndex, type Pointers } from './pair.ts';

/**
 * Which record belongs to which. In: want, have, last. Out: pairs, and the declared creates that cannot be carried out.
 *
 * Precedence: a declared link; else the pair in the state; else the native pointer (with `pointers: trust`, and always for
 * declared creates and roles); roles also by exact name. (Decisions, "Pairing".)
 */
export interface Joined {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
  readonly pairs: PairIndex;
  readonly pointers: Pointers;
  /** What the file leaves alone. */
  readonly ignores: Ignores;
  /** Declared creates whose one record is archived or gone, or could be several: reported, not carried out. */
  readonly blocked: readonly BlockedCreate[];
  /** Roles that are not created on the other side automatically, because roles there have nearly the same name. */
  readonly twins: ReadonlyMap<AccountRecord, readonly Candidate[]>;
}

export interface BlockedCreate {
  readonly link: Link;
  /** The side of the record that exists, or should. */
  readonly side: Side;
  readonly id: number;
  readonly because: Reason;
}

/** While pairs are joined, creates that turn out to be blocked are added. */
export type Joining = Joined & {
  readonly blocked: BlockedCreate[];
  readonly twins: Map<AccountRecord, readonly Candidate[]>;
};

export function isBlocked({ blocked }: Joined, record: AccountRecord): boolean {
  return blocked.some((create) => isAbout(create, record));
}

export function isAbout({ link, side, id }: BlockedCreate, record: AccountRecord): boolean {
  return side === record.side && link.kind === record.kind && id === record.id;
}

/** A pair is ignored if one of its ends is. An end that is gone is matched by its id, and by the name and the client that it had. */
export function isIgnoredPair({ want, have, last, ignores }: Joined, pair: Pair): boolean {
  const { kind } = pair;
  if (kind === 'company') return false;
  const values = last?.baseline[addressOf(pair)] ?? {};
  return SIDES.some((side) => {
    const id = pair[side];
    if (id === null) return false;
    const record = endOf(have, pair, side);
    return record ? ignores(record) : ignoresGone(want, kind, side, { id, values });
  });
}

/** In no pair, and not linked to an existing record by a Forecast pointer. */
export function isUnlinked(joined: Joined, record: AccountRecord): boolean {
  if (record.kind === 'company' || isBuiltIn(record)) return false;
  if (joined.pairs.at(record.side, record.kind, record.id)) return false;
  if (record.side === 'harvest') return !joined.pointers[record.kind].has(record.id);
  const target = record.values.pointer;
  return target === null || (target !== undefined && !recordOf(joined.have, 'harvest', record.kind, target));
}

/** Pairs of a kind that the state knows, the likeliest first. */
export function rememberedPairs({ have, last }: Joined, kind: RecordKind): Pair[] {
  const base = { kind, source: 'state', link: null, create: null, brought: false } as const;
  return knownPairs(last, have, kind).map((ends) => ({ ...base, ...ends }));
}

/** Whether a create of one of its ends means this pair that the state knows: it has not been released since. */
export function isKept({ have, last, pairs }: Joined, pair: Pair): boolean {
  const isWhole = SIDES.every((end) => endOf(have, pair, end));
  return isFree(pairs, pair) && (isWhole || last?.released?.includes(addressOf(pair)) !== true);
}

export function isFree(pairs: PairIndex, pair: Pair): boolean {
  return SIDES.every((side) => pair[side] === null || !pairs.at(side, pair.kind, pair[side]));
}
export function pointerPair(kind: RecordKind, harvest: number, forecast: number): Pair {
  return { kind, harvest, forecast, source: 'pointer', link: null, create: null, brought: false };
}
