export type ServiceName = 'harvest' | 'forecast' | 'id';

/** One request that reached the sandbox. */
export interface LoggedRequest {
  /** 1 for the first request of all. */
  readonly number: number;
  /** The sandbox's clock, ms since 1970. */
  readonly at: number;
  readonly side: ServiceName;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Null if the connection was cut, or if the answer is still under way. */
  status: number | null;
  /** The fault that was put in, if any. */
  fault: string | null;
}

/** The most requests that are remembered, so that a sandbox can run for days. */
const MOST = 100_000;

export interface RequestLog {
  readonly entries: LoggedRequest[];
  add(entry: Omit<LoggedRequest, 'number' | 'status' | 'fault'>): LoggedRequest;
  reset(): void;
}

export function requestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  let count = 0;
  return {
    entries,
    add(entry) {
      count++;
      const logged: LoggedRequest = { number: count, ...entry, status: null, fault: null };
      entries.push(logged);
      if (entries.length > MOST) entries.splice(0, entries.length - MOST);
      return logged;
    },
    reset() {
      entries.length = 0;
      count = 0;
    },
  };
}
