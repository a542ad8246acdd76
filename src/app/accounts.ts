import { setMaxListeners } from 'node:events';
import { SIDES, type Side } from '../model/side.ts';
import type { Want } from '../model/want.ts';
import type { Requester } from '../http/call.ts';
import type { Accounts } from '../model/account.ts';
import type { Environment } from './environment.ts';
import { requestProgress } from './request-progress.ts';
import { openTransport } from './transport.ts';

/**
 * The variables with the services' addresses. Only the environment may name them: in the file, a pull request could
 * send the tokens elsewhere.
 */
const URL_VARIABLE = { harvest: 'HFSYNC_HARVEST_URL', forecast: 'HFSYNC_FORECAST_URL' } as const satisfies Record<
  Side,
  string
>;

const DEFAULT_HOST = { harvest: 'https://api.harvestapp.com', forecast: 'https://api.forecastapp.com' } as const;

export interface Connection extends Accounts {
  /** Sends requests directly, with a separate rate budget. */
  raw(side: Side): Promise<Requester>;
  /** How many requests of this machine count towards a side's limit right now. */
  used(side: Side): number;
  /** Ends everything that is still waiting or reading. */
  close(): Promise<void>;
}

/**
 * Opens both accounts of the configuration. `maxWait` is in seconds. `signal` ends reading, `waits` also ends the waits
 * of writes. Throws `UserError` for a bad token or address.
 */
export async function connect(
  env: Environment,
  want: Want,
  options: { readonly maxWait: number; readonly signal: AbortSignal; readonly waits?: AbortSignal },
): Promise<Connection> {
  const [{ createSecret }, { parseBaseUrl }, { createHarvestAccount }, { createForecastAccount }] = await Promise.all([
    import('../http/secret.ts'),
    import('../http/base-url.ts'),
    import('../harvest/client.ts'),
    import('../forecast/client.ts'),
  ]);
  const tokens = {
    harvest: createSecret(env.variables[want.harvest.tokenVariable] ?? '', want.harvest.tokenVariable),
    forecast: createSecret(env.variables[want.forecast.tokenVariable] ?? '', want.forecast.tokenVariable),
  };
  const key = env.variables['HFSYNC_STATE_KEY'];
  const secrets = [tokens.harvest, tokens.forecast, ...(key ? [createSecret(key, 'HFSYNC_STATE_KEY')] : [])];
  const urls = SIDES.map((side) => {
    const text = env.variables[URL_VARIABLE[side]];
    return text === undefined || text === '' ? null : parseBaseUrl(text, URL_VARIABLE[side]);
  });
  // Nothing is sent to it yet, but a bad address is reported before anything else is sent.
  const identity = env.variables['HFSYNC_ID_URL'];
  if (identity !== undefined && identity !== '') parseBaseUrl(identity, 'HFSYNC_ID_URL');
  const [transport, pace] = await Promise.all([openTransport(env, want.contact), env.pace?.()]);
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Every waiting request listens to it, so many listeners are not a leak here.
  const waits = options.waits && AbortSignal.any([options.waits, ended.signal]);
  setMaxListeners(0, signal, ...(waits ? [waits] : []));
  const onRequest = requestProgress(env);
  const optionsOf = (side: Side, baseUrl: URL | null | undefined) => ({
    accountId: want[side].account,
    token: tokens[side],
    secrets,
    ...(baseUrl && { baseUrl }),
    transport,
    rate: want[side].rate,
    clock: env.clock,
    random: env.random,
    maxWaitMs: options.maxWait * 1000,
    signal,
    ...(waits && { waits }),
    onRequest,
    ...(pace && { pace }),
    ...(env.budgets && { budgets: env.budgets }),
  });
  const ofSide = { harvest: optionsOf('harvest', urls[0]), forecast: optionsOf('forecast', urls[1]) };
  const accounts = {
    harvest: createHarvestAccount(ofSide.harvest),
    forecast: createForecastAccount(ofSide.forecast),
  };
  async function raw(side: Side): Promise<Requester> {
    if (side === 'harvest') return (await import('../harvest/raw.ts')).rawHarvest(ofSide.harvest);
    return (await import('../forecast/raw.ts')).rawForecast(ofSide.forecast);
  }
  return {
    ...accounts,
    raw,
    used(side) {
      const { rate } = want[side];
      const host = new URL(urls[SIDES.indexOf(side)] ?? DEFAULT_HOST[side]).origin;
      const earlier = pace?.lately(host, rate.seconds * 1000).length ?? 0;
      return Math.min(rate.requests, earlier + accounts[side].requests());
    },
    async close() {
      // If one reading fails, the others would keep trying and keep the process alive.
      ended.abort(new Error('the run is over'));
      await Promise.all([transport.close(), pace?.written()]);
    },
  };
}
