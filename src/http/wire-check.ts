import type { Account, PreWriteCheck } from '../model/account.ts';
import type { Side } from '../model/side.ts';
import type { WireCheck } from './call.ts';
import type { Requester } from './call.ts';

/**
 * The check before a write, as the requester needs it. It reads through an account whose requests use the slots held
 * for the check.
 */
export function wireCheck<S extends Side>(
  check: PreWriteCheck<S> | undefined,
  accountOver: (requester: Requester) => Account<S>,
): WireCheck | undefined {
  if (!check) return undefined;
  return {
    cost: () => check.cost(),
    again: (requester) => check.again(accountOver(requester)),
    claim: () => check.claim(),
    isShared: check.isShared,
    volley: () => check.volley(),
    leaveWithinMs: () => check.leaveWithinMs(),
  };
}
