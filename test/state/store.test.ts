import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/error.ts';
import type { Last } from '../../src/model/last.ts';
import type { Store } from '../../src/model/store.ts';
import { nodeDisk } from '../../src/state/disk.ts';
import { formatEntry, formatHeader } from '../../src/state/journal.ts';
import { openStore } from '../../src/state/store.ts';
import { createFakeClock, createFakeRandom } from '../support/fake-clock.ts';
import { PowerCut } from '../support/fake-files.ts';
import { ACCOUNTS, fakeStore, intentOf, KEY, memoryOf, outcomeOf, PROJECT, STATE, WHERE } from './parts.ts';

async function save(store: Store, name: string): Promise<Last> {
  const locked = await store.lock('apply', 0);
  const last = await locked.save(memoryOf(name));
  await locked.release();
  return last;
}

describe('the store', () => {
  it('remembers nothing before the first run', async () => {
    expect(await fakeStore().open().read()).toEqual({ last: null, open: [] });
  });

  it('reads back what was saved, under one lineage and a growing serial', async () => {
    const { open } = fakeStore();
    const first = await save(open(), 'One');
    const second = await save(open(), 'Two');
    expect([first.serial, second.serial]).toEqual([1, 2]);
    expect(second.lineage).toBe(first.lineage);
    expect((await open().read()).last).toEqual({ ...second, ...memoryOf('Two') });
  });

  it('keeps the generation before as a backup, and leaves nothing else behind', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const one = disk.text(STATE);
    await save(open(), 'Two');
    expect(disk.text(`${STATE}.backup`)).toBe(one);
    expect(disk.names()).toEqual([STATE, `${STATE}.backup`]);
  });

  it('P2 leaves the file byte for byte when there is nothing new', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const one = disk.text(STATE);
    expect((await save(open(), 'One')).serial).toBe(1);
    expect(disk.text(STATE)).toBe(one);
  });

  it('has the journal of an interrupted run in what it remembers', async () => {
    const { open } = fakeStore();
    await save(open(), 'Old');
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    await locked.outcome(outcomeOf('a'));
    await locked.intent(intentOf('b'));
    const { last, open: intents } = await open().read();
    expect(last?.baseline[PROJECT]).toEqual({ name: 'New' });
    expect(intents).toEqual([intentOf('b')]);
  });

  it('remembers an interrupted first run, which has no state yet', async () => {
    const { open } = fakeStore();
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    expect(await open().read()).toEqual({ last: null, open: [intentOf('a')] });
    await locked.outcome(outcomeOf('a'));
    const { last } = await open().read();
    expect(last).toMatchObject({ serial: 0, baseline: { [PROJECT]: { name: 'New' } } });
    expect((await save(open(), 'Next')).lineage).toBe(last?.lineage);
  });

  it('carries an open intent over a save, for the next run to settle', async () => {
    const { open, disk } = fakeStore();
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    await locked.intent(intentOf('b'));
    await locked.outcome(outcomeOf('b'));
    await locked.save(memoryOf('New'));
    await locked.release();
    expect((await open().read()).open).toEqual([intentOf('a')]);
    const next = await open().lock('apply', 0);
    await next.outcome({ intent: 'a', result: 'void', advance: null });
    await next.save(memoryOf('Newer'));
    expect(disk.names()).not.toContain(`${STATE}.journal`);
  });

  it('goes on behind a torn last line', async () => {
    const { open, disk } = fakeStore();
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    await locked.intent(intentOf('b'));
    disk.put(`${STATE}.journal`, disk.text(`${STATE}.journal`)!.slice(0, -9));
    const next = await open().lock('apply', 0);
    await next.intent(intentOf('c'));
    expect((await open().read()).open.map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('writes entries one after the other, however they come', async () => {
    const { open } = fakeStore();
    const locked = await open().lock('apply', 0);
    await Promise.all(['a', 'b', 'c', 'd'].map((id) => locked.intent(intentOf(id))));
    expect((await open().read()).open.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('K18 does not overwrite what somebody else put in place meanwhile', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const locked = await open().lock('apply', 0);
    disk.put(STATE, disk.text(STATE)!.replace('One', 'Theirs'));
    await expect(locked.save(memoryOf('Two'))).rejects.toMatchObject({ code: 'state.moved' });
    expect(disk.text(STATE)).toContain('Theirs');
  });

  it('P14 never overwrites a state that it cannot read', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const cut = disk.text(STATE)!.slice(0, 100);
    disk.put(STATE, cut);
    await expect(open().read()).rejects.toMatchObject({ code: 'state.damaged' });
    await expect(open().lock('apply', 0)).rejects.toMatchObject({ code: 'state.damaged' });
    expect(disk.text(STATE)).toBe(cut);
    expect(disk.names()).toEqual([STATE]);
  });

  it('P14 K10 refuses a journal without its state, and one of another state', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    const state = disk.text(STATE)!;
    await disk.files.remove(STATE);
    await expect(open().read()).rejects.toMatchObject({ code: 'state.missing' });
    disk.put(STATE, state.replace(/"lineage": "[^"]+"/, '"lineage": "other"').replace(/,\s+"checksum": "[^"]+"/, ''));
    await expect(open().read()).rejects.toMatchObject({ code: 'state.journal-foreign' });
  });

  it.each([
    ['a state alone: a first run', [STATE], null],
    ['its backup', [`${STATE}.backup`], /state\.json\.backup is still there.*hfsync state restore/s],
    ['a journal', [`${STATE}.journal`], /state\.json\.journal is still there.*your own backup/s],
    ['both', [`${STATE}.backup`, `${STATE}.journal`], /backup and .*journal are still there.*hfsync state restore/s],
  ])('A7 a state that is missing beside %s', async (_what, left, told) => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    await save(open(), 'Two');
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    for (const name of disk.names()) if (!left.includes(name) || name === STATE) await disk.files.remove(name);
    if (told === null) return expect(await open().read()).toEqual({ last: null, open: [] });
    const refused: unknown = await open()
      .read()
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'state.missing', exitCode: 1 });
    const { message, hint } = refused as UserError;
    expect(`${message}\n${hint}`).toMatch(told);
    await expect(open().lock('apply', 0)).rejects.toMatchObject({ code: 'state.missing' });
  });

  it('K11 takes the backup with the journal that was ahead of it', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    await save(open(), 'Two');
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a'));
    await locked.outcome(outcomeOf('a', 'Three'));
    disk.put(STATE, disk.text(`${STATE}.backup`)!);
    const { last } = await open().read();
    expect(last).toMatchObject({ serial: 2, baseline: { [PROJECT]: { name: 'Three' } } });
    expect((await save(open(), 'Four')).serial).toBe(3);
  });

  it('knows only the local backend so far, and only paths inside the folder', () => {
    const { open } = fakeStore();
    expect(() => open({ folder: '/agency' })).not.toThrow();
    const options = {
      folder: '/agency',
      accounts: ACCOUNTS,
      key: null,
      clock: createFakeClock(),
      random: createFakeRandom(),
      holder: { pid: 1, host: 'here', user: 'kim' },
      disk: nodeDisk,
    };
    expect(() => openStore({ backend: 'git', path: 'x' }, options)).toThrow(/not available yet/);
    expect(() => openStore({ backend: 'local', path: '../x' }, options)).toThrow(/is outside the folder/);
  });
});

describe('the store with a key', () => {
  it('writes nothing in plain text', async () => {
    const { open, disk } = fakeStore({ key: KEY, bytes: randomBytes });
    await save(open(), 'Secret name');
    const locked = await open().lock('apply', 0);
    await locked.intent(intentOf('a', 'Secret name'));
    for (const name of disk.names().filter((name) => !name.endsWith('.lock')))
      expect(disk.text(name)).not.toContain('Secret');
    expect((await open().read()).last?.baseline[PROJECT]?.name).toBe('Secret name');
    expect((await open().read()).open).toEqual([intentOf('a', 'Secret name')]);
  });

  it('A8 refuses a plain state, and leaves it as it is', async () => {
    const { open, disk } = fakeStore();
    await save(open(), 'One');
    const plain = disk.text(STATE);
    const sealed = open({ key: KEY });
    await expect(sealed.read()).rejects.toMatchObject({ code: 'state.not-sealed', exitCode: 1 });
    await expect(sealed.lock('apply', 0)).rejects.toMatchObject({ code: 'state.not-sealed' });
    expect(disk.text(STATE)).toBe(plain);
  });

  it('A8 refuses a plain journal beside a sealed state: its outcomes are baselines too', async () => {
    const { open, disk } = fakeStore({ key: KEY, bytes: randomBytes });
    const { lineage } = await save(open(), 'One');
    const header = formatHeader({ lineage, serial: 1, accounts: ACCOUNTS }, null);
    disk.put(`${STATE}.journal`, header + formatEntry({ kind: 'outcome', outcome: outcomeOf('a', 'Forged') }, 1, null));
    await expect(open().read()).rejects.toMatchObject({ code: 'state.not-sealed' });
  });

  it('refuses an encrypted state without a key, with another key, or changed', async () => {
    const { open, disk } = fakeStore();
    await save(open({ key: KEY }), 'One');
    await expect(open().read()).rejects.toMatchObject({ code: 'state.key-missing' });
    await expect(open({ key: Buffer.alloc(32, 9) }).read()).rejects.toMatchObject({ code: 'state.key-wrong' });
    disk.put(
      STATE,
      disk.text(STATE)!.replace(/"tag": "(.)/, (all, first: string) => all.replace(/.$/, first === 'A' ? 'B' : 'A')),
    );
    await expect(open({ key: KEY }).read()).rejects.toMatchObject({ code: 'state.key-wrong' });
  });
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
      clock: createFakeClock(),
      random: createFakeRandom(),
      holder: { pid: process.pid, host: 'here', user: 'kim' },
      disk: nodeDisk,
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
