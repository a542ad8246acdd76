import type { Clock } from '../../src/model/ports.ts';

/** A clock that moves only when a test says so: `pass` wakes who slept long enough, `forget` those who sleep never again. */
export function handClock(): Clock & { pass(ms: number): Promise<void>; forget(): void; sleeping(): number } {
  let now = 0;
  const sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  return {
    now: () => Date.UTC(2026, 0, 1) + now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const sleeper = { until: now + ms, wake: () => resolve() };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      }),
    forget: () => sleepers.clear(),
    sleeping: () => sleepers.size,
    async pass(ms) {
      now += ms;
      for (const sleeper of sleepers) {
        if (sleeper.until > now) continue;
        sleepers.delete(sleeper);
        sleeper.wake();
      }
      await Promise.resolve();
    },
  };
}
