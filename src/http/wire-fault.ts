/**
 * A connection fault that says more than an error code. Every fault before a connection is open becomes one of these.
 */
export class WireFault extends Error {
  /** No byte of the request was sent. */
  readonly unsent: boolean;
  /** Trying again cannot help, or would do harm. */
  readonly lasting: boolean;
  readonly hint: string | null;
  /** Whether to show its own message. Otherwise that of the cause is shown. */
  readonly hasMessage: boolean;

  constructor(message: string | null, options: { unsent: boolean; lasting?: boolean; hint?: string; cause?: unknown }) {
    super(message ?? 'no connection', { cause: options.cause });
    this.name = 'WireFault';
    this.unsent = options.unsent;
    this.lasting = options.lasting ?? false;
    this.hint = options.hint ?? null;
    this.hasMessage = message !== null;
  }
}
