import { UserError } from '../model/error.ts';
import type { Clock } from '../model/ports.ts';

/** The signs of life of a holder, one after the other for as long as it holds. */
export interface Beat {
  stop(): void;
}

export interface BeatOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly beatMs: number;
  /** Gives one sign; false: somebody else holds the lock by now, and there is no use in more. `signal`: the beat was stopped. */
  readonly give: (signal: AbortSignal) => Promise<boolean>;
}

export function startBeat({ clock, beatMs, give }: BeatOptions): Beat {
  const end = new AbortController();
  void beats();
  return { stop: () => end.abort() };

  async function beats(): Promise<void> {
    while (await sleeps()) {
      try {
        if (!(await give(end.signal))) return;
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
