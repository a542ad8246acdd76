/** The order of an object's keys, each with the order below it. A list has that of its items. */
export interface KeyOrder {
  readonly [key: string]: KeyOrder;
}

/** The same value with its keys in this order; keys without a place follow by name. Keys that are undefined are left out. */
export function inOrder(value: unknown, order: KeyOrder): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => inOrder(item, order));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    orderedEntries(value, order).map(([key, each]) => [key, inOrder(each, order[key] ?? NONE)]),
  );
}

const NONE: KeyOrder = {};

/** Of one object, without what is below. */
export function orderedEntries(value: object, order: KeyOrder): readonly (readonly [key: string, value: unknown])[] {
  const entries = new Map<string, unknown>(Object.entries(value));
  const placed = Object.keys(order).filter((key) => entries.has(key));
  const others = placed.length === entries.size ? [] : [...entries.keys()].filter((key) => !Object.hasOwn(order, key));
  return [...placed, ...others.sort()].flatMap((key) => {
    const each = entries.get(key);
    return each === undefined ? [] : [[key, each] as const];
  });
}
