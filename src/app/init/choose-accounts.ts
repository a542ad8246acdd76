import { UserError } from '../../model/error.ts';
import { sideName, SIDES, type Side } from '../../model/side.ts';
import { escapeText, printable } from '../../report/escape.ts';
import type { IdentityAccount } from '../../harvest/identity.ts';
import type { Environment } from '../environment.ts';
import { openTransport } from '../transport.ts';

/** The chosen accounts, with the variables of their tokens. */
export type Chosen = { readonly [S in Side]: { readonly account: number; readonly variable: string } };

export interface AccountFlags {
  /** Null if not given. */
  readonly harvest: number | null;
  readonly forecast: number | null;
}

/**
 * Chooses the two accounts: those of the flags, else the only one of each product that the token may use, else the one
 * that a person picks. One token often opens both, so HARVEST_TOKEN stands in for a missing FORECAST_TOKEN.
 */
export async function chooseAccounts(env: Environment, flags: AccountFlags, signal: AbortSignal): Promise<Chosen> {
  const own = isSet(env.variables['FORECAST_TOKEN']) ? 'FORECAST_TOKEN' : 'HARVEST_TOKEN';
  const variables = { harvest: 'HARVEST_TOKEN', forecast: own } as const;
  if (!isSet(env.variables['HARVEST_TOKEN'])) {
    throw new UserError('token.empty', 'HARVEST_TOKEN is not set.', {
      hint: 'Create a token at id.getharvest.com/developers and export it as HARVEST_TOKEN. If Forecast needs another one, export it as FORECAST_TOKEN.',
    });
  }
  const chosen = { harvest: flags.harvest, forecast: flags.forecast };
  const known = new Map<string, readonly IdentityAccount[]>();
  for (const side of SIDES) {
    if (chosen[side] !== null) continue;
    const variable = variables[side];
    const accounts = known.get(variable) ?? (await accountsOf(env, variable, signal));
    known.set(variable, accounts);
    chosen[side] = await pick(env, side, variable, accounts, signal);
  }
  return {
    harvest: { account: chosen.harvest!, variable: variables.harvest },
    forecast: { account: chosen.forecast!, variable: variables.forecast },
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

export async function accountsOf(
  env: Environment,
  variable: string,
  signal: AbortSignal,
): Promise<readonly IdentityAccount[]> {
  const [{ createSecret }, { parseBaseUrl }, { readIdentity }] = await Promise.all([
    import('../../http/secret.ts'),
    import('../../http/base-url.ts'),
    import('../../harvest/identity.ts'),
  ]);
  const url = env.variables['HFSYNC_ID_URL'];
  const transport = await openTransport(env, null);
  try {
    const { accounts } = await readIdentity({
      token: createSecret(env.variables[variable] ?? '', variable),
      ...(isSet(url) && { baseUrl: parseBaseUrl(url!, 'HFSYNC_ID_URL') }),
      transport,
      rate: { requests: 100, seconds: 15 },
      clock: env.clock,
      random: env.random,
      maxWaitMs: 30_000,
      signal,
    });
    return accounts;
  } finally {
    await transport.close();
  }
}

async function pick(
  env: Environment,
  side: Side,
  variable: string,
  all: readonly IdentityAccount[],
  signal: AbortSignal,
): Promise<number> {
  const accounts = all.filter(({ product }) => product === side);
  const [first, ...more] = accounts;
  const service = sideName(side);
  if (!first) {
    throw new UserError('init.accounts', `${variable} opens no ${service} account.`, {
      hint: `Name the account with --${side} ID, or use a token of somebody who has one.`,
    });
  }
  if (more.length === 0) return first.id;
  const listed = accounts.map(({ id, name }) => `${id} ${JSON.stringify(name)}`).join(', ');
  if (!env.interactive) {
    throw new UserError('init.accounts', `${variable} opens ${accounts.length} ${service} accounts: ${listed}.`, {
      hint: `Choose one with --${side} ID.`,
    });
  }
  const lines = accounts.map(({ id, name }, index) => printable`  ${index + 1}  ${escapeText(name)} (${id})\n`);
  env.err.write(printable`${escapeText(service)} accounts:\n`);
  for (const line of lines) env.err.write(line);
  const answer = (await env.ask(`Which one? 1 to ${accounts.length}: `, signal)).trim();
  const picked = accounts[Number(answer) - 1] ?? accounts.find(({ id }) => String(id) === answer);
  if (picked) return picked.id;
  throw new UserError('init.accounts', `No ${service} account was chosen.`, {
    hint: `Choose one with --${side} ID.`,
  });
}
