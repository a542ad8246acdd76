import { readAddress, type Address, type AddressParts } from './address.ts';
import type { Have } from './have.ts';
import type { RecordKind } from './kind.ts';
import type { Baseline, Last } from './last.ts';
import type { AccountRecord } from './record.ts';
import { SIDES } from './side.ts';

/** The two records of a pair that the state knows. */
export interface PairIds {
  readonly harvest: number;
  readonly forecast: number;
}

/** A baseline of the state, with the parts of its address. */
export interface KnownBaseline extends AddressParts {
  readonly address: Address;
  readonly baseline: Baseline;
}

const parsed = new WeakMap<Last['baseline'], readonly KnownBaseline[]>();

/** The baselines of the state, in its order. Each state is parsed once. */
export function baselinesOf(last: Last | null): readonly KnownBaseline[] {
  if (!last) return [];
  const known = parsed.get(last.baseline);
  if (known) return known;
  const all: KnownBaseline[] = [];
  for (const address of Object.keys(last.baseline) as Address[]) {
    const parts = readAddress(address);
    const baseline = last.baseline[address];
    if (!parts || !baseline) continue;
    const { kind, harvest, forecast } = parts;
    all.push({ kind, harvest, forecast, address, baseline });
  }
  parsed.set(last.baseline, all);
  return all;
}

/**
 * The pairs of a kind that the state knows. An id may be in several of them: after a mistyped link, or if a record was
 * created anew. The likeliest comes first: a pair whose ends both exist, then one that Forecast's own pointer names,
 * then the youngest.
 */
export function knownPairs(last: Last | null, have: Have, kind: RecordKind): PairIds[] {
  const found: PairIds[] = [];
  for (const { kind: other, harvest, forecast } of baselinesOf(last))
    if (other === kind && harvest !== null && forecast !== null) found.push({ harvest, forecast });
  const record = (side: 'harvest' | 'forecast', ends: PairIds): AccountRecord | undefined =>
    (have[side].records[kind] as ReadonlyMap<number, AccountRecord>).get(ends[side]);
  const gone = (ends: PairIds): number => SIDES.filter((side) => !record(side, ends)).length;
  const pointsElsewhere = (ends: PairIds): number =>
    record('forecast', ends)?.values.pointer === ends.harvest ? 0 : 1;
  return found.sort(
    (a, b) =>
      gone(a) - gone(b) || pointsElsewhere(a) - pointsElsewhere(b) || b.harvest - a.harvest || b.forecast - a.forecast,
  );
}
