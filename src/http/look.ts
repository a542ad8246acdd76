import type { Account, LastLook } from '../model/account.ts';
import type { Side } from '../model/side.ts';
import type { WireLook } from './call.ts';
import type { Requester } from './call.ts';

/** A last look for the requester: it reads through the account that sends on the slots held for it. */
export function wireLook<S extends Side>(
  look: LastLook<S> | undefined,
  accountOver: (requester: Requester) => Account<S>,
): WireLook | undefined {
  if (!look) return undefined;
  return {
    cost: () => look.cost(),
    again: (requester) => look.again(accountOver(requester)),
    claim: () => look.claim(),
    isShared: look.isShared,
  };
}
