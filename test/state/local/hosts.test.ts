import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Files, OpenFile } from '../../../src/files/files.ts';
import { nodeDisk } from '../../../src/state/local/disk.ts';
import { localMedium } from '../../../src/state/local/local.ts';
import type { HeldMedium, Medium } from '../../../src/state/medium.ts';
import { conforms } from '../media/conformance.ts';
import { remembers } from '../media/remembers.ts';
import type { MediumUnderTest } from '../media/under-test.ts';
import { handClock } from '../hand-clock.ts';
import { createFakeExclusive, WHERE } from '../parts.ts';

/** Hosts that share a disk, or a disk that goes from one to the other: no host can ask another one's kernel. */
/** Of a test on a machine that is busy. */
const PATIENCE = { timeout: 10_000 };
const LEASE_MS = 120_000;
/** Hosts of one name share a disk, or it would be the same one, started again. */
const SHARED = 'here';
const lost = { code: 'state.lost' };

interface Hosts {
  readonly clock: ReturnType<typeof handClock>;
  readonly folder: string;
  /** A process on a host of its own. `own`: its clock, if it is stopped; `called`: its host's name. */
  host(user: string, own?: ReturnType<typeof handClock>, called?: string): Medium;
}

async function hosts(): Promise<Hosts> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-hosts-'));
  /** The journals of processes that a test only says to be dead are closed in the end. */
  const opened: OpenFile[] = [];
  const files: Files = {
    ...nodeDisk.files,
    async append(file) {
      opened.push(await nodeDisk.files.append(file));
      return opened.at(-1)!;
    },
  };
  onTestFinished(async () => {
    for (const file of opened) await file.close().catch(() => undefined);
    await rm(folder, { recursive: true });
  });
  const clock = handClock();
  let boots = 0;
  return {
    ...{ clock, folder: path.join(folder, '.hfsync') },
    host: (user, own = clock, called = user) =>
      localMedium(WHERE.path, {
        ...{ folder, clock: own, random: { fraction: () => 0, uuid: () => crypto.randomUUID() } },
        holder: { pid: 1, host: called, user },
        disk: {
          files,
          exclusive: createFakeExclusive(),
          machine: {
            boot: `boot-${(boots += 1)}`,
            pids: 'pid:[1]',
            isAlive: () => true,
            ownsDisk: async () => called !== SHARED,
            sleep: own.sleep,
          },
        },
      }),
  };
}

async function lock(medium: Medium): Promise<HeldMedium> {
  const held = await medium.tryLock('apply');
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user}`);
}

describe('a lock that another host left', () => {
  it('is taken over once it showed no sign of life for the lease, and not before', async () => {
    const { clock, host, folder } = await hosts();
    const dead = await lock(host('one'));
    await dead.write('journal', 'intent\n');
    clock.forget();
    const two = host('two');
    expect(await two.tryLock('apply')).toMatchObject({ by: { user: 'one' }, lease: 120 });
    await clock.pass(LEASE_MS - 1);
    expect(await two.tryLock('apply')).toMatchObject({ by: { user: 'one' } });
    await clock.pass(1);
    const next = await lock(two);
    expect((await next.read('journal'))?.toString()).toBe('intent\n');
    await next.release();
    expect((await readdir(folder)).sort()).toEqual(['.gitignore', 'state.json.journal']);
  });

  it('is never taken over while its holder shows signs of life, whatever it writes', async () => {
    const { clock, host } = await hosts();
    const held = await lock(host('one'));
    const two = host('two');
    for (let beats = 0; beats < 6; beats += 1) {
      expect(await two.tryLock('apply')).toMatchObject({ by: { user: 'one' } });
      await vi.waitFor(() => expect(clock.sleeping()).toBe(1), PATIENCE);
      await clock.pass(40_000);
      await vi.waitFor(() => expect(clock.sleeping()).toBe(1), PATIENCE);
      expect(held.isCurrent()).toBe(true);
    }
    await held.release();
    await (await lock(two)).release();
  });

  it('is refused to its holder once that wakes up, which says what to do', async () => {
    const { clock, host } = await hosts();
    const stopped = handClock();
    const old = await lock(host('one', stopped));
    const two = host('two');
    expect(await two.tryLock('apply')).toMatchObject({ by: { user: 'one' } });
    await clock.pass(LEASE_MS);
    const next = await lock(two);
    stopped.forget();
    await stopped.pass(LEASE_MS);
    expect(old.isCurrent()).toBe(false);
    await expect(old.confirm()).rejects.toMatchObject({ ...lost, message: expect.stringContaining('two') as string });
    await expect(old.append('late\n')).rejects.toMatchObject(lost);
    await expect(old.save({ before: null, state: 'late', journal: null })).rejects.toMatchObject(lost);
    expect(old.recoveryHint('rescued.json', null)).toContain('took over');
    await old.release();
    expect(await host('three').tryLock('apply')).toMatchObject({ by: { user: 'two' } });
    await next.release();
  });

  it('stays with a holder that was stopped for long and that nobody took it from', async () => {
    const { clock, host } = await hosts();
    const held = await lock(host('one'));
    clock.forget();
    await clock.pass(10 * LEASE_MS);
    expect(held.isCurrent()).toBe(false);
    await held.confirm();
    expect(held.isCurrent()).toBe(true);
    await held.write('state', 'mine');
    await held.release();
  });

  it('of a hfsync that shows none is kept until somebody breaks it', async () => {
    const { clock, host, folder } = await hosts();
    await mkdir(folder);
    const old = {
      id: 'x',
      operation: 'apply',
      since: 'then',
      pid: 7,
      host: 'old',
      user: 'ann',
      boot: 'b',
      by: 'socket',
    };
    await writeFile(path.join(folder, 'state.json.lock'), JSON.stringify(old));
    const two = host('two');
    for (let day = 0; day < 3; day += 1) {
      expect(await two.tryLock('apply')).toMatchObject({ by: { user: 'ann' } });
      await clock.pass(86_400_000);
    }
    await two.breakLock('x');
    await (await lock(two)).release();
  });

  it('has one heir, also if many hosts want it at once, and one of them died in the middle of that', async () => {
    const { clock, host, folder } = await hosts();
    for (let round = 0; round < 5; round += 1) {
      await lock(host(`dead-${round}`));
      clock.forget();
      const heirs = Array.from({ length: 8 }, (_, index) => host(`heir-${index}`));
      const all = (): Promise<number> =>
        Promise.all(heirs.map((heir) => heir.tryLock('apply'))).then(async (tries) => {
          const held = tries.filter((one): one is HeldMedium => 'release' in one);
          for (const one of held) await one.write('state', `round ${round}`);
          return held.length;
        });
      expect(await all()).toBe(0);
      await clock.pass(LEASE_MS);
      expect(await all()).toBe(1);
      // Whoever got it is dead too, for the next round.
      clock.forget();
      const after = host('after');
      expect(await after.tryLock('apply')).toMatchObject({ by: { user: expect.stringMatching(/^heir/) as string } });
      await clock.pass(LEASE_MS);
      await (await lock(after)).release();
    }
    expect((await readdir(folder)).sort()).toEqual(['.gitignore', 'state.json']);
    expect(await readFile(path.join(folder, 'state.json'), 'utf8')).toBe('round 4');
  });

  it('is not in the way of many hosts that come at the same moment where there is none', async () => {
    const { host } = await hosts();
    for (let round = 0; round < 5; round += 1) {
      const tries = await Promise.all(Array.from({ length: 8 }, (_, index) => host(`h-${index}`).tryLock('apply')));
      const held = tries.filter((one): one is HeldMedium => 'release' in one);
      expect(held).toHaveLength(1);
      await held[0]!.release();
    }
  });
});

/** A disk that several hosts share: each process is on a host of its own, and the dead are silent. */
async function sharedDisk(): Promise<MediumUnderTest> {
  const { clock, host, folder } = await hosts();
  let isSilent = false;
  const ends = { state: '', backup: '.backup', journal: '.journal' } as const;
  const at = (name: keyof typeof ends): string => path.join(folder, `state.json${ends[name]}`);
  return {
    ...{ leases: true, recallsLoss: false },
    open(user = 'kim') {
      const medium = host(user, clock, SHARED);
      return {
        ...medium,
        async tryLock(operation, how) {
          const first = await medium.tryLock(operation, how);
          if ('release' in first || !isSilent) return first;
          isSilent = false;
          await clock.pass(LEASE_MS);
          return medium.tryLock(operation, how);
        },
      };
    },
    async kill() {
      clock.forget();
      isSilent = true;
    },
    text: (name) => readFile(at(name), 'utf8').catch(() => null),
    async put(name, content) {
      await mkdir(folder, { recursive: true });
      await (content === null ? rm(at(name), { force: true }) : writeFile(at(name), content));
    },
  };
}

conforms('local files of several hosts', sharedDisk);
remembers('local files of several hosts', sharedDisk);
