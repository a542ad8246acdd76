import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { sampleWorld } from '../../src/sandbox/sample.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { TOKEN } from '../support/canary.ts';
import { newerNode } from '../support/newer-node.ts';
import { WAY, type Bouncer, type Postgres } from '../support/postgres.ts';
import { usePostgres } from '../support/use-postgres.ts';
import { BIN, ended, refuseOldBuild, type Ended } from './program.ts';

/** Many pairs of accounts behind one address, as the services have them, and a folder with a file for each. */
export interface Stage {
  readonly folder: string;
  readonly pairs: readonly Pair[];
  run(...args: readonly string[]): Promise<Ended>;
  /** A worker on its own machine, as far as one machine can be several. */
  worker(...args: readonly string[]): Worker;
  /** How many jobs are in each state, and how often jobs were tried again. */
  jobs(): Promise<{ readonly [state: string]: number; readonly again: number }>;
}

export interface Pair {
  readonly id: string;
  readonly sandbox: Sandbox;
}

export interface Worker {
  readonly process: ChildProcess;
  readonly end: Promise<Ended>;
  /** What it has printed so far. */
  lines(): readonly { readonly [key: string]: unknown }[];
}

export const FILES = 'accounts/*/hfsync.yaml';
const [HARVEST, FORECAST] = [1_234_567, 7_654_321];

/** For the names of tests: what they went through, or why they are skipped. */
const found = newerNode();
export const SKIPS = found.node === null;
export const QUEUE = `on PostgreSQL ${WAY}${found.why === null ? '' : ` (skipped: ${found.why})`}`;

export interface Database {
  /** Ends it as a crash of the machine does, and starts it again. */
  crash(): Promise<void>;
  start(): Promise<void>;
  /** Opens a fleet of so many pairs, with its queue and its states there. */
  fleet(pairs: number, name?: string): Promise<Stage>;
}

/** A PostgreSQL for the tests of a file. */
export function database(): Database {
  let at: Postgres;
  let bouncer: Bouncer | null;
  usePostgres((...found) => ([at, bouncer] = found));
  return {
    crash: () => at.crash(),
    start: () => at.start(),
    fleet: (pairs, name = 'hfsync') => stage(at, { url: bouncer?.url() ?? at.url(), pairs, name }),
  };
}

/** In seconds. A worker counts as dead after a quarter of it. */
const LEASE = '40';

async function stage(
  at: Postgres,
  { url, pairs: count, name }: { readonly url: string; readonly pairs: number; readonly name: string },
): Promise<Stage> {
  refuseOldBuild();
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-fleet-'));
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index += 1) pairs.push(await pair(folder, index));
  const front = await frontOf(pairs);
  const workers: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const each of workers) each.kill('SIGKILL');
    await Promise.all([front.stop(), ...pairs.map(({ sandbox }) => sandbox.stop())]);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, CI: 'true', HFSYNC_STATE_POSTGRES_URL: url },
    HFSYNC_STATE_POSTGRES_NAME: `${randomUUID()}-{harvest}`,
    ...sandboxVariables({ harvest: front.origin, forecast: front.origin, id: front.origin }, TOKEN),
    ...{ HFSYNC_STATE_LEASE: LEASE, HFSYNC_FLEET_NAME: name },
  };
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(found.node!, [BIN, ...args], { cwd: folder, env });
    workers.push(child);
    return child;
  };
  return {
    ...{ folder, pairs },
    run: (...args) => ended(start(args)),
    worker: (...args) =>
      workerOf(
        start(['fleet', 'work', '--config', FILES, ...(args.includes('--listen') ? [] : ['--listen', 'off']), ...args]),
      ),
    async jobs() {
      const client = await at.client();
      try {
        const { rows } = await client.query<{ state: string; many: number; again: number }>(
          'select state, count(*)::int as many, sum(retry_count)::int as again from hfsync_fleet.job where name = $1 group by state',
          [name],
        );
        const again = rows.reduce((sum, row) => sum + row.again, 0);
        return { ...Object.fromEntries(rows.map(({ state, many }) => [state, many])), again };
      } finally {
        await client.end();
      }
    },
  };
}

async function pair(folder: string, index: number): Promise<Pair> {
  const [harvest, forecast] = [HARVEST + index, FORECAST + index];
  const world = sampleWorld();
  world.harvest.account = harvest;
  world.forecast.account = forecast;
  const sandbox = await startSandbox({
    clock: { now: () => Date.now(), elapsed: () => performance.now(), sleep: (ms) => pause(ms) },
    random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() },
    tokens: [{ token: TOKEN, as: 'administrator' }],
    data: world,
  });
  const text = await readFile(path.resolve(import.meta.dirname, '../../hfsync.yaml'), 'utf8');
  const rate = 'rate: { requests: 9000, seconds: 1 }';
  const own = text
    .replace(`account: ${HARVEST}\n`, `account: ${harvest}\n  ${rate}\n`)
    .replace(`account: ${FORECAST}\n`, `account: ${forecast}\n  ${rate}\n`);
  const place = path.join(folder, 'accounts', String(index).padStart(2, '0'));
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, 'hfsync.yaml'), `${own}\nbudgets: off\nstate: { backend: postgres }\n`);
  return { id: `${harvest}-${forecast}`, sandbox };
}

/** One address for all accounts, which a header tells apart. */
async function frontOf(pairs: readonly Pair[]): Promise<{ readonly origin: string; stop(): Promise<void> }> {
  const homes = new Map(
    pairs.flatMap(({ id, sandbox: { urls } }) => {
      const [harvest = '', forecast = ''] = id.split('-');
      return [[harvest, urls.harvest] as const, [forecast, urls.forecast] as const];
    }),
  );
  const server = createServer((asked: IncomingMessage, answer: ServerResponse) => {
    const account = asked.headers['harvest-account-id'] ?? asked.headers['forecast-account-id'];
    const home = homes.get(String(account));
    if (home === undefined) return void answer.writeHead(404).end();
    const { method, url = '/', headers } = asked;
    const ahead = request(new URL(url, home), { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    ahead.on('error', () => answer.destroy());
    asked.pipe(ahead);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function workerOf(child: ChildProcess): Worker {
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  return {
    ...{ process: child, end: ended(child) },
    lines: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { [key: string]: unknown }),
  };
}

/** Waits for something that other processes bring about. */
export async function eventually(what: string, seconds: number, test: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await test())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await pause(250);
  }
}
