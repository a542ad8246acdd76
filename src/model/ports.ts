/** Side effects as arguments: nothing below `app` reads a clock, a random number, a file or the environment by itself. */
export interface Clock {
  /** Wall time, ms since 1970: for records that people read. It decides only how old something is, see `moment.ts`. */
  now(): number;
  /** Monotonic ms: for limits, backoff and timeouts. It stands still while a laptop sleeps. */
  elapsed(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  /** [0, 1) */
  fraction(): number;
  uuid(): string;
}
