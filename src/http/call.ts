import type { RateBudget } from './rate-budget.ts';
import type { AnswerHeaders } from './wire-result.ts';

/** What a client asks of its requester (`requester.ts`), and what it gets back. */
export interface Requester {
  /** `https://host/v2`: `path` is appended to it. */
  readonly base: string;
  request(call: Call): Promise<Reply>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string } | URLSearchParams;
  /** Called when the request is sent, because the body depends on what the check just before it read. */
  readonly body?: () => unknown;
  /** Runs before every attempt to send a write. */
  readonly check?: WireCheck | undefined;
  /** `account` for the company and for whole lists. */
  readonly scope: 'account' | 'record';
  /**
   * `list`, or the keys that an object must have. Any other answer is malformed. A write that expects an object may
   * also get an answer without a body (204).
   */
  readonly expects: 'list' | readonly string[];
  /** A second budget in addition to the account's (Harvest's reports). */
  readonly budget?: RateBudget;
  /** What to do about a refusal, if this request has its own advice. */
  readonly hint?: string | ((said: string) => string | undefined);
}

export interface Reply {
  /** Null for a list, and if the service answers a write without a body. */
  readonly json: { readonly [key: string]: unknown } | null;
  /** The list, if one was expected. Otherwise empty. */
  readonly rows: readonly unknown[];
  readonly headers: AnswerHeaders;
  /** The answer's `Date` in ms since 1970, or null. */
  readonly servedAt: number | null;
}

/** A condition that must hold when a write is sent: a `PreWriteCheck` as the requester sees it. */
export interface WireCheck {
  cost(): number;
  again(requester: Requester): Promise<void>;
  claim(): boolean;
  readonly isShared: boolean;
  volley(): object | null;
  leaveWithinMs(): number | null;
}
