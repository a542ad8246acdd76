import { RequestFailure, type FailureKind } from '../model/failure.ts';
import type { Clock, Random } from '../model/ports.ts';
import { sideName, type Side } from '../model/side.ts';
import { createRateBudget, type RateBudget } from './rate-budget.ts';
import type { Call, Requester } from './call.ts';
import type { LimitName, Pace } from './pace.ts';
import { createRequester, type RequestEvent } from './requester.ts';
import type { Secret } from './secret.ts';
import type { Transport } from './transport.ts';

/** What both clients need to speak to one account. */
export interface AccountOptions {
  /** The account id, for the header that chooses it. */
  readonly accountId: number;
  readonly token: Secret;
  /** Everything that must never be shown: both tokens and the state's key. `token` is always included. */
  readonly secrets?: readonly Secret[];
  /** From `parseBaseUrl`. The real service if missing. */
  readonly baseUrl?: URL;
  readonly transport: Transport;
  /** The account's rate limit. */
  readonly rate: { readonly requests: number; readonly seconds: number };
  readonly clock: Clock;
  readonly random: Random;
  /** `--max-wait` in ms. */
  readonly maxWaitMs: number;
  /** Both as in `RequesterOptions`. */
  readonly signal?: AbortSignal;
  readonly waits?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
  /** What earlier runs sent. Missing if nothing is known about them. */
  readonly pace?: Pace;
  /** Budgets shared with other accounts at the same address. Missing if there are no others. */
  readonly budgets?: SharedBudgets;
}

/** Rate budgets, by the limit that they keep. */
export interface SharedBudgets {
  /** The budget with this name. `create` makes it if there is none yet. */
  shared(name: string, create: () => RateBudget): RateBudget;
}

/** A requester with the account's own rate budget. */
export function createAccountRequester(
  side: Side,
  options: AccountOptions,
  service: { readonly baseUrl: URL; readonly headers: { readonly [name: string]: string } },
): Requester {
  const { clock, onRequest, signal, waits } = options;
  return createRequester({
    service: sideName(side),
    fail: (failure, message, details) => new RequestFailure(failure, side, message, details),
    advise: (failure, status, call, said) => advise(side, options.token, { failure, status, call, said }),
    baseUrl: service.baseUrl,
    headers: service.headers,
    token: options.token,
    secrets: [options.token, ...(options.secrets ?? [])],
    transport: options.transport,
    budget: createAccountBudget(side, options, { ...options.rate, of: service.baseUrl.origin }),
    clock,
    random: options.random,
    maxWaitMs: options.maxWaitMs,
    ...(signal && { signal }),
    ...(waits && { waits }),
    ...(onRequest && { onRequest }),
  });
}

interface Refused {
  readonly failure: FailureKind;
  readonly status: number | null;
  readonly call: Call;
  /** The service's own words. */
  readonly said: string;
}

function hintOf({ hint }: Call, said: string): string | undefined {
  return typeof hint === 'function' ? hint(said) : hint;
}

function advise(side: Side, token: Secret, { failure, status, call, said }: Refused): string | undefined {
  const service = sideName(side);
  if (failure === 'unauthorized') {
    return status === 403
      ? `The user behind ${token.variable} must be an administrator in ${service}.`
      : `Check ${token.variable} and the ${service} account id in hfsync.yaml. A token for another account gets this answer too.`;
  }
  if (failure === 'refused') return status === 403 && side === 'harvest' ? managerHint(token) : hintOf(call, said);
  if (failure === 'gone' && call.hint !== undefined) return hintOf(call, said);
  if (failure === 'gone' && call.scope === 'account') {
    return `Check the ${service} account id in hfsync.yaml, and the address if one is set. A user with too few rights can get 404 as well.`;
  }
  return undefined;
}

/** From Harvest's page on permissions. It used to be enough to be the project's manager. */
function managerHint(token: Secret): string {
  return (
    `The user behind ${token.variable} may not write this record. An administrator may. ` +
    'A Harvest Manager may edit only the projects they manage, and only with the permission to edit projects.'
  );
}

/**
 * A rate budget that reports its waits as events of the account. `of` names the limit, which all runs on this machine
 * share.
 */
export function createAccountBudget(
  side: Side,
  options: AccountOptions,
  { of, ...rate }: AccountOptions['rate'] & { readonly of: LimitName },
): RateBudget {
  const { clock, onRequest, pace, budgets } = options;
  const service = sideName(side);
  const create = (): RateBudget =>
    createRateBudget({
      ...rate,
      clock,
      onWait: (ms, reason) => onRequest?.({ type: 'pause', service, reason, ms }),
      onCrowded: (requests) => onRequest?.({ type: 'crowded', service, requests, seconds: rate.seconds }),
      ...(pace && { before: pace.lately(of, rate.seconds * 1000), onUsed: () => pace.answered(of) }),
    });
  return budgets ? budgets.shared(`${of} ${rate.requests}/${rate.seconds}`, create) : create();
}
