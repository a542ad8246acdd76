import type { Side } from './side.ts';
import { UserError } from './error.ts';

/**
 * What is known about a failed request. The applier decides by this alone.
 * - `refused`: the service said no (400, 403 on one record, 409, 422 …). Not applied.
 * - `gone`: 404.
 * - `unauthorized`: 401, or 403 for the account. Further requests to it are pointless.
 * - `limited`: the rate limit asks for a longer wait than `--max-wait`. A request sent before that may have been applied.
 * - `unsent`: no byte reached the service (DNS, connection refused). Not applied.
 * - `unknown`: sent, but it may or may not have been applied (5xx, 408, reset, timeout, unreadable answer).
 * - `malformed`: the answer differs from what the service documents. Reading stops; a write counts as `unknown`.
 */
export const FAILURES = ['refused', 'gone', 'unauthorized', 'limited', 'unsent', 'unknown', 'malformed'] as const;
export type FailureKind = (typeof FAILURES)[number];

export class RequestFailure extends UserError {
  readonly failure: FailureKind;
  readonly side: Side;
  readonly status: number | null;
  /** The run was interrupted while the request waited for its turn. `failure` still says what is known about it. */
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
