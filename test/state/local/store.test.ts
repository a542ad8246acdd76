import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/error.ts';
import type { Last } from '../../../src/model/last.ts';
import type { Store } from '../../../src/model/store.ts';
import { nodeDisk } from '../../../src/state/local/disk.ts';
import { openStore } from '../../../src/state/store.ts';
import { createFakeClock, createFakeRandom } from '../../support/fake-clock.ts';
import { PowerCut } from '../../support/fake-files.ts';
import { ACCOUNTS, fakeStore, intentOf, memoryOf, noNetwork, outcomeOf, PROJECT, STATE, WHERE } from '../parts.ts';

async function save(store: Store, name: string): Promise<Last> {
  const locked = await store.lock('apply', 0);
  const last = await locked.save(memoryOf(name));
  await locked.release();
  return last;
}

it('leaves nothing but the state and its backup behind', async () => {
  const { open, disk } = fakeStore();
  await save(open(), 'One');
  await save(open(), 'Two');
  expect(disk.names()).toEqual([STATE, `${STATE}.backup`]);
});

it('lies inside the folder of the configuration', () => {
  const { optionsOf } = fakeStore();
  expect(() => openStore({ backend: 'local', path: '../x' }, optionsOf())).toThrow(/is outside the folder/);
});

describe('the store on a disk that fails', () => {
  it.each(['ENOSPC', 'EIO'])(
    'K5 K6 sends nothing when the journal cannot be written (%s), and says so',
    async (code) => {
      for (let at = 1; at < 40; at += 1) {
        const { open, disk } = fakeStore();
        await save(open(), 'Old');
        const locked = await open().lock('apply', 0);
        disk.failAt(at, code);
        const failed = await locked.intent(intentOf('a')).then(
          () => false,
          (error: unknown) => error,
        );
        if (failed === false) return expect(at).toBeGreaterThan(3);
        expect(failed).toMatchObject({ code: 'state.unwritable', message: expect.stringContaining(code) as string });
        // What failed once may be half written, so nothing more is appended; the state can still be saved.
        await expect(locked.intent(intentOf('b'))).rejects.toMatchObject({ code: 'state.unwritable' });
        await locked.save(memoryOf('New'));
        expect(await open().read()).toMatchObject({ open: [], last: { baseline: memoryOf('New').baseline } });
      }
      expect.unreachable('the journal was never written');
    },
  );

  it.each(['ENOSPC', 'EIO'])(
    'K5 K6 keeps the old state and the journal when the new one cannot be written (%s)',
    async (code) => {
      for (let at = 2; at < 12; at += 1) {
        const { open, disk } = fakeStore();
        await save(open(), 'Old');
        const locked = await open().lock('apply', 0);
        await locked.intent(intentOf('a'));
        await locked.outcome(outcomeOf('a'));
        disk.failAt(at, code);
        await expect(locked.save(memoryOf('New'))).rejects.toBeInstanceOf(UserError);
        expect((await open().read()).last?.baseline[PROJECT]?.name).toBe('New');
      }
    },
  );

  it('K7 loops over short writes', async () => {
    for (let at = 1; at < 12; at += 1) {
      const { open, disk } = fakeStore();
      const locked = await open().lock('apply', 0);
      disk.failAt(at, 'short');
      await locked.intent(intentOf('a'));
      await locked.save(memoryOf('New'));
      await locked.release();
      expect((await open().read()).last).toMatchObject(memoryOf('New'));
    }
  });

  it.each(['kept', 'lost'] as const)(
    'is whole after a crash at any call, before or after it (unsynced: %s)',
    async (what) => {
      let points = 0;
      for (const how of ['before', 'after']) {
        for (let at = 1; ; at += 1) {
          const { open, disk } = fakeStore();
          await save(open(), 'Old');
          const reached: string[] = [];
          disk.failAt(at, how);
          const died = await crashingRun(open(), reached).then(
            () => false,
            (error: unknown) => wasPowerCut(error),
          );
          if (!died) break;
          points += 1;
          disk.reboot(what);

          const { last, open: intents } = await open().read();
          const ids = intents.map(({ id }) => id);
          // Durable before it returned: what was reported is there.
          if (reached.includes('intent a') && !reached.includes('outcome a'))
            expect([[], ['a']]).toContainEqual(ids.filter((id) => id === 'a'));
          if (reached.includes('intent b') && !reached.includes('saved')) expect(ids).toContain('b');
          if (reached.includes('outcome a')) expect(last?.baseline[PROJECT]?.name).toMatch(/New|Saved/);
          if (reached.includes('saved')) expect(last?.baseline[PROJECT]?.name).toBe('Saved');
          expect(new Set(ids).size).toBe(ids.length);

          // And the next run works.
          const next = await open().lock('apply', 0);
          for (const id of ids) await next.outcome({ intent: id, result: 'void', advance: null });
          await next.save(memoryOf('After'));
          await next.release();
          expect(await open().read()).toMatchObject({ open: [], last: { baseline: memoryOf('After').baseline } });
          expect(disk.names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
        }
      }
      expect(points).toBeGreaterThan(40);
    },
  );

  it('K1 removes what a killed run left half written', async () => {
    const { open, disk } = fakeStore();
    disk.put(`${STATE}.xyz.tmp`, 'half');
    disk.put('/agency/.hfsync/other.tmp', 'not ours');
    await (await open().lock('apply', 0)).release();
    expect(disk.names()).toEqual(['/agency/.hfsync/other.tmp']);
  });
});

async function crashingRun(store: Store, reached: string[]): Promise<void> {
  const locked = await store.lock('apply', 0);
  await locked.intent(intentOf('a'));
  reached.push('intent a');
  await locked.outcome(outcomeOf('a'));
  reached.push('outcome a');
  await locked.intent(intentOf('b'));
  reached.push('intent b');
  await locked.save(memoryOf('Saved'));
  reached.push('saved');
  await locked.release();
}

function wasPowerCut(error: unknown): boolean {
  if (error instanceof PowerCut) return true;
  if (error instanceof Error && error.cause) return wasPowerCut(error.cause);
  throw error;
}

describe('the store on a real disk', () => {
  let folder: string;
  let store: Store;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hfsync-state-'));
    store = openStore(WHERE, {
      folder,
      accounts: ACCOUNTS,
      key: null,
      variables: {},
      clock: createFakeClock(),
      random: createFakeRandom(),
      holder: { pid: process.pid, host: 'here', user: 'kim' },
      disk: nodeDisk,
      transport: noNetwork,
    });
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('writes files for the owner alone, in a folder for the owner alone', async () => {
    const locked = await store.lock('apply', 0);
    await locked.save(memoryOf('One'));
    await locked.save(memoryOf('Two'));
    await locked.intent(intentOf('a'));
    const mode = async (name: string) => (await stat(join(folder, '.hfsync', name))).mode & 0o777;
    for (const name of ['state.json', 'state.json.backup', 'state.json.journal', 'state.json.lock'])
      expect(await mode(name), name).toBe(0o600);
    expect((await stat(join(folder, '.hfsync'))).mode & 0o777).toBe(0o700);
    await locked.release();
    await expect(lstat(join(folder, '.hfsync/state.json.lock'))).rejects.toThrow(/ENOENT/);
    expect((await store.read()).last).toMatchObject({ serial: 2, baseline: memoryOf('Two').baseline });
  });

  it('K8 does not follow a symbolic link', async () => {
    await mkdir(join(folder, '.hfsync'));
    await writeFile(join(folder, 'elsewhere'), 'precious');
    await symlink(join(folder, 'elsewhere'), join(folder, '.hfsync/state.json'));
    await expect(store.read()).rejects.toMatchObject({ code: 'state.symlink' });
    await expect(store.lock('apply', 0)).rejects.toMatchObject({ code: 'state.symlink' });
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('precious');
  });

  it('does not leave the folder of the configuration by a linked folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'hfsync-outside-'));
    await symlink(outside, join(folder, '.hfsync'));
    await expect(store.lock('apply', 0)).rejects.toMatchObject({ code: 'state.outside' });
    await rm(outside, { recursive: true });
  });

  it('says what is wrong where a folder stands in its place', async () => {
    await mkdir(join(folder, '.hfsync/state.json'), { recursive: true });
    await expect(store.lock('apply', 0)).rejects.toMatchObject({ code: 'state.unreadable' });
  });

  it('does not wait for the other end of a pipe', async () => {
    await mkdir(join(folder, '.hfsync'));
    execFileSync('mkfifo', [join(folder, '.hfsync/state.json')]);
    await expect(store.read()).rejects.toMatchObject({ code: 'state.unreadable', message: /not a file/ });
  });

  it.skipIf(process.getuid?.() === 0)('finds a folder that it may not write in before anything else', async () => {
    await mkdir(join(folder, '.hfsync'));
    await chmod(join(folder, '.hfsync'), 0o500);
    await expect(store.lock('apply', 0)).rejects.toMatchObject({ code: 'state.unwritable' });
    await chmod(join(folder, '.hfsync'), 0o700);
  });
});

it('K8 a folder that cannot be written is found when the lock is taken', async () => {
  for (let at = 1; at <= 8; at += 1) {
    const { open, disk } = fakeStore();
    disk.failAt(at, 'EROFS');
    const refused = await open()
      .lock('apply', 0)
      .catch((error: unknown) => error);
    if (refused instanceof UserError) expect(refused.code).toMatch(/^state\.un(writ|read)able$/);
  }
});
