import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import { idAt, malformed, readList, readShape, textAt, textOrNullAt } from '../http/shape.ts';

/** The accounts lookup of Harvest ID, which knows both products (API docs, "Authentication"). */
const IDENTITY_URL = 'https://id.getharvest.com';
const PATH = '/api/v2/accounts';

export interface Identity {
  readonly email: string | null;
  readonly accounts: readonly IdentityAccount[];
}

export interface IdentityAccount {
  readonly id: number;
  readonly name: string;
  /** `harvest`, `forecast`, or a product that does not exist yet. */
  readonly product: string;
}

/** The owner of a token, and the accounts that it opens. Throws `RequestFailure`. Sends no account header. */
export async function readIdentity(options: Omit<AccountOptions, 'accountId'>): Promise<Identity> {
  const requester = createAccountRequester(
    'harvest',
    { ...options, accountId: 0 },
    {
      baseUrl: options.baseUrl ?? new URL(IDENTITY_URL),
      headers: {},
    },
  );
  const reply = await requester.request({ method: 'GET', path: PATH, scope: 'account', expects: ['accounts'] });
  const accounts = readList(reply.json, 'harvest', PATH, 'accounts').map(decodeAccount);
  const user = reply.json?.['user'];
  const email = user === undefined ? undefined : textOrNullAt(readShape(user, 'harvest', PATH, 'user'), 'email');
  return { email: email ?? null, accounts };
}

function decodeAccount(json: unknown): IdentityAccount {
  const shape = readShape(json, 'harvest', PATH, 'account');
  const product = textAt(shape, 'product');
  if (product === undefined) throw malformed('harvest', PATH, 'an account has no product');
  return { id: idAt(shape, 'id'), name: textAt(shape, 'name') ?? '', product };
}
