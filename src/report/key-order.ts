/**
 * The order of an object's keys, and for each key the order of the value's own keys. For a list, it is the order for
 * its items.
 */
export interface KeyOrder {
  readonly [key: string]: KeyOrder;
}

const NONE: KeyOrder = {};

/**
 * JSON as `JSON.stringify` with two spaces would write it, but with the keys of each object in this order. Other keys
 * follow, sorted by name. Keys that are undefined are left out. `indent` is the indentation of the lines after the
 * first.
 */
export function orderedJson(value: unknown, order: KeyOrder, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inside = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value as readonly unknown[])
      text += `${text === '' ? '\n' : ',\n'}${inside}${orderedJson(item, order, inside)}`;
  } else {
    for (const [each, place] of orderedEntries(value, order))
      text += `${text === '' ? '\n' : ',\n'}${inside}${place.quoted}: ${orderedJson(each, place.order, inside)}`;
  }
  return text === '' ? `${open}${close}` : `${open}${text}\n${indent}${close}`;
}

/** The entries of one object in this order, without going into its values. */
export function* orderedEntries(value: object, order: KeyOrder): Iterable<readonly [value: unknown, place: Place]> {
  const of = value as { readonly [key: string]: unknown };
  let found = 0;
  for (const place of placesOf(order)) {
    if (!Object.hasOwn(of, place.key)) continue;
    found += 1;
    if (of[place.key] !== undefined) yield [of[place.key], place];
  }
  const keys = Object.keys(of);
  if (found === keys.length) return;
  for (const key of keys.filter((each) => !Object.hasOwn(order, each)).sort())
    if (of[key] !== undefined) yield [of[key], placeOf(key, NONE)];
}

interface Place {
  readonly key: string;
  /** The key as JSON. */
  readonly quoted: string;
  readonly order: KeyOrder;
}

function placeOf(key: string, order: KeyOrder): Place {
  return { key, quoted: JSON.stringify(key), order };
}

const PLACES = new WeakMap<KeyOrder, readonly Place[]>();

/** Computed once for each order, since a plan has hundreds of thousands of objects. */
function placesOf(order: KeyOrder): readonly Place[] {
  const known = PLACES.get(order) ?? Object.entries(order).map(([key, below]) => placeOf(key, below));
  PLACES.set(order, known);
  return known;
}
