import { describe, expect, it } from 'vitest';
import type { UserError } from '../../../src/model/error.ts';
import type { Last } from '../../../src/model/last.ts';
import type { Store } from '../../../src/model/store.ts';
import { isLost } from '../../../src/state/faults.ts';
import { formatJournal } from '../../../src/state/journal.ts';
import { createFakeDisk } from '../../support/fake-files.ts';
import { ACCOUNTS, createFakeExclusive, FAKE_MACHINE, intentOf, KEY, memoryOf, outcomeOf, PROJECT } from '../parts.ts';
import { storeOf, textsOf, type OpenMedium } from './under-test.ts';

const TEXTS = ['state', 'backup', 'journal'] as const;

async function save(store: Store, name: string): Promise<Last> {
  const locked = await store.lock('apply', 0);
  const last = await locked.save(memoryOf(name));
  await locked.release();
  return last;
}

/** What the state promises on every medium. */
export function remembers(name: string, open: OpenMedium): void {
  describe(`the store on ${name}`, () => {
    it('remembers nothing before the first run', async () => {
      expect(await storeOf(await open()).read()).toEqual({ last: null, open: [] });
    });

    it('reads back what was saved, under one lineage and a growing serial', async () => {
      const at = await open();
      const first = await save(storeOf(at), 'One');
      const second = await save(storeOf(at), 'Two');
      expect([first.serial, second.serial]).toEqual([1, 2]);
      expect(second.lineage).toBe(first.lineage);
      expect((await storeOf(at).read()).last).toEqual({ ...second, ...memoryOf('Two') });
    });

    it('keeps the generation before as a backup, and leaves nothing else behind', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const one = await at.text('state');
      await save(storeOf(at), 'Two');
      expect(await at.text('backup')).toBe(one);
      expect(await at.text('journal')).toBeNull();
    });

    it('P2 leaves the file byte for byte when there is nothing new', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const one = await at.text('state');
      expect((await save(storeOf(at), 'One')).serial).toBe(1);
      expect(await at.text('state')).toBe(one);
    });

    it('has the journal of an interrupted run in what it remembers', async () => {
      const at = await open();
      await save(storeOf(at), 'Old');
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await locked.outcome(outcomeOf('a'));
      await locked.intent(intentOf('b'));
      const { last, open: intents } = await storeOf(at).read();
      expect(last?.baseline[PROJECT]).toEqual({ name: 'New' });
      expect(intents).toEqual([intentOf('b')]);
    });

    it('remembers an interrupted first run, which has no state yet', async () => {
      const at = await open();
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      expect(await storeOf(at).read()).toEqual({ last: null, open: [intentOf('a')] });
      await locked.outcome(outcomeOf('a'));
      const { last } = await storeOf(at).read();
      expect(last).toMatchObject({ serial: 0, baseline: { [PROJECT]: { name: 'New' } } });
      await at.kill();
      expect((await save(storeOf(at), 'Next')).lineage).toBe(last?.lineage);
    });

    it('carries an open intent over a save, for the next run to settle', async () => {
      const at = await open();
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await locked.intent(intentOf('b'));
      await locked.outcome(outcomeOf('b'));
      await locked.save(memoryOf('New'));
      await locked.release();
      expect((await storeOf(at).read()).open).toEqual([intentOf('a')]);
      const next = await storeOf(at).lock('apply', 0);
      await next.outcome({ intent: 'a', result: 'void', advance: null });
      await next.save(memoryOf('Newer'));
      expect(await at.text('journal')).toBeNull();
    });

    it('goes on behind a torn last line', async () => {
      const at = await open();
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await locked.intent(intentOf('b'));
      await at.put('journal', (await at.text('journal'))!.slice(0, -9));
      await at.kill();
      const next = await storeOf(at).lock('apply', 0);
      await next.intent(intentOf('c'));
      expect((await storeOf(at).read()).open.map(({ id }) => id)).toEqual(['a', 'c']);
    });

    it('writes entries one after the other, however they come', async () => {
      const at = await open();
      const locked = await storeOf(at).lock('apply', 0);
      await Promise.all(['a', 'b', 'c', 'd'].map((id) => locked.intent(intentOf(id))));
      expect((await storeOf(at).read()).open.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('K18 does not overwrite what somebody else put in place meanwhile', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const locked = await storeOf(at).lock('apply', 0);
      await at.put('state', (await at.text('state'))!.replace('One', 'Theirs'));
      await expect(locked.save(memoryOf('Two'))).rejects.toMatchObject({ code: 'state.moved' });
      expect(await at.text('state')).toContain('Theirs');
    });

    it('P14 never overwrites a state that it cannot read', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const cut = (await at.text('state'))!.slice(0, 100);
      await at.put('state', cut);
      await expect(storeOf(at).read()).rejects.toMatchObject({ code: 'state.damaged' });
      await expect(storeOf(at).lock('apply', 0)).rejects.toMatchObject({ code: 'state.damaged' });
      expect(await at.text('state')).toBe(cut);
      expect(await at.text('journal')).toBeNull();
    });

    it('P14 K10 refuses a journal without its state, and one of another state', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await at.kill();
      const state = (await at.text('state'))!;
      await at.put('state', null);
      await expect(storeOf(at).read()).rejects.toMatchObject({ code: 'state.missing' });
      await at.put(
        'state',
        state.replace(/"lineage":\s*"[^"]+"/, '"lineage": "other"').replace(/,\s+"checksum":\s*"[^"]+"/, ''),
      );
      await expect(storeOf(at).read()).rejects.toMatchObject({ code: 'state.journal-foreign' });
    });

    it.each([
      ['a state alone: a first run', ['state'], null],
      ['its backup', ['backup'], /backup is still there.*hfsync state restore/s],
      ['a journal', ['journal'], /journal is still there.*your own backup/s],
      ['both', ['backup', 'journal'], /backup and .*journal are still there.*hfsync state restore/s],
    ])('A7 a state that is missing beside %s', async (_what, left, told) => {
      const at = await open();
      await save(storeOf(at), 'One');
      await save(storeOf(at), 'Two');
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await at.kill();
      for (const text of TEXTS) if (!left.includes(text) || text === 'state') await at.put(text, null);
      if (told === null && at.recallsLoss)
        return expect(storeOf(at).read()).rejects.toMatchObject({ code: 'state.missing' });
      if (told === null) return expect(await storeOf(at).read()).toEqual({ last: null, open: [] });
      const refused: unknown = await storeOf(at)
        .read()
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'state.missing', exitCode: 1 });
      const { message, hint } = refused as UserError;
      expect(`${message}\n${hint}`).toMatch(told);
      await expect(storeOf(at).lock('apply', 0)).rejects.toMatchObject({ code: 'state.missing' });
    });

    it('K11 takes the backup with the journal that was ahead of it', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      await save(storeOf(at), 'Two');
      const locked = await storeOf(at).lock('apply', 0);
      await locked.intent(intentOf('a'));
      await locked.outcome(outcomeOf('a', 'Three'));
      await at.put('state', await at.text('backup'));
      await at.kill();
      const { last } = await storeOf(at).read();
      expect(last).toMatchObject({ serial: 2, baseline: { [PROJECT]: { name: 'Three' } } });
      expect((await save(storeOf(at), 'Four')).serial).toBe(3);
    });
  });

  describe(`the store on ${name} once its lock is lost`, () => {
    it('D28 lets no intent pass, and saves what is known elsewhere', async (test) => {
      const at = await open();
      if (!at.leases) return test.skip('the lock ends with its process');
      const shelter = createFakeDisk();
      const own = { files: shelter.files, exclusive: createFakeExclusive(), machine: FAKE_MACHINE };
      const locked = await storeOf(at, { disk: own }).lock('apply', 0);
      await locked.save(memoryOf('Old'));
      await locked.intent(intentOf('a', 'Three'));
      await locked.outcome(outcomeOf('a', 'Three'));
      await locked.intent(intentOf('b', 'Four'));
      await at.kill();
      const next = await storeOf(at).lock('apply', 0);
      expect(await next.claim()).toBe(true);
      const before = await textsOf(at);
      await expect(locked.intent(intentOf('c'))).rejects.toSatisfy(isLost);
      await expect(locked.outcome(outcomeOf('b'))).rejects.toSatisfy(isLost);
      const refused: unknown = await locked.save(memoryOf('Three')).catch((error: unknown) => error);
      expect(refused).toSatisfy(isLost);
      const [state = '', journal = ''] = shelter.names();
      expect((refused as UserError).hint).toContain(state);
      expect(shelter.text(state)).toContain('Three');
      expect(shelter.text(journal)).toContain('Four');
      await locked.release();
      expect(await textsOf(at)).toEqual(before);
      await next.release();
    });
  });

  describe(`the store with a key on ${name}`, () => {
    it('writes nothing in plain text', async () => {
      const at = await open();
      for (const name of ['Secret', 'Secret name']) await save(storeOf(at, { key: KEY }), name);
      const locked = await storeOf(at, { key: KEY }).lock('apply', 0);
      await locked.intent(intentOf('a', 'Secret name'));
      expect(JSON.stringify(await textsOf(at))).not.toContain('Secret');
      expect((await storeOf(at, { key: KEY }).read()).last?.baseline[PROJECT]?.name).toBe('Secret name');
      expect((await storeOf(at, { key: KEY }).read()).open).toEqual([intentOf('a', 'Secret name')]);
    });

    it('A8 refuses a plain state, and leaves it as it is', async () => {
      const at = await open();
      await save(storeOf(at), 'One');
      const plain = await at.text('state');
      const sealed = storeOf(at, { key: KEY });
      await expect(sealed.read()).rejects.toMatchObject({ code: 'state.not-sealed', exitCode: 1 });
      await expect(sealed.lock('apply', 0)).rejects.toMatchObject({ code: 'state.not-sealed' });
      expect(await at.text('state')).toBe(plain);
    });

    it('A8 refuses a plain journal beside a sealed state: its outcomes are baselines too', async () => {
      const at = await open();
      const { lineage } = await save(storeOf(at, { key: KEY }), 'One');
      const forged = { kind: 'outcome', outcome: outcomeOf('a', 'Forged') } as const;
      await at.put('journal', formatJournal({ lineage, serial: 1, accounts: ACCOUNTS }, [forged], null));
      await expect(storeOf(at, { key: KEY }).read()).rejects.toMatchObject({ code: 'state.not-sealed' });
    });

    it('refuses an encrypted state without a key, with another key, or changed', async () => {
      const at = await open();
      await save(storeOf(at, { key: KEY }), 'One');
      await expect(storeOf(at).read()).rejects.toMatchObject({ code: 'state.key-missing' });
      await expect(storeOf(at, { key: Buffer.alloc(32, 9) }).read()).rejects.toMatchObject({ code: 'state.key-wrong' });
      await at.put(
        'state',
        (await at.text('state'))!.replace(/"tag": "(.)/, (all, first: string) =>
          all.replace(/.$/, first === 'A' ? 'B' : 'A'),
        ),
      );
      await expect(storeOf(at, { key: KEY }).read()).rejects.toMatchObject({ code: 'state.key-wrong' });
    });
  });
}
