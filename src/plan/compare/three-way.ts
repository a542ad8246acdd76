import { otherSide, type Side } from '../../model/side.ts';

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
 *
 * For a value that a service stores in another form, `compareStored` decides.
 */
export type Verdict = 'same' | 'harvest' | 'forecast' | 'both' | 'first' | 'stored' | 'unknown';

export function compareThreeWays<T>(
  last: T | undefined,
  harvest: T | undefined,
  forecast: T | undefined,
  same: (a: T, b: T) => boolean,
): Verdict {
  return compareSides({ harvest: last, forecast: last }, { harvest, forecast }, same);
}

/**
 * The same if hfsync asked a side for a value and it stores another: each side has its own baseline. That of the written
 * side is what it stored, that of the other what was asked for.
 *
 * | edited since | verdict |
 * | --- | --- |
 * | none | `stored`: neither side changed, and the two cannot be made equal in this way |
 * | one side | that side changed |
 * | both | `both`: a conflict |
 */
export function compareStored<T>(
  forms: { readonly [S in Side]?: { readonly asked: T; readonly got: T } },
  harvest: T | undefined,
  forecast: T | undefined,
  same: (a: T, b: T) => boolean,
): Verdict {
  const last = (side: Side): T | undefined => forms[side]?.got ?? forms[otherSide(side)]?.asked;
  return compareSides({ harvest: last('harvest'), forecast: last('forecast') }, { harvest, forecast }, same);
}

type Sides<T> = { readonly [S in Side]: T };

function compareSides<T>(
  last: Sides<T | undefined>,
  now: Sides<T | undefined>,
  same: (a: T, b: T) => boolean,
): Verdict {
  const { harvest, forecast } = now;
  if (harvest === undefined || forecast === undefined) return 'unknown';
  if (same(harvest, forecast)) return 'same';
  if (last.harvest === undefined || last.forecast === undefined) return 'first';
  return (
    verdictOfEdits({ harvest: !same(last.harvest, harvest), forecast: !same(last.forecast, forecast) }) ?? 'stored'
  );
}

/** null: neither side was edited. */
export function verdictOfEdits(isEdited: Sides<boolean>): 'both' | Side | null {
  if (isEdited.harvest && isEdited.forecast) return 'both';
  if (isEdited.harvest) return 'harvest';
  return isEdited.forecast ? 'forecast' : null;
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
