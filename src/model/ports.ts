/** Side effects as arguments: nothing below `app` reads a clock, a random number, a file or the environment by itself. */
export interface Clock {
  /**
   * Wall time in ms since 1970, for times that people read. The age of something takes both clocks, see `moment.ts`.
   */
  now(): number;
  /** Monotonic ms, for limits, backoff and timeouts. It stops while a laptop sleeps. */
  elapsed(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** [0, 1) */
  fraction(): number;
  uuid(): string;
}
