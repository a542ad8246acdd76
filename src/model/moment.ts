import type { Clock } from './ports.ts';

/** A point in time by both clocks of the machine. */
export interface Moment {
  /** Monotonic ms. */
  readonly elapsed: number;
  /** Wall time, ms since 1970. */
  readonly now: number;
}

export function momentOf(clock: Clock): Moment {
  return { elapsed: clock.elapsed(), now: clock.now() };
}

/**
 * How long ago it was in ms, by the clock that advanced more. The monotonic clock stops while a laptop sleeps, and the
 * wall clock can be set back. Use this wherever something must not be too old.
 */
export function ageOf(clock: Clock, { elapsed, now }: Moment): number {
  return Math.max(clock.elapsed() - elapsed, clock.now() - now);
}
