import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import type { Requester } from '../http/call.ts';
import { BASE_URL } from './endpoints.ts';

/** Sends direct requests to a Forecast account, for questions about the service itself. */
export function rawForecast(options: AccountOptions): Requester {
  return createAccountRequester('forecast', options, {
    baseUrl: options.baseUrl ?? new URL(BASE_URL),
    headers: { 'Forecast-Account-ID': String(options.accountId) },
  });
}
