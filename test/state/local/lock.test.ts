import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../src/files/node.ts';
import { breakLock, tryLock, type Lock, type LockOptions } from '../../../src/state/local/lock.ts';
import { createWatch } from '../../../src/state/lease.ts';
import { isProcessAlive, thisMachine } from '../../../src/state/local/machine.ts';
import { folderSocket, type Exclusive } from '../../../src/state/local/socket.ts';
import { takeLock as take } from '../../../src/state/take-lock.ts';
import { createFakeClock, createFakeRandom } from '../../support/fake-clock.ts';
import { FAKE_MACHINE } from '../parts.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'hfsync-lock-')));
  path = join(folder, 'state.json');
});

afterEach(() => rm(folder, { recursive: true }));

function seat({ machine, ...more }: Partial<Omit<LockOptions, 'machine'>> & { machine?: object } = {}): LockOptions {
  return {
    path,
    files: nodeFiles,
    clock: createFakeClock(),
    random: createFakeRandom(),
    holder: { pid: process.pid, host: 'here', user: 'kim' },
    exclusive: null,
    machine: { ...FAKE_MACHINE, ...machine },
    lease: 120,
    watch: createWatch(createFakeClock()),
    ...more,
  };
}

function takeLock(at: LockOptions, operation: string, waitMs: number): Promise<Lock> {
  return take({ where: at.path, tryLock: (by) => tryLock(at, by) }, at.clock, operation, waitMs);
}

/** A lock file of hfsync 0.1, or with what came since. */
function infoOf(more: object): string {
  return JSON.stringify({ id: 'x', operation: 'apply', since: 'then', pid: 4711, host: 'here', user: 'ann', ...more });
}

const NOW = { boot: 'boot-1', pids: 'pid:[1]' };

const refused = (message: RegExp) => ({
  code: 'state.locked',
  exitCode: 7,
  message: expect.stringMatching(message) as string,
});

const WAYS: readonly [string, Exclusive | null][] = [
  ['by a socket', folderSocket],
  ['by the file', null],
];

describe.each(WAYS)('the lock %s', (_how, exclusive) => {
  it('has one holder, whom the loser names', async () => {
    const mine = seat({ exclusive });
    const lock = await takeLock(mine, 'apply', 0);
    await expect(takeLock(mine, 'plan', 0)).rejects.toMatchObject(refused(/of kim on here, apply since 2026-01-01/));
    await lock.release();
    await (await takeLock(mine, 'apply', 0)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('waits 1 s, then twice as long, up to 16 s, and no longer than asked', async () => {
    const clock = createFakeClock();
    const mine = seat({ exclusive, clock });
    const lock = await takeLock(mine, 'apply', 0);
    await expect(takeLock(mine, 'apply', 60_000)).rejects.toMatchObject({ exitCode: 7 });
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 16_000, 13_000]);
    await lock.release();
  });

  it.each([
    ['hfsync 0.1, another host', { host: 'there' }],
    ['another kernel, another host', { ...NOW, host: 'there', boot: 'boot-2', by: 'socket' }],
    ['another kernel, another host, no socket', { ...NOW, host: 'there', boot: 'boot-2' }],
  ])('holds while a process of another machine may hold it: %s', async (_of, left) => {
    await writeFile(`${path}.lock`, infoOf(left));
    const mine = seat({ exclusive, machine: { isAlive: () => false } });
    await expect(takeLock(mine, 'apply', 0)).rejects.toMatchObject(refused(/of ann on there/));
    await expect(breakLock(mine, 'y')).rejects.toMatchObject({ code: 'state.lock-id' });
    expect(await breakLock(mine, 'x')).toMatchObject({ user: 'ann' });
    await (await takeLock(mine, 'apply', 0)).release();
    await expect(breakLock(mine, 'x')).rejects.toMatchObject({ code: 'state.not-locked' });
  });

  it.each([
    ['hfsync 0.1', {}],
    ['a process of this kernel', NOW],
  ])('of %s without a socket is taken over only once that process is proven dead', async (_of, left) => {
    await writeFile(`${path}.lock`, infoOf(left));
    await expect(takeLock(seat({ exclusive }), 'apply', 0)).rejects.toMatchObject(refused(/process 4711/));
    const lock = await takeLock(seat({ exclusive, machine: { isAlive: () => false } }), 'apply', 0);
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('kim');
    await lock.release();
  });

  it('holds where process ids are counted in another namespace, since nothing proves it dead', async () => {
    await writeFile(`${path}.lock`, infoOf({ ...NOW, pids: 'pid:[2]' }));
    const mine = seat({ exclusive, machine: { isAlive: () => false } });
    await expect(takeLock(mine, 'apply', 0)).rejects.toMatchObject(refused(/process 4711/));
    await breakLock(mine, 'x');
  });

  it('K18 is not released by somebody who lost it', async () => {
    const lock = await takeLock(seat({ exclusive }), 'apply', 0);
    await writeFile(`${path}.lock`, infoOf({ id: 'theirs' }));
    await lock.release();
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('theirs');
  });
});

describe('the lock by a socket', () => {
  const exclusive = folderSocket;

  it('that died with its process, or with its machine, is free', async () => {
    for (const left of [NOW, { ...NOW, pids: 'pid:[2]' }, { ...NOW, boot: 'boot-0' }]) {
      await writeFile(`${path}.lock`, infoOf({ ...left, by: 'socket' }));
      await (await takeLock(seat({ exclusive }), 'apply', 0)).release();
    }
  });

  it('on a disk that other kernels may use is free only where a process id proves it', async () => {
    const shared = { ownsDisk: async () => false };
    await writeFile(`${path}.lock`, infoOf({ ...NOW, boot: 'boot-0', by: 'socket' }));
    await expect(takeLock(seat({ exclusive, machine: shared }), 'apply', 0)).rejects.toMatchObject(refused(/4711/));
    await writeFile(`${path}.lock`, infoOf({ ...NOW, by: 'socket' }));
    await expect(takeLock(seat({ exclusive, machine: shared }), 'apply', 0)).rejects.toMatchObject(refused(/4711/));
    const dead = { ...shared, isAlive: () => false };
    await (await takeLock(seat({ exclusive, machine: dead }), 'apply', 0)).release();
  });

  it('excludes a process that takes this kernel for another one, or for another machine', async () => {
    const lock = await takeLock(seat({ exclusive }), 'apply', 0);
    const other = seat({
      ...{ exclusive, random: createFakeRandom('other'), machine: { boot: 'boot-2', pids: 'pid:[2]' } },
      holder: { pid: 1, host: 'elsewhere', user: 'ann' },
    });
    await expect(takeLock(other, 'apply', 0)).rejects.toMatchObject(refused(/of kim on here/));
    await lock.release();
    await (await takeLock(other, 'apply', 0)).release();
  });

  it('names its holder before the file does, and speaks of nothing to remove', async () => {
    const lock = await takeLock(seat({ exclusive }), 'apply', 0);
    await rm(`${path}.lock`);
    const other = seat({ exclusive, random: createFakeRandom('other') });
    const error: unknown = await takeLock(other, 'apply', 0).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(refused(/of kim on here, apply since/));
    expect((error as { hint: string }).hint).not.toContain('remove');
    await lock.release();
  });

  it('has one winner, also among many that come at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      const contenders = Array.from({ length: 8 }, (_, index) =>
        takeLock(seat({ exclusive, random: createFakeRandom(`r${round}-${index}`) }), 'apply', 0),
      );
      const locks = (await Promise.allSettled(contenders)).filter((result) => result.status === 'fulfilled');
      expect(locks).toHaveLength(1);
      await locks[0]!.value.release();
    }
  });

  it('is one for each state: two in one folder have two', async () => {
    const one = await takeLock(seat({ exclusive }), 'apply', 0);
    const two = await takeLock(seat({ exclusive, path: join(folder, 'other.json') }), 'apply', 0);
    await two.release();
    await one.release();
  });

  it('works at any depth: a path of a socket has 107 bytes', async () => {
    const deep = join(folder, 'a'.repeat(100), 'b'.repeat(200), 'c'.repeat(200));
    await mkdir(deep, { recursive: true });
    const random = createFakeRandom();
    const far = (name: string) => seat({ exclusive, path: join(deep, name), random });
    const lock = await takeLock(far('state.json'), 'apply', 0);
    await expect(takeLock(far('state.json'), 'apply', 0)).rejects.toMatchObject({ exitCode: 7 });
    await (await takeLock(far(`${'d'.repeat(200)}.json`), 'apply', 0)).release();
    await lock.release();
    expect(await readdir(deep)).toEqual([]);
  });

  it('is left to the file where the disk has no sockets', async () => {
    const none: Exclusive = async () => ({ kind: 'unsupported' });
    const lock = await takeLock(seat({ exclusive: none }), 'apply', 0);
    expect(JSON.parse(await readFile(`${path}.lock`, 'utf8'))).toMatchObject({ by: 'process' });
    await expect(takeLock(seat({ exclusive: none }), 'apply', 0)).rejects.toMatchObject({ exitCode: 7 });
    await lock.release();
  });
});

describe('the lock by the file', () => {
  it('has one winner when many take over at once', async () => {
    for (let round = 0; round < 20; round += 1) {
      await writeFile(`${path}.lock`, infoOf({ id: `dead-${round}` }));
      const machine = { isAlive: (pid: number) => pid !== 4711 };
      const contenders = Array.from({ length: 8 }, (_, index) =>
        takeLock(seat({ random: createFakeRandom(`r${round}-${index}`), machine }), 'apply', 0),
      );
      const locks = (await Promise.allSettled(contenders)).filter((result) => result.status === 'fulfilled');
      expect(locks).toHaveLength(1);
      await locks[0]!.value.release();
    }
  });

  it('of a dead one is not taken from whoever took it in that very moment', async () => {
    await writeFile(`${path}.lock`, infoOf({ id: 'dead' }));
    const files: typeof nodeFiles = {
      ...nodeFiles,
      async create(name) {
        if (name.endsWith('.takeover')) await writeFile(`${path}.lock`, infoOf({ id: 'alive', user: 'eve' }));
        return nodeFiles.create(name);
      },
    };
    const late = seat({ files, machine: { isAlive: () => false } });
    await expect(takeLock(late, 'apply', 0)).rejects.toMatchObject({ code: 'state.locked' });
    expect(await readFile(`${path}.lock`, 'utf8')).toContain('alive');
  });

  it('that says nothing yet holds too, and is only then called a leftover when it stays so', async () => {
    await writeFile(`${path}.lock`, '');
    const clock = createFakeClock();
    await expect(takeLock(seat({ clock }), 'apply', 0)).rejects.toMatchObject(refused(/another process/));
    expect(clock.elapsed()).toBeGreaterThanOrEqual(1_000);
  });

  it('is not broken while its process lives', async () => {
    await writeFile(`${path}.lock`, infoOf(NOW));
    await expect(breakLock(seat(), 'x')).rejects.toMatchObject({ code: 'state.locked' });
  });
});

it('a process that ended is not alive, and no id can prove that for a group', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  expect(isProcessAlive(child.pid!)).toBe(false);
  expect(isProcessAlive(process.pid)).toBe(true);
  expect(isProcessAlive(-1)).toBe(true);
});

it.runIf(process.platform === 'linux')('this machine knows when it was started, and whose its disk is', async () => {
  const machine = thisMachine();
  expect(machine.boot).toMatch(/^[0-9a-f-]{36}$/);
  expect(machine.pids).toMatch(/^pid:\[\d+\]$/);
  expect(await machine.ownsDisk(folder)).toBe(true);
  expect(await machine.ownsDisk('/proc')).toBe(false);
});
