/** Handles a key while the list has the focus. */
import { subjectOfChoice, type Choice } from '../wire.ts';
import { pickForRecord, pickForWay } from './flows.ts';
import { accepted } from './filter.ts';
import type { Screen } from './screen.ts';
import { refusalOf, type Entry } from './view.ts';

/** Returns false if the key does nothing here and the browser should handle it. */
export function keyed(screen: Screen, key: string): boolean {
  const entry = screen.selected();
  if (key === 'n') return screen.step();
  if (!entry) return false;
  switch (key) {
    case 'a':
      return decide(screen, accepted(screen.book, entry), 'No candidate to accept.');
    case 'c':
      return decide(screen, wayChoice(entry, 'create'));
    case 'i':
      return decide(screen, wayChoice(entry, 'ignore'));
    case 'h':
      return decide(screen, wayChoice(entry, 'keep-harvest'));
    case 'f':
      return decide(screen, wayChoice(entry, 'keep-forecast'));
    case 'l':
      return pickFirst(screen, entry);
    case 'x':
      return refuseBest(screen, entry);
    case 'u':
      screen.store.drop(entry.choices.map(subjectOfChoice));
      return true;
    default:
      return false;
  }
}

/** Takes a choice and goes to the next record that waits. */
function decide(screen: Screen, choice: Choice | null, missing = 'This record has no such way.'): boolean {
  if (!choice) {
    screen.notice(missing);
    return true;
  }
  screen.take([choice]);
  screen.step();
  return true;
}

function wayChoice({ items }: Entry, way: string): Choice | null {
  const item = items.find(({ ways }) => ways.some(({ key, does }) => key === way && does === 'edit'));
  return item ? { by: 'way', item: item.id, way, id: null } : null;
}

function pickFirst(screen: Screen, { items, rows }: Entry): boolean {
  for (const item of items)
    for (const way of item.ways)
      if (way.names !== null) {
        pickForWay(screen, item, way);
        return true;
      }
  const [record, ...more] = rows.flatMap((row) => screen.book.recordsOf(row));
  if (items.length === 0 && record && more.length === 0) pickForRecord(screen, record);
  return true;
}

function refuseBest({ book, store }: Screen, { items, proposal }: Entry): boolean {
  const item = items.find(({ candidates }) =>
    candidates.some(({ record }) => book.data.records[record] === proposal?.record),
  );
  if (item && proposal) store.refuse(refusalOf(item, proposal.record), true);
  return true;
}
