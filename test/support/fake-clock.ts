import type { Clock, Random } from '../../src/model/ports.ts';

/** A clock on which sleeping takes no time: it moves on by as much and tells how long was slept. */
export function createFakeClock(start = 0): Clock & { readonly slept: number[]; pass(ms: number): void } {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.UTC(2026, 0, 1) + now,
    elapsed: () => now,
    pass(ms) {
      now += ms;
    },
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw signal.reason;
      slept.push(ms);
      now += ms;
    },
  };
}

/** Counts up, so that a test can name what it expects. */
export function createFakeRandom(prefix = 'id'): Random {
  let count = 0;
  return { fraction: () => 0.5, uuid: () => `${prefix}-${++count}` };
}
