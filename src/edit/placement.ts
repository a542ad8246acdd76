import type { ParsedNode } from 'yaml';
import { isScalar } from '../config/nodes.ts';
import { valueAt, type Entry } from './survey.ts';
import type { NewEntry } from './render.ts';

/** The values that a list of entries may be sorted by. */
interface Keys {
  readonly name: string;
  readonly harvest: number;
  readonly forecast: number;
}

type Compare = (left: Keys, right: Keys) => number;

const LETTERS = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

const ORDERS: readonly Compare[] = [
  (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  (a, b) => LETTERS.compare(a.name, b.name),
  (a, b) => a.harvest - b.harvest || 0,
  (a, b) => a.forecast - b.forecast || 0,
];

/**
 * Where new entries go in their list. If the list is sorted by name or id, they go in order, otherwise at the end.
 * Returns the entries for each index, to go before the item at that index.
 */
export function placed<T extends NewEntry>(entries: readonly Entry[], added: readonly T[]): ReadonlyMap<number, T[]> {
  const keys = entries.map(keysOf);
  const order = keys.length < 2 ? undefined : ORDERS.find((compare) => isOrdered(keys, compare));
  const places = new Map<number, T[]>();
  const sorted = order ? added.toSorted((a, b) => order(keysOfNew(a), keysOfNew(b))) : added;
  for (const entry of sorted) {
    const found = order ? keys.findIndex((other) => order(other, keysOfNew(entry)) > 0) : -1;
    const index = found < 0 ? entries.length : found;
    places.set(index, [...(places.get(index) ?? []), entry]);
  }
  return places;
}

/** Like `placed`, for ids in a list of ids and patterns. */
export function placedIds(items: readonly ParsedNode[], added: readonly number[]): ReadonlyMap<number, number[]> {
  const ids = items.map((item) => (isScalar(item) && typeof item.value === 'number' ? item.value : null));
  const known = ids.filter((id) => id !== null);
  const isSorted = known.length > 1 && known.every((id, index) => index === 0 || known[index - 1]! <= id);
  const places = new Map<number, number[]>();
  for (const id of isSorted ? added.toSorted((a, b) => a - b) : added) {
    const found = isSorted ? ids.findIndex((other) => other !== null && other > id) : -1;
    const index = found < 0 ? items.length : found;
    places.set(index, [...(places.get(index) ?? []), id]);
  }
  return places;
}

function isOrdered(keys: readonly Keys[], compare: Compare): boolean {
  const steps = keys.slice(1).map((key, index) => compare(keys[index]!, key));
  return steps.every((step) => step <= 0) && steps.some((step) => step < 0);
}

/** An unknown id or a missing name sorts last. */
function keysOf({ node }: Entry): Keys {
  return keysFrom(valueAt(node, 'name'), valueAt(node, 'harvest'), valueAt(node, 'forecast'));
}

function keysOfNew({ name, harvest, forecast }: NewEntry): Keys {
  return keysFrom(name ?? '', String(harvest), String(forecast));
}

function keysFrom(name: string, harvest: string, forecast: string): Keys {
  const id = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Number.MAX_SAFE_INTEGER);
  return { name: name === '' ? '\u{10ffff}' : name, harvest: id(harvest), forecast: id(forecast) };
}
