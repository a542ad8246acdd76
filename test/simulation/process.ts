import type { Scheduler } from './scheduler.ts';

/** How a run ends before its time: at the `at`-th thing it does with the world outside. */
export interface Death {
  readonly at: number;
  /** `before` or `after` that thing took effect; `torn`: a write to the disk took half of its bytes. */
  readonly how: 'before' | 'after' | 'torn';
}

/**
 * One run of hfsync, as the system sees it: what it does with the outside is counted, and at any of these points it may be killed.
 * A killed process never hears an answer again, exactly as after `kill -9`.
 */
export interface Process {
  readonly pid: number;
  isAlive(): boolean;
  kill(): void;
  /** Things done with the outside so far. */
  points(): number;
  /** Does `effect` after a delay of the seed's choosing; a dead process does not. */
  outside<T>(what: string, effect: (torn: boolean) => T | Promise<T>, longest?: number): Promise<T>;
  onDeath(listener: () => void): void;
}

export function createProcess(
  scheduler: Scheduler,
  pid: number,
  options: { readonly death: Death | null; readonly onPoint: (point: number) => Promise<void> },
): Process {
  const listeners: (() => void)[] = [];
  let alive = true;
  let points = 0;

  function kill(): void {
    if (!alive) return;
    alive = false;
    for (const listener of listeners) listener();
  }

  function outside<T>(_what: string, effect: (torn: boolean) => T | Promise<T>, longest = 3): Promise<T> {
    return new Promise((resolve, reject) => {
      scheduler.after(scheduler.random.upTo(longest), async () => {
        if (!alive) return;
        points += 1;
        await options.onPoint(points);
        const { death } = options;
        const dies = death?.at === points ? death.how : null;
        if (dies === 'before') return kill();
        try {
          const result = await effect(dies === 'torn');
          if (dies !== null) return kill();
          resolve(result);
        } catch (error) {
          if (dies !== null) return kill();
          reject(error as Error);
        }
      });
    });
  }

  return {
    pid,
    isAlive: () => alive,
    kill,
    points: () => points,
    outside,
    onDeath: (listener) => void listeners.push(listener),
  };
}
