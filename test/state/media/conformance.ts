import { describe, expect, it } from 'vitest';
import type { HeldMedium, Medium, Refused, TextName } from '../../../src/state/medium.ts';
import { textsOf, type OpenMedium } from './under-test.ts';

const TEXTS: readonly TextName[] = ['state', 'backup', 'journal'];

/** Texts that something on the way could change: line ends, the end of the last line, what is not ASCII, what is no line at all. */
const AWKWARD: readonly string[] = [
  '',
  '\n',
  'no line end',
  'a\r\nb\rc\n\n',
  '\ufeffBOM, Zoë 🦉 e\u0301 \u2028 \u0000 \u007f\t ',
  `{"n": -0, "big": 1e3, "wide": "${'x'.repeat(300_000)}"}\n`,
];

/** What every medium promises, whatever it is made of. `isSlow`: the same, with fewer rounds of what takes long. */
export function conforms(name: string, open: OpenMedium, { isSlow = false } = {}): void {
  describe(`a medium: ${name}`, () => {
    it('has nothing at first, and reading makes nothing', async () => {
      const at = await open();
      for (const text of TEXTS) expect(await at.open().read(text)).toBeNull();
      expect(await textsOf(at)).toEqual({ state: null, backup: null, journal: null });
    });

    it('gives back any text byte for byte', async () => {
      const at = await open();
      const held = await lock(at.open());
      for (const text of isSlow ? (['journal'] as const) : TEXTS) {
        for (const content of AWKWARD) {
          await held.write(text, content);
          expect(Buffer.from((await at.open().read(text))!).equals(Buffer.from(content)), text).toBe(true);
        }
        await held.write(text, null);
        expect(await at.open().read(text)).toBeNull();
        await held.write(text, null);
      }
      await held.release();
    });

    it('appends to the journal, line by line', async () => {
      const at = await open();
      const held = await lock(at.open());
      await held.write('journal', 'one\n');
      await held.append('two\n');
      await held.append('three ü\n');
      expect(await at.text('journal')).toBe('one\ntwo\nthree ü\n');
      await held.write('journal', 'four\n');
      await held.append('five\n');
      expect(await at.text('journal')).toBe('four\nfive\n');
      await held.release();
    });

    it('keeps the generation before as the backup, and what is left of the journal', async () => {
      const at = await open();
      const held = await lock(at.open());
      await held.write('journal', 'line\n');
      await held.save({ before: null, state: 'one', journal: null });
      expect(await textsOf(at)).toEqual({ state: 'one', backup: null, journal: null });
      await held.save({ before: 'one', state: 'two', journal: 'left\n' });
      expect(await textsOf(at)).toEqual({ state: 'two', backup: 'one', journal: 'left\n' });
      await held.append('more\n');
      await held.save({ before: 'two', state: null, journal: null });
      expect(await textsOf(at)).toEqual({ state: 'two', backup: 'one', journal: null });
      await held.release();
    });

    it.each([
      ['another one', 'one', 'theirs'],
      ['none', 'one', null],
      ['one where there was none', null, 'theirs'],
    ])('K18 saves over nothing that a stranger put there: %s', async (_what, before, found) => {
      const at = await open();
      const held = await lock(at.open());
      if (before !== null) await held.save({ before: null, state: before, journal: null });
      await at.put('state', found);
      const texts = await textsOf(at);
      for (const state of ['two', null])
        await expect(held.save({ before, state, journal: null })).rejects.toMatchObject({ code: 'state.moved' });
      expect(await textsOf(at)).toEqual(texts);
      await held.release();
    });

    it('moves a state aside, and a new one can take its place', async () => {
      const at = await open();
      const held = await lock(at.open());
      await at.put('state', 'damaged');
      expect(await held.setAside()).toContain('damaged');
      expect(await at.text('state')).toBeNull();
      await held.write('state', 'good');
      expect(await at.text('state')).toBe('good');
      await held.release();
    });

    it('has one holder, whom the loser names, and is free after', async () => {
      const at = await open();
      const held = await lock(at.open('kim'), 'apply');
      const refused = await at.open('ann').tryLock('state rm');
      expect(refused).toMatchObject({ by: { user: 'kim', operation: 'apply', host: 'here' } });
      await held.release();
      await (await lock(at.open('ann'))).release();
      await (await lock(at.open('kim'))).release();
    });

    it('has one winner among many that come at the same moment, round after round', async () => {
      const at = await open();
      for (let round = 0; round < (isSlow ? 2 : 5); round += 1) {
        const contenders = Array.from({ length: 8 }, (_, index) => at.open(`user-${index}`).tryLock('apply'));
        const winners = (await Promise.all(contenders)).filter((one): one is HeldMedium => 'release' in one);
        expect(winners).toHaveLength(1);
        await winners[0]!.release();
      }
    });

    it('K17 is free once its holder died, and keeps what that wrote', async () => {
      const at = await open();
      const dead = await lock(at.open('kim'));
      await dead.save({ before: null, state: 'one', journal: null });
      await dead.write('journal', 'intent\n');
      await at.kill();
      const next = await lock(at.open('ann'));
      expect(await textsOf(at)).toEqual({ state: 'one', backup: null, journal: 'intent\n' });
      await next.save({ before: 'one', state: 'two', journal: null });
      await next.release();
    });

    it('P16 refuses a holder that lost its lock, whatever it writes', async (test) => {
      const at = await open();
      if (!at.leases) return test.skip('the lock ends with its process');
      const old = await lock(at.open('kim'));
      await old.write('journal', 'intent\n');
      await at.kill();
      const next = await lock(at.open('ann'));
      const texts = await textsOf(at);
      const lost = { code: expect.stringMatching(/^state\.(gone|lost)$/) as string };
      await expect(old.append('late\n')).rejects.toMatchObject(lost);
      await expect(old.write('journal', null)).rejects.toMatchObject(lost);
      await expect(old.save({ before: null, state: 'late', journal: null })).rejects.toMatchObject(lost);
      expect(await textsOf(at)).toEqual(texts);
      await old.release();
      expect(await at.open('eve').tryLock('apply')).toMatchObject({ by: { user: 'ann' } });
      await next.save({ before: null, state: 'mine', journal: null });
      await next.release();
    });

    it('breaks the lock of a dead holder by its id, and only by that', async () => {
      const at = await open();
      await expect(at.open().breakLock('x')).rejects.toMatchObject({ code: 'state.not-locked' });
      await lock(at.open('kim'));
      const { by } = (await at.open('ann').tryLock('apply')) as Refused;
      await expect(at.open('ann').breakLock('x')).rejects.toMatchObject({ code: 'state.lock-id' });
      if (!at.leases) await at.kill();
      expect(await at.open('ann').breakLock(by!.id)).toMatchObject({ user: 'kim' });
      await (await lock(at.open('ann'))).release();
    });
  });
}

async function lock(medium: Medium, operation = 'apply'): Promise<HeldMedium> {
  const held = await medium.tryLock(operation);
  if ('release' in held) return held;
  throw new Error(`held by ${held.by?.user}`);
}
