import { UserError } from '../../model/error.ts';
import type { Clock, Random } from '../../model/ports.ts';
import type { Remote } from './remote.ts';

/** The signs of life of a holder. They move a ref of their own, so that no write waits for one. */
export interface Beat {
  stop(): void;
}

export interface BeatOptions {
  readonly remote: Pick<Remote, 'name' | 'put' | 'push'>;
  readonly clock: Clock;
  readonly random: Pick<Random, 'uuid'>;
  readonly beatMs: number;
  /** Where the ref is. */
  readonly id: string | null;
  /** Called where somebody else moved the ref. */
  readonly lost: () => Promise<void>;
}

export function startBeat({ remote, clock, random, beatMs, id, lost }: BeatOptions): Beat {
  const end = new AbortController();
  let at = id;
  void beats();
  return { stop: () => end.abort() };

  async function beats(): Promise<void> {
    while (await sleeps()) {
      try {
        const next = await remote.put(`${random.uuid()}\n`);
        const pushed = await remote.push([{ ref: remote.name('beat'), from: at, to: next }]);
        if (end.signal.aborted) return;
        if (pushed === 'stale') return await lost();
        at = next;
      } catch (error) {
        // The network may come back before the lease runs out, and every write finds out for itself.
        if (!(error instanceof UserError)) throw error;
      }
    }
  }

  /** Whether it slept its time; false: it was stopped. */
  async function sleeps(): Promise<boolean> {
    try {
      await clock.sleep(beatMs, end.signal);
      return !end.signal.aborted;
    } catch (error) {
      if (end.signal.aborted) return false;
      throw error;
    }
  }
}
