import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { httpMedium, type HttpOptions } from '../../../src/state/http/http.ts';
import type { HeldMedium, Medium } from '../../../src/state/medium.ts';
import { needsOf } from '../../../src/state/needs.ts';
import { openStore, storeOn } from '../../../src/state/store.ts';
import { handClock } from '../hand-clock.ts';
import { httpOptions } from '../media/http.ts';
import { serveState, type StateServer } from '../media/http-server.ts';
import { fakeOptions, intentOf, KEY, memoryOf } from '../parts.ts';

/** Of a test on a machine that is busy. */
const PATIENCE = { timeout: 10_000 };
const LEASE_MS = 120_000;
const lost = { code: 'state.lost' };

async function lock(medium: Medium): Promise<HeldMedium> {
  const held = await medium.tryLock('apply');
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user ?? held.unknown?.told}`);
}

/** Waits take no time. */
function quick(at: Pick<StateServer, 'url'>, more: Partial<HttpOptions> = {}): HttpOptions {
  const { clock } = httpOptions(at);
  const sleep = (_ms: number, signal?: AbortSignal) =>
    signal?.aborted === false && isBeat(_ms) ? new Promise<void>(() => undefined) : Promise.resolve();
  return httpOptions(at, { clock: { ...clock, sleep }, ...more });
}

const isBeat = (ms: number): boolean => ms === LEASE_MS / 3;

describe('the state over the protocol of Terraform', () => {
  it('costs a plan one request, an apply without changes two, and a write one more to read first', async () => {
    const at = await serveState('gitlab');
    const store = storeOn(httpMedium(httpOptions(at)), fakeOptions({ key: KEY }));
    const first = await store.lock('apply', 0);
    await first.save(memoryOf('One'));
    await first.release();
    expect(at.methods.splice(0)).toEqual(['GET', 'LOCK', 'GET', 'POST', 'POST', 'GET', 'POST', 'UNLOCK']);
    await store.read();
    expect(at.methods.splice(0)).toEqual(['GET']);
    const second = await store.lock('apply', 0);
    await second.save(memoryOf('One'));
    await second.release();
    expect(at.methods.splice(0)).toEqual(['GET', 'GET']);
    const third = await store.lock('apply', 0);
    await third.claim();
    at.methods.splice(0);
    await Promise.all(['a', 'b', 'c'].map((id) => third.intent(intentOf(id))));
    expect(at.methods.splice(0)).toEqual(['GET', 'POST']);
    await third.release();
  });

  it.each(['before the server saw it', 'after the server took it'])(
    'settles a write whose answer was lost %s',
    async (when) => {
      const at = await serveState('gitlab');
      const held = await lock(httpMedium(quick(at)));
      let posts = 0;
      at.meddle = (request, response) => {
        if (request.method !== 'POST' || request.url?.includes('/lock') || (posts += 1) > 1) return false;
        if (when.startsWith('after')) response.end = () => response.destroy();
        else response.destroy();
        return !when.startsWith('after');
      };
      await held.write('state', 'one');
      expect(posts).toBe(when.startsWith('after') ? 1 : 2);
      await held.write('state', 'two');
      expect(at.text).toContain('"state":"two"');
      await held.release();
      expect(at.lock).toBeNull();
    },
  );

  it.each([
    ['nothing', () => ''],
    ['half of it', (whole: string) => whole.slice(0, whole.length / 2)],
  ])('reads again what a server that writes in place shows in that moment: %s', async (_what, torn) => {
    const at = await serveState('terraform');
    const held = await lock(httpMedium(quick(at)));
    await held.write('state', 'one');
    await held.release();
    let gets = 0;
    at.meddle = ({ method }, response) => {
      if (method !== 'GET' || (gets += 1) > 2) return false;
      response.end(torn(at.text!));
      return true;
    };
    expect(Buffer.from((await httpMedium(quick(at)).read('state'))!).toString()).toBe('one');
    expect(gets).toBe(3);
  });

  it('takes a write of its own that lands after it was given up for what it is', async () => {
    const at = await serveState('terraform');
    const held = await lock(httpMedium(quick(at)));
    let late = '';
    at.meddle = async (request, response) => {
      if (request.method !== 'POST') return false;
      late = await text(request);
      response.writeHead(502).end();
      return true;
    };
    await expect(held.write('state', 'one')).rejects.toMatchObject({ code: 'state.unwritable' });
    at.meddle = () => false;
    at.text = late;
    await held.write('state', 'two');
    expect(at.text).toContain('"state":"two"');
    await held.release();
  });

  it('settles a lock whose answer was lost by the id that it asked with', async () => {
    const at = await serveState('gitlab');
    let locks = 0;
    at.meddle = (request, response) => {
      if (request.method === 'POST' && request.url?.endsWith('/lock') && (locks += 1) === 1)
        response.end = () => response.destroy();
      return false;
    };
    const held = await lock(httpMedium(quick(at)));
    expect(locks).toBe(2);
    await held.release();
    expect(at.lock).toBeNull();
  });

  it('waits out what passes, and gives up with what the server said', async () => {
    const at = await serveState('terraform');
    let bad = 3;
    at.meddle = (_request, response) => {
      if ((bad -= 1) < 0) return false;
      response.writeHead(503).end('{"message":"down for maintenance"}');
      return true;
    };
    expect(await httpMedium(quick(at)).read('state')).toBeNull();
    bad = 100;
    await expect(httpMedium(quick(at)).read('state')).rejects.toMatchObject({
      code: 'state.unreachable',
      message: expect.stringMatching(/cannot be read: HTTP 503, down for maintenance/) as string,
    });
  });

  it('tells a wrong password, a server that is away, one without locks and one that keeps too little', async () => {
    const at = await serveState('gitlab', 'gitlab-ci-token:s3cret-job-token');
    const login = { HFSYNC_STATE_HTTP_ADDRESS: at.url, HFSYNC_STATE_HTTP_USERNAME: 'gitlab-ci-token' };
    const right = { ...login, HFSYNC_STATE_HTTP_PASSWORD: 's3cret-job-token' };
    const wrong = { ...login, HFSYNC_STATE_HTTP_PASSWORD: 'another' };
    await (await lock(httpMedium(quick(at, { variables: right })))).release();
    await expect(httpMedium(quick(at, { variables: wrong })).look()).rejects.toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('_PASSWORD') as string,
    });
    await expect(httpMedium(quick({ url: 'http://127.0.0.1:1/x' })).look()).rejects.toMatchObject({
      code: 'state.unreachable',
    });
    const plain = await serveState('terraform');
    plain.meddle = (request, response) => {
      if (request.method !== 'LOCK') return false;
      response.writeHead(405).end();
      return true;
    };
    await expect(httpMedium(quick(plain)).tryLock('apply')).rejects.toMatchObject({
      code: 'state.unwritable',
      hint: expect.stringContaining('LOCK_METHOD') as string,
    });
    plain.meddle = (request, response) => {
      if (request.method !== 'POST') return false;
      response.writeHead(413).end();
      return true;
    };
    await expect(httpMedium(quick(plain)).tryLock('apply')).rejects.toMatchObject({ code: 'state.unwritable' });
    expect(plain.lock).toBeNull();
  });

  it('follows no redirect: the credentials stay where the environment sent them', async () => {
    const asked: string[] = [];
    const other = createServer((request, response) => void (asked.push(request.url ?? ''), response.end('{}')));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const at = await serveState('terraform');
    at.meddle = (_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${(other.address() as { port: number }).port}/` }).end();
      return true;
    };
    await expect(httpMedium(quick(at)).look()).rejects.toMatchObject({
      hint: expect.stringContaining('follows no redirect') as string,
    });
    other.close();
    expect(asked).toEqual([]);
  });

  it.each([
    [
      'a state of Terraform',
      JSON.stringify({ version: 4, terraform_version: '1.9.0', serial: 3, resources: [] }),
      'state.foreign',
    ],
    ['a page', '<html>', 'state.foreign'],
    ['a newer form', JSON.stringify({ serial: 1, hfsync: { format: 'hfsync-shared-state/2' } }), 'state.newer'],
    ['half of it', JSON.stringify({ serial: 1, hfsync: { format: 'hfsync-shared-state/1' } }), 'state.damaged'],
  ])('refuses %s, and leaves it as it is', async (_what, text, code) => {
    const at = await serveState('terraform');
    at.text = text;
    await expect(httpMedium(httpOptions(at)).look()).rejects.toMatchObject({ code });
    await expect(httpMedium(httpOptions(at)).tryLock('apply')).rejects.toMatchObject({ code });
    expect(at.text).toBe(text);
    expect(at.lock).toBeNull();
  });

  it.each([
    [{ HFSYNC_STATE_HTTP_ADDRESS: '' }, /ADDRESS is not set/],
    [{ HFSYNC_STATE_HTTP_ADDRESS: 'http://example.com/x' }, /must be https/],
    [{ HFSYNC_STATE_HTTP_ADDRESS: 'https://kim:pw@example.com/x' }, /_PASSWORD/],
    [{ HFSYNC_STATE_HTTP_USERNAME: 'kim' }, /belong together/],
    [{ HFSYNC_STATE_HTTP_LOCK_METHOD: 'put it' }, /LOCK_METHOD/],
    [{ HFSYNC_STATE_LEASE: '1' }, /HFSYNC_STATE_LEASE/],
  ])('refuses variables that say nothing usable: %j', (given, told) => {
    const variables = { HFSYNC_STATE_HTTP_ADDRESS: 'https://example.com/x', ...given };
    expect(() => httpMedium(httpOptions({ url: '' }, { variables }))).toThrow(told);
  });

  it('takes the methods and addresses that the variables name', async () => {
    const at = await serveState('gitlab');
    const variables = {
      HFSYNC_STATE_HTTP_ADDRESS: `${at.url}?branch=main`,
      HFSYNC_STATE_HTTP_LOCK_ADDRESS: `${at.url}/lock`,
      HFSYNC_STATE_HTTP_LOCK_METHOD: 'POST',
      HFSYNC_STATE_HTTP_UNLOCK_ADDRESS: `${at.url}/lock`,
      HFSYNC_STATE_HTTP_UNLOCK_METHOD: 'DELETE',
      HFSYNC_STATE_HTTP_UPDATE_METHOD: 'POST',
    };
    await (await lock(httpMedium(httpOptions(at, { variables })))).release();
    expect(at.methods).toEqual(['GET', 'LOCK', 'GET', 'POST', 'GET', 'POST', 'UNLOCK']);
  });

  it('wants a key before it asks anybody; validate says what is not set', () => {
    expect(() => openStore({ backend: 'http', path: '' }, fakeOptions())).toThrow(
      expect.objectContaining({ code: 'state.key-unset' }) as Error,
    );
    expect(needsOf({ backend: 'http', path: '' }, {})).toMatchObject({
      missing: ['HFSYNC_STATE_HTTP_ADDRESS', 'HFSYNC_STATE_KEY'],
    });
  });
});

/** Who holds the lock, once nothing but the passing of time can tell whether its holder is alive. */
async function two(): Promise<{ at: StateServer; clock: ReturnType<typeof handClock>; kim: Medium; ann: Medium }> {
  const at = await serveState('gitlab');
  const clock = handClock();
  const open = (user: string): Medium => httpMedium(httpOptions(at, { clock, holder: { pid: 1, host: user, user } }));
  return { at, clock, kim: open('kim'), ann: open('ann') };
}

describe('a lock over the protocol of Terraform', () => {
  it('is taken over once its holder gave no sign of life for the lease, and not before', async () => {
    const { clock, kim, ann, at } = await two();
    const dead = await lock(kim);
    await dead.write('journal', 'intent\n');
    clock.forget();
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' }, lease: 120 });
    await clock.pass(LEASE_MS - 1);
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    await clock.pass(1);
    const next = await lock(ann);
    expect(dead.isCurrent()).toBe(false);
    await expect(dead.confirm()).rejects.toMatchObject({ ...lost, message: expect.stringContaining('ann') as string });
    await expect(dead.append('late\n')).rejects.toMatchObject(lost);
    await dead.release();
    expect(at.text).toContain('intent');
    expect(at.lock).toMatchObject({ Who: 'ann@ann' });
    await next.release();
  });

  it('stays with a holder that writes nothing and is alive', async () => {
    const { clock, kim, ann, at } = await two();
    const held = await lock(kim);
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    for (let beats = 0; beats < 4; beats += 1) {
      await vi.waitFor(() => expect(clock.sleeping()).toBe(1), PATIENCE);
      const before = at.text;
      await clock.pass(40_000);
      await vi.waitFor(() => expect(at.text).not.toBe(before), PATIENCE);
    }
    expect(await ann.tryLock('apply')).toMatchObject({ by: { user: 'kim' } });
    await held.write('state', 'mine');
    await held.release();
  });

  it('is taken over where its holder died before it wrote anything', async () => {
    const { clock, kim, ann, at } = await two();
    at.meddle = (request, response) => {
      if (at.lock === null || request.method !== 'POST' || request.url?.endsWith('/lock')) return false;
      response.destroy();
      return true;
    };
    void kim.tryLock('apply').catch(() => undefined);
    await vi.waitFor(() => expect(at.lock).not.toBeNull(), PATIENCE);
    // It is dead: its next try never comes.
    await vi.waitFor(() => expect(clock.sleeping()).toBe(1), PATIENCE);
    clock.forget();
    at.meddle = () => false;
    expect(await ann.tryLock('apply')).toMatchObject({
      by: null,
      unknown: { id: at.lock!.ID, told: expect.stringContaining('project-bot') as string },
    });
    await clock.pass(LEASE_MS);
    await (await lock(ann)).release();
  });

  it('of a person is never broken but by its id', async () => {
    const { clock, ann, at } = await two();
    at.lock = { ID: '8b08ccb1-f514-e9c5-7271-88f5c13c3155' };
    for (let day = 0; day < 3; day += 1) {
      expect(await ann.tryLock('apply')).toMatchObject({ unknown: { id: at.lock.ID } });
      await clock.pass(86_400_000);
    }
    await expect(ann.breakLock('another')).rejects.toMatchObject({ code: 'state.lock-id' });
    // The server of two() says that it is its bot's, since that time.
    const told = { user: 'project-bot', since: '2026-12-01T00:00:00.000Z' };
    expect(await ann.breakLock(at.lock.ID)).toMatchObject(told);
    await (await lock(ann)).release();
  });

  it('of a person, of which the text says nothing, is asked for by whoever was refused once', async () => {
    const { ann, at } = await two();
    const held = (await ann.tryLock('apply', 'lazily')) as HeldMedium;
    at.lock = { ID: '8b08ccb1-f514-e9c5-7271-88f5c13c3155' };
    expect(await held.claim()).toBe(false);
    await held.release();
    expect(await ann.tryLock('apply', 'lazily')).toMatchObject({ unknown: { id: at.lock.ID } });
    at.lock = null;
    await ((await ann.tryLock('apply', 'lazily')) as HeldMedium).release();
  });

  it.each(['writes', 'only ends'])(
    'that was lost is noticed by reading, where a server takes any id while nothing is locked: it %s',
    async (what) => {
      const at = await serveState('terraform');
      const clock = handClock();
      const open = (user: string): Medium =>
        httpMedium(httpOptions(at, { clock, holder: { pid: 1, host: user, user } }));
      const old = await lock(open('kim'));
      clock.forget();
      const ann = open('ann');
      await ann.tryLock('apply');
      await clock.pass(LEASE_MS);
      const next = await lock(ann);
      await next.write('state', 'theirs');
      await next.release();
      const theirs = at.text;
      if (what === 'writes') await expect(old.write('state', 'late')).rejects.toMatchObject(lost);
      expect(at.text).toBe(theirs);
      await old.release();
      expect(at.text).toBe(theirs);
    },
  );

  it('is free once a person unlocked it on the server, and its holder is refused', async () => {
    const { kim, ann, at } = await two();
    const held = await lock(kim);
    at.lock = null;
    await expect(held.write('state', 'late')).rejects.toMatchObject(lost);
    await (await lock(ann)).release();
  });

  it('costs nothing until the first write, which is refused if anybody wrote since', async () => {
    const { kim, ann, at } = await two();
    const [one, other] = (await Promise.all(
      [kim, ann].map((medium) => medium.tryLock('apply', 'lazily')),
    )) as HeldMedium[];
    expect(at.lock).toBeNull();
    await one!.write('state', 'one');
    await expect(other!.write('state', 'other')).rejects.toMatchObject({ code: 'state.locked', exitCode: 7 });
    expect(await other!.claim()).toBe(false);
    // Whoever was refused asks for the lock itself from now on, and does not read both accounts in vain.
    expect(await ann.tryLock('apply', 'lazily')).toMatchObject({ by: { user: 'kim' } });
    await one!.release();
    expect(await other!.claim()).toBe(false);
    expect(at.lock).toBeNull();
    expect(at.text).toContain('"state":"one"');
  });
});
