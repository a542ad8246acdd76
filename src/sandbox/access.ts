import type { World } from './world.ts';

/** A token that the sandbox accepts, and what its owner may do. */
export interface Access {
  readonly token: string;
  /**
   * `administrator` may do everything. `manager` sees people and projects but no rates, and edits neither roles nor the company.
   * `member` sees only themselves and the company. `expired` is refused everywhere.
   */
  readonly as: 'administrator' | 'manager' | 'member' | 'expired';
}

export const SANDBOX_TOKEN = 'sandbox-token';

/** The token of a request: `Authorization: Bearer`, or `access_token` in the query (Harvest API docs, "Authentication"). */
export function bearer(request: Request, url: URL): string | null {
  const header = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '');
  return header?.[1] ?? url.searchParams.get('access_token');
}

/** What a token may do. Null if the token is unknown. With `any`, every token is an administrator's. */
export function accessOf(tokens: readonly Access[] | 'any', token: string | null): Access | null {
  if (tokens === 'any') return token ? { token, as: 'administrator' } : null;
  return tokens.find((access) => access.token === token) ?? null;
}

/** The owner of the tokens, in both accounts. */
export function owner(world: World): { id: number; first_name: string; last_name: string; email: string } {
  const user = world.harvest.users.find(({ id }) => id === world.harvest.me);
  return {
    id: world.harvest.me,
    first_name: user?.first_name ?? 'Sample',
    last_name: user?.last_name ?? 'Owner',
    email: user?.email ?? 'owner@sandbox.example',
  };
}
