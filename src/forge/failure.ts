import { UserError } from '../model/error.ts';
import type { FailureKind } from '../model/failure.ts';

/** A request to a forge that did not succeed: what is known about it, as for the accounts (`model/failure.ts`). */
export class ForgeFailure extends UserError {
  readonly failure: FailureKind;
  readonly status: number | null;

  constructor(
    failure: FailureKind,
    message: string,
    options: { readonly status?: number; readonly hint?: string } = {},
  ) {
    super(`forge.${failure}`, message, options.hint === undefined ? {} : { hint: options.hint });
    this.name = 'ForgeFailure';
    this.failure = failure;
    this.status = options.status ?? null;
  }
}

/** What was asked for is not there. */
export function isGone(error: unknown): boolean {
  return error instanceof ForgeFailure && error.failure === 'gone';
}

/** Sent, and nobody knows whether it was applied. */
export function isUnclear(error: unknown): boolean {
  return error instanceof ForgeFailure && error.failure === 'unknown';
}
