import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { gitMedium, type GitOptions } from '../../../src/state/git/git.ts';
import type { HeldMedium, Medium } from '../../../src/state/medium.ts';
import { openStore, storeOn } from '../../../src/state/store.ts';
import { gitOptions, repository, type Repository } from '../media/git.ts';
import { serveGit, type Meddle } from '../media/git-server.ts';
import { FAKE_MACHINE, fakeOptions, intentOf, KEY, memoryOf, outcomeOf } from '../parts.ts';

async function lock(medium: Medium): Promise<HeldMedium> {
  const held = await medium.tryLock('apply');
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user}`);
}

/** A repository behind smart HTTP, whose server does something to the requests first. */
async function served(meddle?: Meddle, hold?: Parameters<typeof serveGit>[2]): Promise<Repository> {
  const at = await repository();
  at.git(at.clone, 'remote', 'set-url', 'origin', await serveGit(at.bare, meddle, hold));
  return at;
}

const isPush = (url: string | undefined): boolean => url?.endsWith('/git-receive-pack') ?? false;

/** Counts what goes over the network: every git command that does begins with the list of refs. */
function counter(): { readonly meddle: Meddle; taken(): number } {
  let trips = 0;
  return {
    meddle: ({ url }) => {
      if (url?.includes('/info/refs')) trips += 1;
      return false;
    },
    taken() {
      const taken = trips;
      trips = 0;
      return taken;
    },
  };
}

describe('the state on git over smart HTTP', () => {
  it('sends of a long journal what is new alone, and reads it in one round trip, in a partial clone too', async () => {
    let sent = 0;
    const { meddle, taken } = counter();
    const at = await served(meddle, async ({ url, socket }) => {
      if (isPush(url)) sent = Math.max(sent, socket.bytesRead);
    });
    const line = (): string => `${randomBytes(9_000).toString('base64')}\n`;
    const held = await lock(gitMedium(gitOptions(at)));
    let journal = Array.from({ length: 40 }, line).join('');
    await held.write('journal', journal);
    for (let round = 0; round < 4; round += 1) {
      const more = line();
      sent = 0;
      await held.append(more);
      journal += more;
      // The part that it ends in, or two, and never the half megabyte before.
      expect(sent).toBeLessThan(60_000);
      expect(sent).toBeGreaterThan(6_000);
    }
    // Somebody tidies up the clone, which loses the parts that no ref holds there.
    at.git(at.clone, 'gc', '--quiet', '--prune=now');
    await held.append('after gc\n');
    journal += 'after gc\n';
    at.bareGit('config', 'uploadpack.allowFilter', 'true');
    const remote = at.git(at.clone, 'remote', 'get-url', 'origin').trim();
    at.git(at.clone, ...person('commit', '--allow-empty', '-qm', 'one'));
    // This process serves the remote, so what waits for git goes by the disk.
    at.git(at.clone, 'push', '-q', `file://${at.bare}`, 'HEAD:refs/heads/main');
    for (const how of ['--no-tags', '--filter=blob:none']) {
      const clone = `${at.clone}${how}`;
      at.git(path.dirname(at.bare), 'clone', '-q', '-b', 'main', how, `file://${at.bare}`, clone);
      at.git(clone, 'remote', 'set-url', 'origin', remote);
      taken();
      const read = await gitMedium(gitOptions({ clone })).read('journal');
      expect(Buffer.from(read!).toString()).toBe(journal);
      expect(taken()).toBe(1);
    }
    const tree = at.bareGit('ls-tree', 'refs/hfsync/journal').trim().split('\n');
    expect(tree.length).toBeGreaterThan(10);
    const strange = execFileSync('git', ['mktree'], {
      ...{ cwd: at.bare, encoding: 'utf8' },
      input: `${tree.slice(1).join('\n')}\n040000 tree ${at.bareGit('rev-parse', 'refs/heads/main^{tree}').trim()}\t000000\n`,
    });
    const own = at.bareGit('rev-parse', 'refs/hfsync/journal').trim();
    at.bareGit('update-ref', 'refs/hfsync/journal', strange.trim());
    await expect(gitMedium(gitOptions(at)).read('journal')).rejects.toMatchObject({ code: 'state.unreadable' });
    at.bareGit('update-ref', 'refs/hfsync/journal', own);
    await held.write('journal', 'short\n');
    expect(at.text('journal')).toBe('short\n');
    await held.write('journal', null);
    expect(at.text('journal')).toBeNull();
    await held.release();
  });

  it('costs a plan one round trip, and an apply without changes two', async () => {
    const { meddle, taken } = counter();
    const at = await served(meddle);
    const store = storeOn(gitMedium(gitOptions(at)), fakeOptions({ key: KEY }));
    const first = await store.lock('apply', 0);
    await first.save(memoryOf('One'));
    await first.release();
    expect(taken()).toBe(3);
    await store.read();
    expect(taken()).toBe(1);
    const second = await store.lock('apply', 0);
    await second.read();
    await second.save(memoryOf('One'));
    await second.release();
    expect(taken()).toBe(2);
  });

  it('writes what comes together with one push', async () => {
    const { meddle, taken } = counter();
    const at = await served(meddle);
    const locked = await storeOn(gitMedium(gitOptions(at)), fakeOptions({ key: KEY })).lock('apply', 0);
    await locked.claim();
    taken();
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => locked.intent(intentOf(id))));
    expect(taken()).toBe(1);
    await Promise.all(['a', 'b', 'c'].map((id) => locked.outcome(outcomeOf(id))));
    expect(taken()).toBe(1);
    expect((await locked.read()).open).toHaveLength(5);
    await locked.release();
  });

  it('settles a push whose answer was lost by looking for its own lock', async () => {
    let lost = 0;
    const at = await served((request, response) => {
      if (isPush(request.url) && (lost += 1) === 2) response.end = () => response.destroy();
      return false;
    });
    const held = await lock(gitMedium(gitOptions(at)));
    await held.write('state', 'one');
    // A client that lost a connection may send by itself what it sent before.
    expect(lost).toBeGreaterThanOrEqual(2);
    expect(at.text('state')).toBe('one');
    await held.write('state', 'two');
    await held.release();
  });

  it('pushes again what never arrived', async () => {
    let pushes = 0;
    const at = await served((request, response) => {
      if (!isPush(request.url) || (pushes += 1) !== 2) return false;
      response.destroy();
      return true;
    });
    const held = await lock(gitMedium(gitOptions(at)));
    await held.write('state', 'one');
    expect(pushes).toBe(3);
    expect(at.text('state')).toBe('one');
    await held.release();
  });

  describe('a push that lands after its runner died', () => {
    /** A holder that dies in the middle of a push, which the server keeps back. */
    async function died(): Promise<{
      at: Repository;
      next: Medium;
      land(): Promise<void>;
      beforeNext(work: () => Promise<void>): void;
    }> {
      const answers = new Map<unknown, ServerResponse>();
      let land = (): void => undefined;
      let isHeld: Promise<void> | null = null;
      let landed: Promise<unknown> = Promise.resolve();
      let first: (() => Promise<void>) | null = null;
      const held = new Promise<void>((resolve) => (land = resolve));
      const meddle: Meddle = (request, response) => {
        answers.set(request, response);
        return false;
      };
      const at = await served(meddle, async (request) => {
        if (!isPush(request.url)) return;
        const work = first;
        first = null;
        await work?.();
        const wait = isHeld;
        if (wait) landed = once(answers.get(request)!, 'close');
        isHeld = null;
        await wait;
      });
      const dead = new Set<number>();
      const machine = { ...FAKE_MACHINE, isAlive: (pid: number) => !dead.has(pid) };
      const open = (pid: number): Medium =>
        gitMedium(gitOptions(at, { machine, holder: { pid, host: 'here', user: `user-${pid}` } }));
      const old = await lock(open(1));
      await old.write('state', 'old');
      isHeld = held;
      void old.save({ before: 'old', state: 'late', journal: null }).catch(() => undefined);
      await vi.waitFor(() => expect(isHeld).toBeNull(), { timeout: 10_000 });
      dead.add(1);
      return {
        ...{ at, next: open(2) },
        async land() {
          land();
          await landed;
        },
        beforeNext: (work) => void (first = work),
      };
    }

    it('is refused once the next one holds the lock', async () => {
      const { at, next, land } = await died();
      const held = await lock(next);
      await land();
      expect(at.text('state')).toBe('old');
      await held.save({ before: 'old', state: 'mine', journal: null });
      expect(at.text('backup')).toBe('old');
      await held.release();
    });

    it('is what the next one begins with where it was faster', async () => {
      const { at, next, land, beforeNext } = await died();
      beforeNext(land);
      const held = await lock(next);
      expect((await held.read('state'))?.toString()).toBe('late');
      await held.save({ before: 'late', state: 'mine', journal: null });
      expect(at.text('backup')).toBe('late');
      await held.release();
    });
  });

  it('says that a disk is full, there or here, and writes nothing', async () => {
    const at = await repository();
    await (await lock(gitMedium(gitOptions(at)))).release();
    const before = at.bareGit('for-each-ref');
    // Nothing longer than 512 bytes can be written.
    at.git(at.clone, 'config', 'remote.origin.receivepack', 'ulimit -f 1; git-receive-pack');
    const held = await lock(gitMedium(quick(at)));
    const big = randomBytes(40_000).toString('base64');
    await expect(held.write('state', big)).rejects.toMatchObject({ code: 'state.unwritable' });
    expect(at.text('state')).toBeNull();
    at.git(at.clone, 'config', '--unset', 'remote.origin.receivepack');
    await held.write('state', big);
    await held.release();
    expect(at.bareGit('for-each-ref')).not.toBe(before);
  });

  it('says that the remote is away, or does not let us in, without the credentials', async () => {
    const at = await repository();
    at.git(at.clone, 'remote', 'set-url', 'origin', 'http://kim:s3cret@127.0.0.1:1/x.git');
    const away: unknown = await gitMedium(quick(at))
      .look()
      .catch((error: unknown) => error);
    expect(away).toMatchObject({ code: 'state.unreachable', message: expect.stringContaining('127.0.0.1') as string });
    expect(String(away)).not.toContain('s3cret');
    const closed = await served((_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
      return true;
    });
    await expect(gitMedium(quick(closed)).look()).rejects.toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('credentials') as string,
    });
  });
});

/** Waits take no time. */
function quick(at: Repository, more: Partial<GitOptions> = {}): GitOptions {
  const { clock } = gitOptions(at);
  return gitOptions(at, { clock: { ...clock, sleep: async () => undefined }, ...more });
}

describe('the state on git', () => {
  it.each([
    ['shallow', ['--depth=1', '--single-branch']],
    ['partial', ['--filter=blob:none']],
  ])('works in a %s clone with a detached head and hooks that refuse', async (_what, how) => {
    const at = await repository();
    at.git(at.clone, ...person('commit', '--allow-empty', '-qm', 'one'));
    at.git(at.clone, ...person('commit', '--allow-empty', '-qm', 'two'));
    at.git(at.clone, 'push', '-q', 'origin', 'HEAD:refs/heads/main');
    at.bareGit('config', 'uploadpack.allowFilter', 'true');
    const clone = `${at.clone}-2`;
    at.git(path.dirname(at.bare), 'clone', '-q', '-b', 'main', ...how, `file://${at.bare}`, clone);
    at.git(clone, 'checkout', '-q', '--detach');
    await mkdir(path.join(clone, '.git/hooks'), { recursive: true });
    for (const hook of ['pre-push', 'reference-transaction']) {
      await writeFile(path.join(clone, '.git/hooks', hook), '#!/bin/sh\nexit 1\n');
      await chmod(path.join(clone, '.git/hooks', hook), 0o755);
    }
    const held = await lock(gitMedium(gitOptions({ clone })));
    await held.save({ before: null, state: 'one', journal: 'left\n' });
    await held.save({ before: 'one', state: 'two', journal: null });
    await held.release();
    const next = await lock(gitMedium(gitOptions(at)));
    expect((await next.read('state'))?.toString()).toBe('two');
    expect((await next.read('backup'))?.toString()).toBe('one');
    await next.release();
    expect(at.git(clone, 'for-each-ref', 'refs/hfsync-read')).toBe('');
    expect(at.git(clone, 'status', '--porcelain')).toBe('');
  });

  it('says what a hook of the server says, and writes nothing', async () => {
    const at = await repository();
    await mkdir(path.join(at.bare, 'hooks'));
    await writeFile(path.join(at.bare, 'hooks/pre-receive'), '#!/bin/sh\necho "no refs but branches" >&2; exit 1\n');
    await chmod(path.join(at.bare, 'hooks/pre-receive'), 0o755);
    await expect(gitMedium(gitOptions(at)).tryLock('apply')).rejects.toMatchObject({
      code: 'state.unwritable',
      message: expect.stringMatching(/pre-receive hook declined.*no refs but branches/) as string,
    });
    expect(at.text('lock')).toBeNull();
  });

  it('misses a state that was deleted with all the rest, and starts over without the lock', async () => {
    const at = await repository();
    const store = storeOn(gitMedium(gitOptions(at)), fakeOptions({ key: KEY }));
    const first = await store.lock('apply', 0);
    await first.save(memoryOf('One'));
    await first.release();
    at.bareGit('update-ref', '-d', 'refs/hfsync/state');
    await expect(store.read()).rejects.toMatchObject({
      code: 'state.missing',
      hint: expect.stringContaining('push origin --delete refs/hfsync/lock') as string,
    });
    await expect(store.lock('apply', 0)).rejects.toMatchObject({ code: 'state.missing' });
    at.git(at.clone, 'push', '-q', 'origin', '--delete', 'refs/hfsync/lock');
    expect((await store.read()).last).toBeNull();
  });

  it('wants a key before it asks anybody', () => {
    expect(() => openStore({ backend: 'git', path: '' }, fakeOptions())).toThrow(
      expect.objectContaining({ code: 'state.key-unset' }) as Error,
    );
  });

  it.each([
    [{ HFSYNC_STATE_GIT_REFS: 'refs/heads/state' }, /HFSYNC_STATE_GIT_REFS/],
    [{ HFSYNC_STATE_GIT_REFS: 'refs/hfsync/*' }, /HFSYNC_STATE_GIT_REFS/],
    [{ HFSYNC_STATE_LEASE: '1' }, /HFSYNC_STATE_LEASE/],
    [{ HFSYNC_STATE_LEASE: '2 minutes' }, /HFSYNC_STATE_LEASE/],
  ])('refuses a variable that says nothing usable: %j', async (variables, told) => {
    const at = await repository();
    expect(() => gitMedium(gitOptions(at, { variables }))).toThrow(told);
  });

  it('keeps several states of one repository apart', async () => {
    const at = await repository();
    const { variables } = gitOptions(at);
    const open = (refs: string): Medium =>
      gitMedium(
        gitOptions(at, { variables: { ...variables, HFSYNC_STATE_GIT_REFS: refs, HFSYNC_STATE_GIT_REMOTE: at.bare } }),
      );
    const [berlin, paris] = await Promise.all([lock(open('refs/hfsync/berlin')), lock(open('refs/hfsync/paris'))]);
    await Promise.all([berlin.write('state', 'b'), paris.write('state', 'p')]);
    await Promise.all([berlin.release(), paris.release()]);
    expect(at.bareGit('cat-file', 'blob', 'refs/hfsync/berlin/state')).toBe('b');
  });

  it('needs a clone with a remote', async () => {
    const at = await repository();
    at.git(at.clone, 'remote', 'remove', 'origin');
    await expect(gitMedium(gitOptions(at)).look()).rejects.toMatchObject({
      code: 'state.git',
      message: expect.stringContaining('no remote') as string,
    });
    const folder = path.dirname(at.bare);
    await expect(gitMedium(quick({ ...at, clone: folder })).look()).rejects.toMatchObject({
      code: 'state.unreachable',
      hint: expect.stringContaining('clone') as string,
    });
    const noGit = { ...gitOptions(at).variables, PATH: folder };
    await expect(gitMedium(gitOptions(at, { variables: noGit })).look()).rejects.toMatchObject({ code: 'state.git' });
  });

  it('gives git none of the secrets', async () => {
    const at = await repository();
    execFileSync('git', ['config', 'core.sshCommand', `sh -c 'env > ${at.clone}/env; exit 1' --`], { cwd: at.clone });
    at.git(at.clone, 'remote', 'set-url', 'origin', 'ssh://nowhere.example/x.git');
    const variables = {
      ...gitOptions(at).variables,
      HARVEST_TOKEN: 's3cret',
      HFSYNC_STATE_KEY: 's3cret',
      FORECAST_TOKEN: 's3cret',
    };
    await expect(gitMedium(quick(at, { variables })).look()).rejects.toMatchObject({ code: 'state.unreachable' });
    expect(execFileSync('cat', [`${at.clone}/env`], { encoding: 'utf8' })).not.toContain('s3cret');
  });
});

function person(...args: readonly string[]): readonly string[] {
  return ['-c', 'user.name=Kim', '-c', 'user.email=kim@x.example', ...args];
}
