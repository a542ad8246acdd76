import type { FailureKind } from '../model/failure.ts';
import { isForeign, type WireResult } from './wire-result.ts';

/**
 * The retry decision, pure. In: the result of a request. Out: give it back, send it again after a wait, or fail.
 * A write is sent again only if it was not applied. Everything unclear is `unknown`, and the applier finds out by reading. A 429 is
 * between the two: the write was almost certainly not applied, so it may be sent again, but only after another check (entrance.ts).
 *
 * | result                                     | read                            | write                     |
 * | ------------------------------------------ | ------------------------------- | ------------------------- |
 * | 2xx, readable                              | give back                       | give back                 |
 * | 2xx, unreadable or of another shape         | again, twice; then malformed    | unknown                   |
 * | 3xx                                        | malformed                       | unknown                   |
 * | 429 from something in between              | again; then unknown             | unknown                   |
 * | other 4xx from something in between        | malformed                       | unknown                   |
 * | 401; 403 for the account                   | unauthorized                    | unauthorized              |
 * | 403 for one record                         | refused                         | refused                   |
 * | 404                                        | gone                            | gone                      |
 * | 408, 425, 5xx                              | again; then unknown             | unknown                   |
 * | 429                                        | again, whole account; limited   | the same, after a check   |
 * | other 4xx                                  | refused                         | refused                   |
 * | no byte sent (DNS, connection refused)     | again; then unsent              | the same: not applied     |
 * | bad certificate, bad proxy                 | unsent                          | unsent                    |
 * | 407 on an open connection                  | unsent                          | unknown                   |
 * | reset, timeout, cut off                    | again; then unknown             | unknown                   |
 */
export type Decision =
  | { readonly kind: 'give-back' }
  /** `wholeAccount`: the service limits the account, so all other requests wait too. */
  | { readonly kind: 'retry'; readonly afterMs: number; readonly wholeAccount: boolean }
  /**
   * `afterMs`: how long to wait before another try makes sense. `tooLong`: it failed because `--max-wait` does not
   * allow that wait.
   */
  | { readonly kind: 'fail'; readonly failure: FailureKind; readonly afterMs?: number; readonly tooLong?: true };

export type Failed = Extract<Decision, { kind: 'fail' }>;

export interface Situation {
  readonly method: string;
  /** `account`: the company and whole lists. A 403 there means that the token may not read the account at all. */
  readonly scope: 'account' | 'record';
  readonly result: WireResult;
  /** Whether a 2xx answer has the expected shape. */
  readonly shaped: boolean;
  /** Counted from 1. */
  readonly attempt: number;
  /** How long this request has waited so far because of the service or the network, in ms. */
  readonly waitedMs: number;
  readonly maxWaitMs: number;
  /** The window of the rate limit. */
  readonly windowMs: number;
  /** [0, 1) */
  readonly random: number;
}

export const MAX_ATTEMPTS = 6;
const MAX_ATTEMPTS_MALFORMED = 3;
const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;

export function decide(situation: Situation): Decision {
  const { result } = situation;
  const read = situation.method === 'GET';
  if (result.kind === 'broken') {
    if (result.lasting) return fail(read || result.unsent ? 'unsent' : 'unknown');
    if (result.unsent) return backOff(situation, 'unsent');
    return read ? backOff(situation, 'unknown') : fail('unknown');
  }
  const { status } = result;
  if (status >= 200 && status < 300) {
    if (result.kind === 'answer' && situation.shaped) return { kind: 'give-back' };
    return read ? backOff(situation, 'malformed', MAX_ATTEMPTS_MALFORMED) : fail('unknown');
  }
  if (status < 400) return fail(read ? 'malformed' : 'unknown');
  if (isForeign(result)) {
    // A filter can block an answer after the service has carried out the request.
    if (!read) return fail('unknown');
    return status === 429 ? backOff(situation, 'unknown') : fail('malformed');
  }
  if (status === 429) return waitForLimit(situation);
  if (status === 408 || status === 425 || status >= 500) return read ? backOff(situation, 'unknown') : fail('unknown');
  if (status === 401 || (status === 403 && situation.scope === 'account')) return fail('unauthorized');
  return fail(status === 404 ? 'gone' : 'refused');
}

/** Never capped: a request before the time that the service names is wasted (Harvest's report limit names minutes). */
function waitForLimit(situation: Situation): Decision {
  const asked = retryAfterMs(situation.result) ?? situation.windowMs;
  const left = situation.maxWaitMs - situation.waitedMs;
  if (asked > left) return tooLong('limited', asked);
  if (situation.attempt >= MAX_ATTEMPTS) return { kind: 'fail', failure: 'limited', afterMs: asked };
  // All clients that got the same time would come back at once, so add a little.
  const jitter = situation.random * Math.min(1_000, situation.windowMs / 10);
  return { kind: 'retry', afterMs: Math.min(asked + jitter, left), wholeAccount: true };
}

function backOff(situation: Situation, failure: FailureKind, attempts = MAX_ATTEMPTS): Decision {
  if (situation.attempt >= attempts) return fail(failure);
  const ceiling = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** (situation.attempt - 1));
  const afterMs = retryAfterMs(situation.result) ?? situation.random * ceiling;
  if (afterMs + situation.waitedMs > situation.maxWaitMs) return tooLong(failure, afterMs);
  return { kind: 'retry', afterMs, wholeAccount: false };
}

/**
 * `Retry-After` in ms. It is in seconds, or a date to compare with the response's own `Date` (this machine's clock may
 * be wrong). Null if it is missing, past, zero or unreadable.
 */
export function retryAfterMs(result: WireResult): number | null {
  if (result.kind === 'broken') return null;
  const text = result.headers.get('retry-after')?.trim() ?? '';
  const ms = /^\d{1,10}$/.test(text)
    ? Number(text) * 1_000
    : httpDate(text) - httpDate(result.headers.get('date') ?? '');
  return ms > 0 ? ms : null;
}

/** An HTTP date in ms since 1970, or NaN. `Date.parse` alone would accept "2026" or "-1". */
export function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : NaN;
}

function fail(failure: FailureKind): Decision {
  return { kind: 'fail', failure };
}

function tooLong(failure: FailureKind, afterMs: number): Decision {
  return { kind: 'fail', failure, afterMs, tooLong: true };
}
