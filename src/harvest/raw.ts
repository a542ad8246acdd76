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

/** What the owner of the token may do in Harvest: `access_roles` of GET /users/me; null: it does not say. Throws `RequestFailure`. */
export async function readRights(requester: Requester): Promise<readonly string[] | null> {
  const reply = await requester.request({ method: 'GET', path: '/users/me', scope: 'account', expects: ['id'] });
  const roles = reply.json?.['access_roles'];
  return Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : null;
}
