import type { RecordKind } from '../../model/kind.ts';
import { isBuiltIn, recordName, type AccountRecord } from '../../model/record.ts';
import type { NamedRecord, Reason } from '../../model/reason.ts';
import type { Side } from '../../model/side.ts';
import type { Joined } from './joined.ts';
import { recordOf, type Pair } from './pair.ts';

/**
 * `link.elsewhere`: the pointer names another existing record, two Forecast records name one, or the file links Forecast's
 * built-in Time Off, which is never touched. Stops every other change.
 */
export function isElsewhere(joined: Joined, pair: Pair): boolean {
  return elsewhere(joined, pair) !== null;
}

/** A pair that other records may rely on: Forecast does not contradict it. */
export function trustedPair(joined: Joined, side: Side, kind: RecordKind, id: number): Pair | undefined {
  const pair = joined.pairs.at(side, kind, id);
  return pair && !isElsewhere(joined, pair) ? pair : undefined;
}

/** null if the link is fine. */
export function elsewhere({ have, pointers }: Joined, pair: Pair): Reason | null {
  if (pair.kind === 'company') return null;
  const forecast = pair.forecast === null ? undefined : recordOf(have, 'forecast', pair.kind, pair.forecast);
  // A record that is gone names nothing. That end is reported as deleted.
  if (pair.forecast !== null && !forecast) return null;
  const target = forecast?.values.pointer ?? null;
  if (target !== null && target === pair.harvest && pointers[pair.kind].get(target)?.length === 1) return null;
  const other = target === null || target === pair.harvest ? undefined : recordOf(have, 'harvest', pair.kind, target);
  if (other) return { code: 'pointer-elsewhere', record: named(other), expected: pair.harvest };
  // A name that was not returned may be any: such a link is left to what is known of it.
  if (forecast?.values.name !== undefined && isBuiltIn(forecast)) return { code: 'built-in' };
  if (pair.harvest === null) return null;
  const rivals = rivalsOf(pointers[pair.kind].get(pair.harvest) ?? [], pair.forecast);
  if (rivals.length === 0) return null;
  return { code: 'pointer-shared', id: pair.harvest, others: rivals.map(named) };
}

function rivalsOf(records: readonly AccountRecord[], forecast: number | null): readonly AccountRecord[] {
  return records.filter((record) => Number(record.id) !== forecast);
}

function named(record: AccountRecord): NamedRecord {
  return { id: Number(record.id), name: recordName(record) };
}
