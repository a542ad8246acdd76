import { randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import type { HeldMedium, Medium } from '../../../src/state/medium.ts';
import { needsOf } from '../../../src/state/needs.ts';
import { postgresMedium, type PostgresOptions } from '../../../src/state/postgres/postgres.ts';
import { storeOn } from '../../../src/state/store.ts';
import { createAuthority } from '../../support/certificate.ts';
import type { Bouncer, Postgres } from '../../support/postgres.ts';
import { usePostgres } from '../../support/use-postgres.ts';
import { handClock } from '../hand-clock.ts';
import { postgresOptions, postgresRow } from '../media/postgres.ts';
import { contends } from '../media/contention.ts';
import { fakeOptions, intentOf, KEY, memoryOf } from '../parts.ts';
import { wireTo } from './wire.ts';

const authority = createAuthority();
const certificate = authority.issue(['localhost', '0.0.0.0']);
let at: Postgres;
let bouncer: Bouncer | null;

usePostgres((...found) => ([at, bouncer] = found), {
  settings: ['ssl=on', 'ssl_cert_file=FOLDER/server.crt', 'ssl_key_file=FOLDER/server.key'],
  files: { 'server.crt': certificate.cert, 'server.key': certificate.key, 'ca.crt': authority.cert },
});

/** Of a test on a machine that is busy. */
const PATIENCE = { timeout: 10_000 };
const lost = { code: 'state.lost' };

async function lock(medium: Medium): Promise<HeldMedium> {
  const held = await medium.tryLock('apply');
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user}`);
}

/** Waits take no time, but for those between two signs of life. */
function quick(url: string, name: string, more: Partial<PostgresOptions> = {}): PostgresOptions {
  const options = postgresOptions(url, name, more);
  const sleep: PostgresOptions['clock']['sleep'] = (ms, signal) =>
    ms === 40_000 ? options.clock.sleep(ms, signal) : Promise.resolve();
  return { ...options, clock: { ...options.clock, sleep } };
}

async function select(statement: string, name: string): Promise<unknown> {
  const client = await at.client();
  const { rows } = await client.query<{ value: unknown }>(statement, [name]);
  await client.end();
  return rows[0]?.value;
}

describe('the state on PostgreSQL', () => {
  it('costs a plan one statement, an apply without changes two, and a write one', async () => {
    const wire = await wireTo(at);
    const store = storeOn(postgresMedium(postgresOptions(wire.url, randomUUID())), fakeOptions({ key: KEY }));
    const first = await store.lock('apply', 0);
    await first.save(memoryOf('One'));
    await first.release();
    wire.statements.splice(0);
    await store.read();
    expect(wire.statements.splice(0)).toHaveLength(1);
    const second = await store.lock('apply', 0);
    await second.read();
    await second.save(memoryOf('One'));
    await second.release();
    expect(wire.statements.splice(0)).toHaveLength(2);
    const third = await store.lock('apply', 0);
    await third.claim();
    wire.statements.splice(0);
    await Promise.all(['a', 'b', 'c'].map((id) => third.intent(intentOf(id))));
    expect(wire.statements.splice(0)).toHaveLength(1);
    await third.release();
  });

  it.each([
    ['in place of its answer', undefined],
    ['in place of the statement', 'before'],
  ] as const)('settles what was sent when the connection ended %s', async (_when, before) => {
    const name = randomUUID();
    const wire = await wireTo(at);
    const medium = postgresMedium(quick(wire.url, name));
    for (const round of ['one', 'two']) {
      wire.lose(round === 'one' ? /^insert/ : /holder = \$3, fence/, before);
      const held = await lock(medium);
      wire.lose(/state = \$7/, before);
      await held.write('state', round);
      wire.lose(/journal \|\| \$7/, before);
      await held.write('journal', 'line\n');
      await held.append('more\n');
      expect(await select('select journal as value from hfsync_state where name = $1', name)).toBe('line\nmore\n');
      wire.lose(/holder = null/, before);
      await held.release();
      expect(await select('select holder as value from hfsync_state where name = $1', name)).toBeNull();
    }
    expect(wire.lost).toBe(8);
    expect(await select('select fence::text as value from hfsync_state where name = $1', name)).toBe('2');
  });

  it('goes on after the database crashed and came back', async () => {
    const medium = postgresMedium(postgresOptions(at.url(), randomUUID()));
    const held = await lock(medium);
    await held.write('state', 'one');
    await at.crash();
    const late = held.write('state', 'two');
    await at.start();
    await late;
    expect((await medium.read('state'))?.toString()).toBe('two');
    await held.release();
  });

  it('keeps several states apart, by the accounts unless a name is given', async () => {
    const url = at.url();
    const open = (variables: PostgresOptions['variables'], harvest: number): Medium =>
      postgresMedium(
        postgresOptions(url, '', {
          variables: { HFSYNC_STATE_POSTGRES_URL: url, ...variables },
          accounts: { harvest, forecast: 2 },
        }),
      );
    const [one, two] = await Promise.all([lock(open({}, 1)), lock(open({}, 3))]);
    expect(await open({ HFSYNC_STATE_POSTGRES_NAME: '1-2' }, 9).tryLock('apply')).toMatchObject({
      by: { user: 'kim' },
    });
    await Promise.all([one.release(), two.release()]);
  });

  it('says what is wrong with the way in, without the password', async () => {
    const url = at.url();
    const told = (wrong: string) =>
      postgresMedium(quick(wrong, 'x'))
        .look()
        .catch((error: unknown) => error);
    const password = url.replace(at.password, 'wr0ng');
    expect(await told(password)).toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('password') as string,
    });
    expect(String(await told(password))).not.toContain('wr0ng');
    expect(await told(url.replace(/postgres$/, 'missing'))).toMatchObject({
      code: 'state.unreachable',
      message: expect.stringContaining('missing') as string,
    });
    expect(await told('postgres://kim@127.0.0.1:1/x')).toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('network') as string,
    });
  });

  it('says how to reach a server without TLS on a network that is trusted', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.end('N')).on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
    const url = `postgres://kim:b@0.0.0.0:${(server.address() as AddressInfo).port}/x`;
    await expect(postgresMedium(quick(url, 'x')).look()).rejects.toMatchObject({
      message: expect.stringContaining('SSL connections') as string,
      hint: expect.stringContaining('sslmode=disable') as string,
    });
    server.close();
  });

  it('needs a role that may write, and says so before anything is written', async () => {
    const client = await at.client();
    await client.query(`create role reader login password 'r'; grant select on hfsync_state to reader`);
    await client.end();
    const url = at.url().replace(/\/\/.*@/, '//reader:r@');
    const name = randomUUID();
    expect(await postgresMedium(quick(url, name)).read('state')).toBeNull();
    await expect(postgresMedium(quick(url, name)).tryLock('apply')).rejects.toMatchObject({
      code: 'state.unwritable',
      hint: expect.stringContaining('hfsync_state') as string,
    });
  });

  it('encrypts the way to any other host, to the server that it means alone', async () => {
    // To the system it is this machine, to hfsync another one.
    const url = at.url('0.0.0.0');
    const through = (query: string): Promise<unknown> =>
      postgresMedium(quick(url + query, 'tls'))
        .look()
        .then(
          () => 'in',
          (error: unknown) => error,
        );
    expect(await through('')).toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('sslrootcert') as string,
    });
    expect(await through('?sslmode=require')).toMatchObject({ code: 'state.unreachable' });
    expect(await through(`?sslrootcert=${await authorityFile()}`)).toBe('in');
    expect(await through('?sslrootcert=/no/such/file')).toMatchObject({ code: 'state.variable' });
    expect(await through('?sslmode=disable')).toBe('in');
    expect(() => postgresMedium(postgresOptions(`${url}?sslmode=prefer`, 'x'))).toThrow(/sslmode prefer/);
  });

  it.each([
    ['', /is not set/],
    ['https://example.com', /not an address of PostgreSQL/],
    ['postgres:///x', /names no host/],
  ])('refuses an address that says nothing usable: %s', (url, told) => {
    expect(() => postgresMedium(postgresOptions(url, 'x'))).toThrow(told);
  });

  it('validate says what is not set', () => {
    expect(needsOf({ backend: 'postgres', path: '' }, {})).toMatchObject({ missing: ['HFSYNC_STATE_POSTGRES_URL'] });
    expect(
      needsOf({ backend: 'postgres', path: '' }, { HFSYNC_STATE_POSTGRES_URL: 'postgres://u:s3cret@db.example.com/x' }),
    ).toEqual({
      ...{ backend: 'postgres', where: 'db.example.com/x', missing: [] },
    });
  });
});

async function authorityFile(): Promise<string> {
  return String(
    await select(`select current_setting('unix_socket_directories') || '/ca.crt' as value where $1 = $1`, 'x'),
  );
}

/** Who holds the lock, whose lease the server's clock decides. */
async function two() {
  const clock = handClock();
  const name = randomUUID();
  const open = (user: string, url = at.url()): Medium =>
    postgresMedium(postgresOptions(url, name, { clock, holder: { pid: 1, host: user, user } }));
  const expire = () => select(`update hfsync_state set expires = clock_timestamp() where name = $1`, name);
  return { clock, name, open, expire, kim: open('kim'), ann: open('ann') };
}

describe('a lock on PostgreSQL', () => {
  it('is taken over once it ran out by the clock of the server, and not before', async () => {
    const { clock, kim, ann, expire } = await two();
    const dead = await lock(kim);
    await dead.write('journal', 'intent\n');
    clock.forget();
    // However late it is here.
    await clock.pass(86_400_000);
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' }, lease: 120 });
    await expire();
    const next = await lock(ann);
    expect(dead.isCurrent()).toBe(false);
    await expect(dead.confirm()).rejects.toMatchObject({ ...lost, message: expect.stringContaining('ann') as string });
    await expect(dead.append('late\n')).rejects.toMatchObject(lost);
    await dead.release();
    expect((await next.read('journal'))?.toString()).toBe('intent\n');
    await next.release();
  });

  it('stays with a holder that writes nothing and is alive, and tells one that lost it', async () => {
    const { clock, kim, ann, name, expire } = await two();
    const held = await lock(kim);
    const expires = () => select('select expires::text as value from hfsync_state where name = $1', name);
    for (let beats = 0; beats < 2; beats += 1) {
      await vi.waitFor(() => expect(clock.sleeping()).toBe(1), PATIENCE);
      const before = await expires();
      await clock.pass(40_000);
      await vi.waitFor(async () => expect(await expires()).not.toBe(before), PATIENCE);
      expect(held.isCurrent()).toBe(true);
    }
    await expire();
    const next = await lock(ann);
    await vi.waitFor(() => expect(clock.sleeping()).toBe(2), PATIENCE);
    await clock.pass(40_000);
    await vi.waitFor(() => expect(held.isCurrent()).toBe(false), PATIENCE);
    await expect(held.write('state', 'late')).rejects.toMatchObject(lost);
    await next.release();
  });

  it('is renewed by a holder that was stopped and that nobody took it from', async () => {
    const { clock, kim, expire } = await two();
    const held = await lock(kim);
    clock.forget();
    await clock.pass(1_200_000);
    await expire();
    expect(held.isCurrent()).toBe(false);
    await held.confirm();
    expect(held.isCurrent()).toBe(true);
    await held.release();
  });

  it('is taken over from a holder whose network is cut, which is refused once that is back', async () => {
    const { open, ann, expire } = await two();
    const wire = await wireTo(at);
    const held = await lock(open('kim', wire.url));
    wire.cut();
    await expire();
    const next = await lock(ann);
    await next.write('state', 'theirs');
    wire.mend();
    await expect(held.write('state', 'late')).rejects.toMatchObject(lost);
    expect((await next.read('state'))?.toString()).toBe('theirs');
    await next.release();
  });

  it('costs nothing until the first write, which is refused if anybody wrote since', async () => {
    const { kim, ann, name } = await two();
    await (await lock(kim)).release();
    const [one, other] = (await Promise.all(
      [kim, ann].map((medium) => medium.tryLock('apply', 'lazily')),
    )) as HeldMedium[];
    expect(await select('select holder as value from hfsync_state where name = $1', name)).toBeNull();
    await one!.write('state', 'one');
    await expect(other!.write('state', 'other')).rejects.toMatchObject({ code: 'state.locked', exitCode: 7 });
    await one!.release();
    expect(await other!.claim()).toBe(false);
  });
});

contends('PostgreSQL', () => postgresRow(at, bouncer?.url()), { rounds: 4 });
