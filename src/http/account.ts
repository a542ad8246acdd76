import type { Clock, Random } from '../model/ports.ts';
import type { Side } from '../model/side.ts';
import { createBudget, type Budget } from './budget.ts';
import { createRequester, type RequestEvent } from './requester.ts';
import type { Requester } from './call.ts';
import type { Secret } from './secret.ts';
import type { Transport } from './transport.ts';

/** What both clients need to speak to one account. */
export interface AccountOptions {
  /** The account id, for the header that chooses it. */
  readonly accountId: number;
  readonly token: Secret;
  /** Everything that must never be shown: both tokens and the state's key. `token` counts without being named. */
  readonly secrets?: readonly Secret[];
  /** From `parseBaseUrl`; the real service where missing. */
  readonly baseUrl?: URL;
  readonly transport: Transport;
  /** The account's rate limit. */
  readonly rate: { readonly requests: number; readonly seconds: number };
  readonly clock: Clock;
  readonly random: Random;
  /** `--max-wait` in ms. */
  readonly maxWaitMs: number;
  readonly signal?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

/** A requester with the account's own rate budget. */
export function createAccountRequester(
  side: Side,
  options: AccountOptions,
  service: { readonly baseUrl: URL; readonly headers: { readonly [name: string]: string } },
): Requester {
  const { clock, onRequest, signal } = options;
  return createRequester({
    side,
    baseUrl: service.baseUrl,
    headers: service.headers,
    token: options.token,
    secrets: [options.token, ...(options.secrets ?? [])],
    transport: options.transport,
    budget: createAccountBudget(side, options, options.rate),
    clock,
    random: options.random,
    maxWaitMs: options.maxWaitMs,
    ...(signal && { signal }),
    ...(onRequest && { onRequest }),
  });
}

/** A rate budget that tells its waits like every other event of the account. */
export function createAccountBudget(side: Side, options: AccountOptions, rate: AccountOptions['rate']): Budget {
  const { clock, onRequest } = options;
  return createBudget({ ...rate, clock, onWait: (ms, reason) => onRequest?.({ type: 'waiting', side, reason, ms }) });
}
