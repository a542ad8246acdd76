import { UserError } from '../model/error.ts';
import type { Clock } from '../model/ports.ts';

/** A holder's signs of life, given one after another for as long as it holds the lock. */
export interface Beat {
  stop(): void;
}

export interface BeatOptions {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly beatMs: number;
  /**
   * Gives one sign. Returns false if somebody else holds the lock by now, so that more signs are no use. `signal`
   * aborts when the beat is stopped.
   */
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
        // The network may come back before the lease runs out, and every write checks the lock itself.
        if (!(error instanceof UserError)) throw error;
      }
    }
  }

  /** True after the full time, false if the beat was stopped. */
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
