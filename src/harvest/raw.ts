import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import type { Requester } from '../http/call.ts';
import { BASE_URL, withVersion } from './endpoints.ts';

/** Requests to a Harvest account as they are, for what asks about the service itself. */
export function rawHarvest(options: AccountOptions): Requester {
  return createAccountRequester('harvest', options, {
    baseUrl: withVersion(options.baseUrl ?? new URL(BASE_URL)),
    headers: { 'Harvest-Account-Id': String(options.accountId) },
  });
}
