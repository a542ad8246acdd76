import type { Moment } from '../model/moment.ts';
import type { AccountRecord } from '../model/record.ts';

/** What is known about one reading of a kind, to ask later for everything updated since. Times in ms since 1970. */
export interface Horizon {
  /** When it began, by our clocks. */
  readonly at: Moment;
  /** The service's own clock when it answered (its `Date`), or null. */
  readonly served: number | null;
  /** The newest `updated_at` that lists of the kind showed so far, or null. */
  readonly newest: number | null;
}

/** `updated_at` has whole seconds, and a list takes a while to arrive. */
const SERVER_MARGIN_MS = 10_000;
/** Where the service's clock is not known, ours may be off by this much. */
const CLOCK_MARGIN_MS = 60_000;

/**
 * The `updated_since` that misses no edit since the reading: the earliest of three clocks, since any of them may be wrong. Ours,
 * the service's `Date` (which a proxy may have written), and the one that writes `updated_at`: nothing was edited later than what
 * the lists showed, except for what came after them. Too early costs a few rows, too late somebody's edit.
 */
export function horizonOf({ at, served, newest }: Horizon): number {
  const ours = at.now - (served === null ? CLOCK_MARGIN_MS : SERVER_MARGIN_MS);
  return Math.min(ours, (served ?? Infinity) - SERVER_MARGIN_MS, (newest ?? Infinity) - SERVER_MARGIN_MS);
}

/** Only lists count: what a write of hfsync's own was answered with may be newer than an edit that no list has shown yet. */
export function newestOf(records: Iterable<AccountRecord>, before: number | null): number | null {
  let newest = before;
  for (const { updatedAt } of records) {
    if (updatedAt !== undefined && (newest === null || updatedAt > newest)) newest = updatedAt;
  }
  return newest;
}
