import type { RecordKind } from '../../model/kind.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import { sideName, type Side } from '../../model/side.ts';
import type { Joined } from './joined.ts';
import { recordOf, type Pair } from './pair.ts';

/** `link.elsewhere`: the pointer names another existing record, or two Forecast records name one. Stops every other change. */
export function isElsewhere(joined: Joined, pair: Pair): boolean {
  return elsewhere(joined, pair) !== null;
}

/** The pair that other records may go by: one that Forecast contradicts says nothing of them. */
export function believedPair(joined: Joined, side: Side, kind: RecordKind, id: number): Pair | undefined {
  const pair = joined.pairs.at(side, kind, id);
  return pair && !isElsewhere(joined, pair) ? pair : undefined;
}

/** In words; null where all is well. */
export function elsewhere({ have, pointers }: Joined, pair: Pair): string | null {
  if (pair.kind === 'company') return null;
  const forecast = pair.forecast === null ? undefined : recordOf(have, 'forecast', pair.kind, pair.forecast);
  // Nothing can be named by a record that is gone: that end is reported as deleted.
  if (pair.forecast !== null && !forecast) return null;
  const target = forecast?.values.pointer ?? null;
  const other = target === null || target === pair.harvest ? undefined : recordOf(have, 'harvest', pair.kind, target);
  if (other)
    return `Forecast's pointer names ${describe(other)}, the file names ${pair.harvest ?? 'none that exists'}.`;
  if (pair.harvest === null) return null;
  const rivals = (pointers[pair.kind].get(pair.harvest) ?? []).filter((record) => Number(record.id) !== pair.forecast);
  if (rivals.length === 0) return null;
  return `The Harvest record ${pair.harvest} is also named by ${rivals.map(describe).join(', ')}.`;
}

function describe(record: AccountRecord): string {
  return `${JSON.stringify(recordName(record))} (${sideName(record.side)} ${record.id})`;
}
