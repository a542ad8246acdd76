/*
 * Both services, served on 127.0.0.1. In: a world (or a folder that keeps one), a clock and random numbers. Out: four addresses
 * and a `Control`, which edits behind hfsync's back.
 *
 *   harvest    HFSYNC_HARVEST_URL, with or without /v2     harvest/app.ts
 *   forecast   HFSYNC_FORECAST_URL                         forecast/app.ts
 *   id         HFSYNC_ID_URL                               identity.ts
 *   control    a person in the web apps, faults, the log   control-app.ts
 */
import { serveOnLoopback, type Handler, type Served } from '../http/serve.ts';
import { UserError } from '../model/error.ts';
import type { Clock, Random } from '../model/ports.ts';
import { SANDBOX_TOKEN, type Access } from './access.ts';
import { control, type Control } from './control.ts';
import { controlApp } from './control-app.ts';
import type { Strict } from './resource.ts';
import { disk, type Disk } from './disk.ts';
import { exchange, type ExchangeParts } from './exchange.ts';
import { faultBox } from './faults.ts';
import { forecastApp } from './forecast/app.ts';
import { harvestApp } from './harvest/app.ts';
import { identityApp } from './identity.ts';
import { requestLog, type LoggedRequest, type ServiceName } from './log.ts';
import { forecastTooMany, harvestTooMany, limiter, type Limiter, type Rate } from './rate.ts';
import { sampleWorld } from './sample.ts';
import type { Service } from './service.ts';
import type { World } from './world.ts';

export interface SandboxOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Harvest's port; Forecast, Harvest ID and control take the next three. Left out or 0: any free ones. */
  readonly port?: number;
  /** A world to start with, or the path of a folder that keeps one. Left out: the sample agency, in memory. */
  readonly data?: World | string;
  /** What a folder without accounts starts with. Left out: the sample agency. */
  readonly first?: World;
  /** The rate limit of each account. None by default. */
  readonly rate?: Rate | null;
  /** The rate limit of Harvest's reports. None by default. */
  readonly reportRate?: Rate | null;
  /** `sandbox-token`, an administrator's, by default. `any` makes every token an administrator's. */
  readonly tokens?: readonly Access[] | 'any';
  readonly strict?: Strict;
  /** The most rows on a Harvest page, 2,000 by default. */
  readonly pageSize?: number;
  /** If false, Forecast refuses to change its default capacity. */
  readonly accountWritable?: boolean;
}

export interface Sandbox {
  readonly urls: { readonly harvest: string; readonly forecast: string; readonly id: string; readonly control: string };
  /** A copy of both accounts as they are now. */
  world(): World;
  readonly control: Control;
  /** Every request that reached the three services, in order. It grows while the sandbox runs. */
  readonly requests: readonly LoggedRequest[];
  /** Cuts open connections, and returns when the ports are free and the folder is up to date. */
  stop(): Promise<void>;
}

/** Throws `UserError` if the folder holds something else or a port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, random } = options;
  const holder: { world: World } = { world: options.first ?? sampleWorld() };
  const folder: Disk | null = typeof options.data === 'string' ? disk(options.data, () => holder.world) : null;
  if (typeof options.data === 'object') holder.world = structuredClone(options.data);
  if (folder) holder.world = (await folder.read()) ?? holder.world;
  const saved = async () => await folder?.save();
  await saved();

  const world = () => holder.world;
  const replace = (next: World) => {
    holder.world = next;
  };
  const log = requestLog();
  const faults = faultBox();
  const strict = options.strict ?? {};
  const hand = control({ world, replace, saved, clock, random, strict, faults, log });
  const service: Service = {
    world,
    clock,
    random,
    strict,
    tokens: options.tokens ?? [{ token: SANDBOX_TOKEN, as: 'administrator' }],
    pageSize: options.pageSize ?? 2000,
    accountWritable: options.accountWritable ?? true,
  };
  const stopping = new AbortController();
  const shared = { log, faults, clock, random, signal: stopping.signal, saved, edit: hand.edit };
  const handler = (side: ServiceName, app: ExchangeParts['app']) =>
    exchange({ ...shared, ...limits(side, options), side, app });
  const apps: readonly Handler[] = [
    handler('harvest', harvestApp(service)),
    handler('forecast', forecastApp(service)),
    handler('id', identityApp(service)),
    (request) => controlApp(hand).fetch(request),
  ];
  const servers: Served[] = [];
  const stop = async () => {
    stopping.abort(new Error('The sandbox stopped.'));
    await Promise.all(servers.map((server) => server.stop()));
    await folder?.idle();
  };
  try {
    for (const [index, app] of apps.entries()) servers.push(await listen(app, options.port ? options.port + index : 0));
  } catch (error) {
    await stop();
    throw error;
  }
  const [harvest = '', forecast = '', id = '', controlUrl = ''] = servers.map(({ origin }) => origin);
  return {
    urls: { harvest, forecast, id, control: controlUrl },
    world: hand.dump,
    control: hand,
    requests: log.entries,
    stop,
  };
}

/** Reports have a separate limit and do not count towards the general one (Harvest API docs, "Rate limiting"). */
function limits(side: ServiceName, options: SandboxOptions): Pick<ExchangeParts, 'limiterFor' | 'tooMany'> {
  const account = options.rate && side !== 'id' ? limiter(options.rate, options.clock) : null;
  const reports = options.reportRate && side === 'harvest' ? limiter(options.reportRate, options.clock) : null;
  const limiterFor = (path: string): Limiter | null => (reports && /\/reports\//.test(path) ? reports : account);
  return { limiterFor, tooMany: side === 'harvest' ? harvestTooMany : forecastTooMany };
}

async function listen(handler: Handler, port: number): Promise<Served> {
  try {
    return await serveOnLoopback(handler, port);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError('sandbox.port', `The sandbox cannot listen on 127.0.0.1:${port}: ${why}.`, {
      hint: 'Choose another port. The sandbox takes four in a row.',
      cause: error,
    });
  }
}
