import type { Clock } from '../../src/model/ports.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that only moves when told: `advance` wakes everybody whose time has come, in order. */
export function createVirtualClock(): Clock & {
  advance(ms: number): Promise<void>;
  run(): Promise<void>;
  sleeping(): number;
} {
  let now = 0;
  let sleepers: Sleeper[] = [];

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper: Sleeper = { at: now + ms, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(signal.reason as Error);
      });
    });
  }

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    for (;;) {
      await settle();
      const next = earliest();
      if (!next || next.at > until) break;
      sleepers = sleepers.filter((other) => other !== next);
      now = Math.max(now, next.at);
      next.wake();
    }
    now = until;
    await settle();
  }

  /** Moves on until nobody sleeps any more. */
  async function run(): Promise<void> {
    for (await settle(); sleepers.length > 0; await settle()) await advance((earliest()?.at ?? now) - now);
  }

  function earliest(): Sleeper | undefined {
    return sleepers.toSorted((left, right) => left.at - right.at)[0];
  }

  return { now: () => now, elapsed: () => now, sleep, advance, run, sleeping: () => sleepers.length };
}

/** Lets everything run that waits for no timer. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The machine's clock. */
export const realClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    });
  },
};
