import type { EntryEnds } from '../../model/edit.ts';
import type { RecordKind } from '../../model/kind.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Link, Want } from '../../model/want.ts';
import type { Tie } from '../../rules/way.ts';
import type { Joined } from '../join/joined.ts';
import { endOf, recordOf } from '../join/pair.ts';
import type { Subject } from './sheet.ts';

/** The entries of the file, found by the records that they name. */
export type Entries = ReadonlyMap<string, EntryEnds>;

/** What ties up a record: its pair, or an entry that names it. */
export function tieOf(joined: Joined, entries: Entries, kind: RecordKind, side: Side, id: number): Tie | null {
  const entry = entries.get(`${side} ${kind} ${id}`) ?? null;
  const pair = joined.pairs.at(side, kind, id);
  const isPaired = pair !== undefined && SIDES.every((end) => endOf(joined.have, pair, end) !== undefined);
  if (isPaired) {
    const { harvest, forecast, brought, link } = pair;
    const own = link && !brought ? { kind, harvest: link.harvest, forecast: link.forecast } : null;
    return { ends: { kind, harvest, forecast }, isPaired, entry: own };
  }
  return entry && { ends: entry, isPaired, entry };
}

/** The entry that links this Harvest record, if Forecast's pointer there names that of the subject. */
export function crossedBy(
  { have }: Joined,
  entries: Entries,
  { kind, harvest }: Subject,
  id: number,
): EntryEnds | null {
  const other = kind === 'company' ? undefined : entries.get(`harvest ${kind} ${id}`);
  if (!other || typeof other.forecast !== 'number' || harvest === null) return null;
  return recordOf(have, 'forecast', other.kind, other.forecast)?.values.pointer === harvest ? other : null;
}

/** By `side kind id`. */
export function entriesOf({ links }: Want): Entries {
  const all: readonly Link[] = Object.values(links).flat();
  const entries = new Map<string, EntryEnds>();
  for (const { kind, harvest, forecast } of all) {
    const entry = { kind, harvest, forecast };
    for (const side of SIDES) if (entry[side] !== 'create') entries.set(`${side} ${kind} ${entry[side]}`, entry);
  }
  return entries;
}

/** How many entries of a kind a file has. */
export function countsOf({ links }: Want): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const link of Object.values(links).flat()) counts.set(placeOf(link), (counts.get(placeOf(link)) ?? 0) + 1);
  return counts;
}

export function placeOf({ kind, at }: Link): string {
  return `${kind} ${at.path}`;
}
