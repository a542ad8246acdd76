import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import type { Requester } from '../http/call.ts';
import { isObject } from '../model/json.ts';
import { BASE_URL } from './endpoints.ts';

/** Requests to a Forecast account as they are, for what asks about the service itself. */
export function rawForecast(options: AccountOptions): Requester {
  return createAccountRequester('forecast', options, {
    baseUrl: options.baseUrl ?? new URL(BASE_URL),
    headers: { 'Forecast-Account-ID': String(options.accountId) },
  });
}

/** The person whose token it is, as GET /whoami says (their id in this account); null: it does not say. Throws `RequestFailure`. */
export async function readMe(requester: Requester): Promise<number | null> {
  const reply = await requester.request({
    method: 'GET',
    path: '/whoami',
    scope: 'account',
    expects: ['current_user'],
  });
  const user = reply.json?.['current_user'];
  return isObject(user) && typeof user['id'] === 'number' ? user['id'] : null;
}
