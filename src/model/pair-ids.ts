import { parseAddress } from './address.ts';
import type { Have } from './have.ts';
import type { RecordKind } from './kind.ts';
import type { Last } from './last.ts';
import type { AccountRecord } from './record.ts';
import { SIDES } from './side.ts';

/** The two records of a pair that the state knows. */
export interface PairIds {
  readonly harvest: number;
  readonly forecast: number;
}

/**
 * The pairs of a kind that the state knows. An id may be in several of them: after a mistyped link, or where a record was made
 * anew. The likeliest comes first: one with both ends there; then one that Forecast's own pointer names; then the youngest.
 */
export function knownPairs(last: Last | null, have: Have, kind: RecordKind): PairIds[] {
  const found = Object.keys(last?.baseline ?? {}).flatMap((key) => {
    const parts = parseAddress(key);
    if (parts?.kind !== kind || parts.harvest === null || parts.forecast === null) return [];
    return { harvest: parts.harvest, forecast: parts.forecast };
  });
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
