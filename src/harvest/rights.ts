import type { Reply } from '../http/call.ts';
import type { Rights } from '../model/account.ts';

/** Decodes `access_roles` and `permissions_claims` of GET /users/me. The second was seen in live answers of 2026. */
export function decodeRights(json: Reply['json']): Rights<'harvest'> | null {
  const { id, access_roles: all, permissions_claims: claims } = json ?? {};
  if (!Array.isArray(all)) return null;
  const roles = all.filter((role): role is string => typeof role === 'string').sort();
  const more = claims === undefined || claims === null ? '' : `, ${JSON.stringify(claims)}`;
  return { roles, person: null, text: `${String(id)}: ${roles.join(' ')}${more}` };
}
