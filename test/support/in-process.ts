import { createForecastAccount } from '../../src/forecast/client.ts';
import { createHarvestAccount } from '../../src/harvest/client.ts';
import { createSecret } from '../../src/http/secret.ts';
import type { Transport, WireRequest } from '../../src/http/transport.ts';
import type { Broken, WireResult } from '../../src/http/wire-result.ts';
import type { Accounts } from '../../src/model/account.ts';
import type { Clock, Random } from '../../src/model/ports.ts';
import type { Side } from '../../src/model/side.ts';
import { control, type Control } from '../../src/sandbox/control.ts';
import { exchange, type ExchangeParts } from '../../src/sandbox/exchange.ts';
import { faultBox, type Fault } from '../../src/sandbox/faults.ts';
import { forecastApp } from '../../src/sandbox/forecast/app.ts';
import { harvestApp } from '../../src/sandbox/harvest/app.ts';
import { requestLog } from '../../src/sandbox/log.ts';
import { forecastTooMany, harvestTooMany } from '../../src/sandbox/rate.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import type { Service } from '../../src/sandbox/service.ts';
import type { World } from '../../src/sandbox/world.ts';
import { TOKEN } from './canary.ts';

/** A request as it leaves the client. */
export interface Sent {
  readonly side: Side;
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly body: string;
  /** See `WireRequest`. */
  readonly leaveWithinMs: number | null;
}

export interface InProcess {
  /** The real clients of both accounts. */
  readonly accounts: Accounts;
  readonly control: Control;
  world(): World;
  /** The most requests that were under way at once, since `forgetLoad`. */
  busiest(side: Side): number;
  forgetLoad(): void;
  fault(fault: Fault): void;
}

export interface InProcessOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly strict?: Strict;
  readonly signal?: AbortSignal;
  /** Called before each request arrives. What it returns is the result of a request that never arrives. */
  readonly before?: (request: Sent) => Broken | void | Promise<Broken | void>;
  /** Called before the answer is there. */
  readonly after?: (request: Sent) => Promise<void>;
}

/**
 * Both services of the sandbox behind the real clients, without sockets: requests are handed over by function calls, and faults
 * cut a connection that is not there.
 */
export function createInProcess(first: World, options: InProcessOptions): InProcess {
  const { clock, random, strict = {}, before, after } = options;
  const holder = { world: first };
  const world = () => holder.world;
  const faults = faultBox();
  const log = requestLog();
  const saved = () => Promise.resolve();
  const hand = control({
    world,
    replace: (next) => void (holder.world = next),
    saved,
    clock,
    random,
    strict,
    faults,
    log,
  });
  const service: Service = {
    ...{ world, clock, random, strict, pageSize: 2000, accountWritable: true },
    tokens: [{ token: TOKEN, as: 'administrator' }],
  };
  const shared = { log, faults, clock, random, signal: new AbortController().signal, saved, edit: hand.edit };
  const serve = (side: Side, app: ExchangeParts['app'], tooMany: ExchangeParts['tooMany']) =>
    exchange({ ...shared, side, app, tooMany, limiterFor: () => null });
  const serving = {
    harvest: serve('harvest', harvestApp(service), harvestTooMany),
    forecast: serve('forecast', forecastApp(service), forecastTooMany),
  };
  const load = { harvest: { now: 0, most: 0 }, forecast: { now: 0, most: 0 } };

  async function send(request: WireRequest): Promise<WireResult> {
    const { hostname, pathname, search } = new URL(request.url);
    const side = hostname.startsWith('harvest') ? 'harvest' : 'forecast';
    const path = pathname.replace(/^\/v2(?=\/)/, '') + search;
    const { body = '', leaveWithinMs = null } = request;
    const made = { side, method: request.method, path, body, leaveWithinMs } as const;
    load[side].now += 1;
    load[side].most = Math.max(load[side].most, load[side].now);
    try {
      const result = await before?.(made);
      // As over a network: nobody has the answer at once.
      await new Promise((resolve) => setImmediate(resolve));
      const answer = result ?? (await arrive(side, request));
      await after?.(made);
      return answer;
    } finally {
      load[side].now -= 1;
    }
  }

  async function arrive(side: Side, request: WireRequest): Promise<WireResult> {
    let isCut = false;
    const env = { incoming: { socket: { resetAndDestroy: () => void (isCut = true) } } };
    const response = await serving[side](requestOf(request), env as unknown as Parameters<(typeof serving)[Side]>[1]);
    if (isCut) return { kind: 'broken', code: 'ECONNRESET', message: 'read ECONNRESET', unsent: false, lasting: false };
    return { kind: 'answer', status: response.status, headers: response.headers, text: await response.text() };
  }

  const transport: Transport = { send, close: () => Promise.resolve() };
  const accountOf = (side: Side) => ({
    ...{ transport, clock, random, maxWaitMs: 120_000, rate: { requests: 100, seconds: 15 } },
    accountId: first[side].account,
    token: createSecret(TOKEN, 'TEST_TOKEN'),
    baseUrl: new URL(`http://${side}.test`),
    ...(options.signal && { signal: options.signal }),
  });
  return {
    accounts: {
      harvest: createHarvestAccount(accountOf('harvest')),
      forecast: createForecastAccount(accountOf('forecast')),
    },
    control: hand,
    world,
    busiest: (side) => load[side].most,
    forgetLoad() {
      for (const each of Object.values(load)) each.most = each.now;
    },
    fault: (fault) => void faults.add(fault),
  };
}

function requestOf({ method, url, headers, token, body }: WireRequest): Request {
  const all = {
    ...headers,
    Authorization: `Bearer ${token?.reveal() ?? ''}`,
    'User-Agent': 'hfsync tests (tests@example.com)',
  };
  return new Request(url, { method, headers: all, ...(body !== undefined && { body }) });
}
