import { setImmediate as macrotask, setTimeout as realTime } from 'node:timers/promises';
import type { Clock, Random } from '../../src/model/ports.ts';

/**
 * Virtual time. Everything that a real run would wait for (an answer, the disk, a timer) waits in one queue; the loop lets the
 * program run until it waits, then lets the next thing happen. Delays come from the seed, so one seed is one history.
 */
export interface Scheduler {
  readonly random: Random & {
    chance(share: number): boolean;
    pick<T>(items: readonly T[]): T;
    upTo(limit: number): number;
  };
  /** Ms since the start. */
  now(): number;
  /** Calls back in `ms`; the loop waits until what it answers is settled. */
  after(ms: number, effect: () => void | Promise<void>): void;
  /** Lets things happen until `isDone`. Throws where nothing is left to happen, or too much did. */
  run(isDone: () => boolean): Promise<void>;
  /** Lets things happen for `ms`. */
  pass(ms: number): Promise<void>;
  /** Moves the wall clock alone. */
  skew(ms: number): void;
  /** The machine sleeps: time goes on everywhere, but for its monotonic clock. */
  sleep(ms: number): void;
  /** What that clock shows. */
  elapsed(): number;
  wall(): number;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly effect: () => void | Promise<void>;
}

const START = Date.UTC(2026, 0, 5, 9);
const MOST_EVENTS = 20_000;

export function createScheduler(seed: number): Scheduler {
  const random = createRandom(seed);
  const queue: Entry[] = [];
  let now = 0;
  let skewed = 0;
  let asleep = 0;
  let order = 0;
  let happened = 0;

  function after(ms: number, effect: Entry['effect']): void {
    const entry = { at: now + Math.max(0, ms), order: order++, effect };
    let index = queue.length;
    while (index > 0 && queue[index - 1]!.at > entry.at) index--;
    queue.splice(index, 0, entry);
  }

  async function run(isDone: () => boolean): Promise<void> {
    for (let idle = 0; ;) {
      // All promises that can settle by themselves have settled when the next macrotask comes.
      await macrotask();
      if (isDone()) return;
      const next = queue.shift();
      if (!next) {
        // Code that is loaded for the first time comes from the real disk, at its own time.
        if (++idle > 50) await realTime(1);
        if (idle > 5_000) throw new Error('P18 liveness: the program waits for nothing');
        continue;
      }
      idle = 0;
      if (++happened > MOST_EVENTS) throw new Error(`P18 liveness: more than ${MOST_EVENTS} things happened`);
      now = Math.max(now, next.at);
      await next.effect();
    }
  }

  return {
    random,
    now: () => now,
    after,
    run,
    async pass(ms) {
      const end = now + ms;
      let over = false;
      after(ms, () => void (over = true));
      await run(() => over);
      now = Math.max(now, end);
    },
    skew: (ms) => void (skewed += ms),
    sleep(ms) {
      now += ms;
      asleep += ms;
    },
    elapsed: () => now - asleep,
    wall: () => START + Math.floor(now) + skewed,
  };
}

/** mulberry32: small, fast, and the same everywhere. */
function createRandom(seed: number): Scheduler['random'] {
  let state = seed >>> 0;
  let uuids = 0;
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  return {
    fraction,
    uuid: () => `00000000-0000-4000-8000-${(++uuids).toString(16).padStart(12, '0')}`,
    chance: (share) => fraction() < share,
    pick: (items) => items[Math.floor(fraction() * items.length)]!,
    upTo: (limit) => fraction() * limit,
  };
}

/** The clock as one process sees it. `isAlive`: a dead one hears of nothing any more. */
export function clockOf(scheduler: Scheduler, isAlive: () => boolean): Clock {
  return {
    now: scheduler.wall,
    elapsed: scheduler.elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          if (isAlive()) reject(signal?.reason as Error);
        };
        if (signal?.aborted) return stop();
        signal?.addEventListener('abort', stop, { once: true });
        scheduler.after(ms, () => {
          signal?.removeEventListener('abort', stop);
          if (isAlive()) resolve();
        });
      }),
  };
}
