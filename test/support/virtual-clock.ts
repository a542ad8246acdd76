import type { Clock } from '../../src/model/ports.ts';

/** A clock that moves on to the next one who wakes up, once nothing else is left to do: hours of waiting take no time. */
export interface VirtualClock extends Clock {
  readonly slept: number[];
  pass(ms: number): void;
  /** Lets time go on until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
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

  return {
    slept,
    pass(ms) {
      now += ms;
    },
    now: () => Date.UTC(2026, 0, 1) + Math.floor(now),
    elapsed: () => now,
    sleep,
    async run(work) {
      let isDone = false;
      const end = (): void => void (isDone = true);
      work.then(end, end);
      for (;;) {
        for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (isDone) return work;
        const at = Math.min(...sleepers.map((each) => each.at));
        if (at === Infinity) throw new Error('nobody will wake up any more');
        now = Math.max(now, at);
        const index = sleepers.findIndex((each) => each.at === at);
        sleepers.splice(index, 1)[0]?.wake();
      }
    },
  };
}
