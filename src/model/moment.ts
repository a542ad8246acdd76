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
 * Ms since then, by the clock that counts more: the monotonic one stands still while a laptop sleeps, the wall clock can be set
 * back. Wherever something must not be too old, this is its age.
 */
export function ageOf(clock: Clock, { elapsed, now }: Moment): number {
  return Math.max(clock.elapsed() - elapsed, clock.now() - now);
}
