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
 * Ms since then, by whichever clock counted more: the monotonic one stops while a laptop sleeps, and the wall clock can be set
 * back. Wherever something must not be too old, this is its age.
 */
export function ageOf(clock: Clock, { elapsed, now }: Moment): number {
  return Math.max(clock.elapsed() - elapsed, clock.now() - now);
}
