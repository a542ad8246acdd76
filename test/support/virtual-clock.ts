import type { Clock } from '../../src/model/ports.ts';

/** A clock that moves only when told, on to the next one who wakes up: hours of waiting take no time. */
export interface VirtualClock extends Clock {
  /** What was slept, in ms. */
  readonly slept: number[];
  /** How many sleep now. */
  sleeping(): number;
  /** Moves on without waking anybody, as a suspended machine does. */
  pass(ms: number): void;
  /** Moves on, and wakes everybody whose time has come, in order. */
  advance(ms: number): Promise<void>;
  /** Moves on until the work is done, or without work until nobody sleeps any more. */
  run<T>(work: Promise<T>): Promise<T>;
  run(): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which the program may still be working: an answer in process takes one or two. */
const TURNS = 8;

export function createVirtualClock(): VirtualClock {
  const sleepers: Sleeper[] = [];
  const slept: number[] = [];
  let now = 0;

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper = { at: now + Math.max(0, ms), wake };
      function wake(): void {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      }
      function giveUp(): void {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        reject(signal?.reason as Error);
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      slept.push(ms);
      sleepers.push(sleeper);
    });
  }

  /** Wakes the one whose turn is next, if it comes by then. Returns whether there was one. */
  function wakeNext(until: number): boolean {
    const at = Math.min(...sleepers.map((each) => each.at));
    if (at > until || at === Infinity) return false;
    now = Math.max(now, at);
    const index = sleepers.findIndex((each) => each.at === at);
    sleepers.splice(index, 1)[0]?.wake();
    return true;
  }

  async function advance(ms: number): Promise<void> {
    const until = now + ms;
    do await settle(1);
    while (wakeNext(until));
    now = Math.max(now, until);
  }

  async function run<T>(work?: Promise<T>): Promise<T | void> {
    if (!work) {
      do await settle(1);
      while (wakeNext(Infinity));
      return;
    }
    let isDone = false;
    const end = (): void => void (isDone = true);
    work.then(end, end);
    for (;;) {
      await settle(TURNS);
      if (isDone) return work;
      if (!wakeNext(Infinity)) throw new Error('nobody will wake up any more');
    }
  }

  return {
    slept,
    sleeping: () => sleepers.length,
    pass: (ms) => void (now += ms),
    now: () => Date.UTC(2026, 0, 1) + Math.floor(now),
    elapsed: () => now,
    sleep,
    advance,
    run: run as VirtualClock['run'],
  };
}

/** Lets everything run that waits for no timer. */
async function settle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
