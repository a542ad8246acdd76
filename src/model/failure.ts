import type { Side } from './side.ts';
import { UserError } from './error.ts';

/**
 * What is known about a request that did not succeed; the applier decides by this alone.
 * - `refused`: the service said no (400, 403 on one record, 409, 422 …): not applied.
 * - `gone`: 404.
 * - `unauthorized`: 401, or 403 for the account: no further request to it makes sense.
 * - `limited`: the rate limit asks for a longer wait than `--max-wait`; a request that had left by then may have been applied.
 * - `unsent`: no byte reached the service (DNS, connection refused): not applied.
 * - `unknown`: sent, and nobody knows whether it was applied (5xx, 408, reset, timeout, unreadable answer).
 * - `malformed`: an answer that is not what the service documents (on a read: stop; on a write: as `unknown`).
 */
export const FAILURES = ['refused', 'gone', 'unauthorized', 'limited', 'unsent', 'unknown', 'malformed'] as const;
export type FailureKind = (typeof FAILURES)[number];

export class RequestFailure extends UserError {
  readonly failure: FailureKind;
  readonly side: Side;
  readonly status: number | null;
  /** Somebody interrupted the run while the request waited for its turn; `failure` is what is known of it all the same. */
  readonly isInterrupted: boolean;

  constructor(
    failure: FailureKind,
    side: Side,
    message: string,
    options: { status?: number; hint?: string; cause?: unknown; isInterrupted?: true } = {},
  ) {
    super(`request.${failure}`, message, options);
    this.name = 'RequestFailure';
    this.failure = failure;
    this.side = side;
    this.status = options.status ?? null;
    this.isInterrupted = options.isInterrupted ?? false;
  }
}
