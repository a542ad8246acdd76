import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { restoreBackup } from '../../src/state/restore.ts';
import { sealState } from '../../src/state/seal.ts';
import { withTexts } from '../../src/state/store.ts';
import type { StoreOptions } from '../../src/state/store.ts';
import { fakeStore, intentOf, KEY, memoryOf, outcomeOf, PROJECT, STATE, WHERE } from './parts.ts';

const BACKUP = `${STATE}.backup`;
const JOURNAL = `${STATE}.journal`;

/** Two generations, and a run that was interrupted; the disk as it left it. */
async function interrupted(options: Partial<StoreOptions> = {}) {
  const store = fakeStore({ bytes: randomBytes, ...options });
  for (const name of ['One', 'Two']) {
    const locked = await store.open().lock('apply', 0);
    await locked.save(memoryOf(name));
    await locked.release();
  }
  const locked = await store.open().lock('apply', 0);
  await locked.intent(intentOf('a'));
  await locked.outcome(outcomeOf('a', 'Three'));
  await locked.intent(intentOf('b'));
  return store;
}

type Fake = ReturnType<typeof fakeStore>;
const textsOf = ({ disk }: Fake) =>
  disk
    .names()
    .filter((name) => !name.endsWith('.lock'))
    .map((name) => [name, disk.text(name)]);
const restore = (at: Fake, options: Partial<StoreOptions> = {}) =>
  withTexts(WHERE, at.optionsOf(options), 'state restore', restoreBackup);
const seal = (at: Fake, key: Uint8Array | null = KEY) =>
  withTexts(WHERE, at.optionsOf({ key, bytes: randomBytes }), 'state seal', sealState);

describe('state restore', () => {
  it.each([
    ['plain', {}],
    ['sealed', { key: KEY }],
  ])(
    'A7 puts the backup in the place of a missing state, and what the journal knows stays known: %s',
    async (_form, options) => {
      const at = await interrupted(options);
      const backup = at.disk.text(BACKUP);
      await at.disk.files.remove(STATE);
      expect(await restore(at, options)).toMatchObject({ last: { serial: 1 }, movedTo: null });
      expect(at.disk.text(STATE)).toBe(backup);
      expect(await at.open().read()).toMatchObject({
        last: { baseline: { [PROJECT]: { name: 'Three' } } },
        open: [{ id: 'b' }],
      });
    },
  );

  it('moves a damaged state aside', async () => {
    const at = await interrupted();
    const cut = at.disk.text(STATE)!.slice(0, 100);
    at.disk.put(STATE, cut);
    const { movedTo } = await restore(at);
    expect(movedTo).toMatch(/^\.hfsync\/state\.json\..+\.damaged$/);
    expect(at.disk.text(`/agency/${movedTo}`)).toBe(cut);
    expect(at.disk.text(STATE)).toBe(at.disk.text(BACKUP));
  });

  it.each([
    ['a state that is whole', () => undefined, 'state.not-missing'],
    ['no backup', (at: Fake) => void at.disk.files.remove(BACKUP), 'state.no-backup'],
    ['a damaged backup', (at: Fake) => at.disk.put(BACKUP, '{'), 'state.damaged'],
    [
      'a backup of another state than the journal',
      (at: Fake) =>
        at.disk.put(
          BACKUP,
          at.disk
            .text(BACKUP)!
            .replace(/"lineage":\s*"[^"]+"/, '"lineage": "other"')
            .replace(/,\s+"checksum":\s*"[^"]+"/, ''),
        ),
      'state.journal-foreign',
    ],
  ])('refuses %s, and leaves everything as it is', async (what, spoil, code) => {
    const at = await interrupted();
    if (what !== 'a state that is whole') await at.disk.files.remove(STATE);
    spoil(at);
    await Promise.resolve();
    const before = textsOf(at);
    await expect(restore(at)).rejects.toMatchObject({ code });
    expect(textsOf(at)).toEqual(before);
  });

  it('A8 refuses a plain backup where there is a key', async () => {
    const at = await interrupted();
    await at.disk.files.remove(STATE);
    await expect(restore(at, { key: KEY })).rejects.toMatchObject({ code: 'state.not-sealed' });
  });
});

describe('state seal', () => {
  it('A8 encrypts state, backup and journal, and nothing else changes', async () => {
    const at = await interrupted();
    const before = await at.open().read();
    expect(await seal(at)).toEqual(['.hfsync/state.json.journal', '.hfsync/state.json.backup', '.hfsync/state.json']);
    for (const name of [STATE, BACKUP, JOURNAL]) expect(at.disk.text(name)).not.toMatch(/Kim|"name"/);
    expect(await at.open({ key: KEY }).read()).toEqual(before);
    await at.disk.files.remove(STATE);
    expect(await restore(at, { key: KEY })).toMatchObject({ last: { serial: 1 } });
    expect(await seal(at)).toEqual([]);
  });

  it('A8 is finished by a second one, wherever the first one died', async () => {
    for (let call = 1; call < 60; call += 1) {
      const at = await interrupted();
      const before = await at.open().read();
      at.disk.failAt(call, 'after');
      const died = await seal(at).then(
        () => false,
        () => true,
      );
      at.disk.reboot('kept');
      if (!died) return expect(call).toBeGreaterThan(20);
      await seal(at);
      expect(await at.open({ key: KEY }).read()).toEqual(before);
    }
    expect.unreachable('it never came to its end');
  });

  it('refuses without a key, and what another key has sealed', async () => {
    const at = await interrupted({ key: Buffer.alloc(32, 9) });
    await expect(seal(at, null)).rejects.toMatchObject({ code: 'state.key-unset' });
    await expect(seal(at)).rejects.toMatchObject({ code: 'state.key-wrong' });
  });
});
