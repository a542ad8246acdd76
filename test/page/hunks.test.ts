import { createTwoFilesPatch } from 'diff';
import fc from '../support/property.ts';
import { expect, test } from 'vitest';
import { draftFile } from '../../src/page/hunks.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', ''), { maxLength: 30 });

test('the lines lead from one text to the other, each hunk where it says', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const { hunks, added, removed } = draftFile(
        'x',
        before.map((line) => `${line}\n`).join(''),
        after.map((line) => `${line}\n`).join(''),
      );
      const all = hunks.flatMap((hunk) => hunk.lines);
      expect(all.filter((line) => line.startsWith('+'))).toHaveLength(added);
      expect(all.filter((line) => line.startsWith('-'))).toHaveLength(removed);
      expect(after.length - before.length).toBe(added - removed);
      for (const { line, lines: some } of hunks) {
        const fresh = some.filter((each) => !each.startsWith('-')).map((each) => each.slice(1));
        expect(after.slice(line - 1, line - 1 + fresh.length)).toEqual(fresh);
      }
      expect(hunks.length === 0).toBe(before.join('\n') === after.join('\n') && before.length === after.length);
    }),
    { numRuns: 300 },
  );
});

test('it shows no more than the usual algorithm where lines differ', () => {
  const before = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  const after = before.toSpliced(30, 1, 'other', 'new').toSpliced(5, 1);
  const text = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
  const patch = createTwoFilesPatch('x', 'x', text(before), text(after), undefined, undefined, { context: 2 });
  const shown = draftFile('x', text(before), text(after)).hunks.flatMap((hunk) => hunk.lines);
  expect(shown).toEqual(patch.split('\n').filter((line) => /^[-+ ](?![-+]{2} )/.test(line)));
});

test('10,000 new lines among 10,000 take no time worth mentioning', () => {
  const before = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
  const after = before.flatMap((line, index) => [line, `new ${index}\n`]);
  const started = performance.now();
  expect(draftFile('x', before.join(''), after.join('')).added).toBe(10_000);
  expect(performance.now() - started).toBeLessThan(2000);
});
