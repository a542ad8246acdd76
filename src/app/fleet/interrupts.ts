import { EXIT } from '../../model/error.ts';
import type { Environment } from '../environment.ts';

/**
 * What interrupts the rounds of a worker: a signal of the system interrupts all of them, a lost job only its own round.
 */
export interface Interrupts {
  /** Aborted by the first signal of the system. */
  readonly signal: AbortSignal;
  /** Calls `listener` like `Environment.onInterrupt`. */
  listen(listener: (why?: 'lost') => void, lost: AbortSignal): () => void;
  stop(): void;
}

export function createInterrupts(env: Environment): Interrupts {
  const stopping = new AbortController();
  const rounds = new Set<() => void>();
  const stop = env.onInterrupt(() => {
    const isAgain = stopping.signal.aborted;
    stopping.abort(new Error('the worker stops'));
    for (const call of rounds) call();
    if (isAgain) env.exit(EXIT.interrupted);
  });
  return {
    signal: stopping.signal,
    listen(listener, lost) {
      let [wasLost, wasStopped] = [false, false];
      // A round that has just lost its job is already stopping, and the first signal is not a request to hurry.
      const bySignal = (): void => {
        const isFirst = !wasStopped;
        wasStopped = true;
        if (!isFirst || !wasLost) listener();
      };
      const byLoss = (): void => {
        wasLost = true;
        if (!wasStopped) listener('lost');
      };
      rounds.add(bySignal);
      lost.addEventListener('abort', byLoss);
      if (lost.aborted) byLoss();
      if (stopping.signal.aborted) bySignal();
      return () => {
        rounds.delete(bySignal);
        lost.removeEventListener('abort', byLoss);
      };
    },
    stop,
  };
}
