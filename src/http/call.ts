import type { Side } from '../model/side.ts';
import type { Budget } from './budget.ts';

/** What a client asks of an account's requester (`requester.ts`), and what it gets. */
export interface Requester {
  readonly side: Side;
  /** `https://host/v2`: what `path` is appended to. */
  readonly base: string;
  request(call: Call): Promise<Reply>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: { readonly [name: string]: string } | URLSearchParams;
  /** Made in the moment in which it is sent, of what the last look saw. */
  readonly body?: () => unknown;
  /** Before each time a write is sent. */
  readonly look?: WireLook | undefined;
  /** `account` for the company and whole lists. */
  readonly scope: 'account' | 'record';
  /** Keys that the answer's JSON has, or it is malformed. A write may be answered without a body as well (204). */
  readonly expects: readonly string[];
  /** A budget of its own beside the account's (Harvest's reports). */
  readonly budget?: Budget;
  /** What to do about a refusal, where that is special. */
  readonly hint?: string;
}

export interface Reply {
  readonly status: number;
  /** null where the service answered without a body, which only writes may be. */
  readonly json: { readonly [key: string]: unknown } | null;
  /** The answer's `Date` in ms since 1970, or null. */
  readonly servedAt: number | null;
}

/** What must be true in the moment in which a write is sent: a `LastLook` as the requester sees it. */
export interface WireLook {
  cost(): number;
  again(requester: Requester): Promise<void>;
  claim(): boolean;
  readonly isShared: boolean;
}
