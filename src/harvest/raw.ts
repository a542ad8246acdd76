import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import type { Requester } from '../http/call.ts';
import { BASE_URL, withVersion } from './endpoints.ts';

/** Sends direct requests to a Harvest account, for questions about the service itself. */
export function rawHarvest(options: AccountOptions): Requester {
  return createAccountRequester('harvest', options, {
    baseUrl: withVersion(options.baseUrl ?? new URL(BASE_URL)),
    headers: { 'Harvest-Account-Id': String(options.accountId) },
  });
}
