import type { RateBudget } from './rate-budget.ts';

/** What a client asks of its requester (`requester.ts`), and what it gets. */
export interface Requester {
  /** `https://host/v2`: what `path` is appended to. */
  readonly base: string;
  request(call: Call): Promise<Reply>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string } | URLSearchParams;
  /** Made at the moment when it is sent, from what the check before it saw. */
  readonly body?: () => unknown;
  /** Before each time a write is sent. */
  readonly check?: WireCheck | undefined;
  /** `account` for the company and whole lists. */
  readonly scope: 'account' | 'record';
  /**
   * `list`, or the keys of an object that the answer must have; any other answer is malformed. A write that expects an object may also
   * be answered without a body (204).
   */
  readonly expects: 'list' | readonly string[];
  /** A second budget beside the account's (Harvest's reports). */
  readonly budget?: RateBudget;
  /** What to do about a refusal, if it is special to this request. */
  readonly hint?: string | ((said: string) => string | undefined);
}

export interface Reply {
  /** null for a list, and where the service answered a write without a body. */
  readonly json: { readonly [key: string]: unknown } | null;
  /** The list, where one was expected. */
  readonly rows: readonly unknown[];
  readonly headers: Headers;
  /** The answer's `Date` in ms since 1970, or null. */
  readonly servedAt: number | null;
}

/** What must be true in the moment in which a write is sent: a `PreWriteCheck` as the requester sees it. */
export interface WireCheck {
  cost(): number;
  again(requester: Requester): Promise<void>;
  claim(): boolean;
  readonly isShared: boolean;
}
