/**
 * The whole three-way decision. `last` is the baseline, the other two are the sides; undefined is *unknown*.
 *
 * | last | harvest | forecast | verdict |
 * | --- | --- | --- | --- |
 * | any | x | x | `same` |
 * | b | b | y | `forecast`: that side changed |
 * | b | x | b | `harvest` |
 * | b | x | y | `both`: a conflict |
 * | none | x | y | `first`: the field was never in sync |
 * | any | unknown | any | `unknown`: never a change, never written |
 */
export type Verdict = 'same' | 'harvest' | 'forecast' | 'both' | 'first' | 'unknown';

export function compareThreeWays<T>(
  last: T | undefined,
  harvest: T | undefined,
  forecast: T | undefined,
  same: (a: T, b: T) => boolean,
): Verdict {
  if (harvest === undefined || forecast === undefined) return 'unknown';
  if (same(harvest, forecast)) return 'same';
  if (last === undefined) return 'first';
  if (same(last, harvest)) return 'forecast';
  if (same(last, forecast)) return 'harvest';
  return 'both';
}

/**
 * A set merges by element: what either side added since the baseline is in, what either side removed is out. So two sides
 * never conflict.
 */
export function mergeSets<T>(last: ReadonlySet<T>, harvest: ReadonlySet<T>, forecast: ReadonlySet<T>): Set<T> {
  const merged = new Set<T>();
  for (const element of [...harvest, ...forecast]) {
    const inBoth = harvest.has(element) && forecast.has(element);
    if (inBoth || !last.has(element)) merged.add(element);
  }
  return merged;
}
