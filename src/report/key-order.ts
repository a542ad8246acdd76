/** The order of an object's keys, each with the order below it. A list has that of its items. */
export interface KeyOrder {
  readonly [key: string]: KeyOrder;
}

/** The same value with its keys in this order; keys without a place follow by name. Keys that are undefined are left out. */
export function inOrder(value: unknown, order: KeyOrder): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => inOrder(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const names = Object.keys(order);
  const rank = (key: string): number => (names.includes(key) ? names.indexOf(key) : names.length);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([left], [right]) => rank(left) - rank(right) || (left < right ? -1 : 1))
      .map(([key, each]) => [key, inOrder(each, order[key] ?? {})]),
  );
}
