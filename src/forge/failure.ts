import { UserError } from '../model/error.ts';
import type { FailureKind } from '../model/failure.ts';

/** A request to a forge that failed. The kinds of failure are those of the accounts (`model/failure.ts`). */
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

/** The forge does not have what was requested. */
export function isGone(error: unknown): boolean {
  return error instanceof ForgeFailure && error.failure === 'gone';
}

/** The request was sent, but it may or may not have been applied. */
export function isUnclear(error: unknown): boolean {
  return error instanceof ForgeFailure && error.failure === 'unknown';
}
