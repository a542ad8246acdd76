/**
 * A fault on the way, known better than by its code. Whatever goes wrong before a connection is handed to undici becomes one of these:
 * after an error whose code it takes for a passing one, undici would open another connection, over and over.
 */
export class WireFault extends Error {
  /** No byte of the request was sent. */
  readonly unsent: boolean;
  /** Trying again cannot help, or must not be done. */
  readonly lasting: boolean;
  readonly hint: string | null;
  /** Whether its own message is shown. Otherwise that of the cause is. */
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
