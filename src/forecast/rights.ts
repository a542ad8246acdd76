import type { Reply } from '../http/call.ts';
import type { Rights } from '../model/account.ts';
import type { ForecastId } from '../model/id.ts';
import { isObject } from '../model/json.ts';

/** GET /whoami names the person in this account. Their rights are in their record. */
export function decodeRights(json: Reply['json']): Rights<'forecast'> | null {
  const user = json?.['current_user'];
  if (!isObject(user) || typeof user['id'] !== 'number') return null;
  return { roles: [], person: user['id'] as ForecastId, text: String(user['id']) };
}
