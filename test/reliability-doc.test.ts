import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..');
const TEXT = readFileSync(path.join(ROOT, 'docs', 'reliability.md'), 'utf8');
const COUNT = { P: 23, H: 20, T: 12, D: 13, K: 22 };
const IDS = Object.entries(COUNT).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_, nth) => `${letter}${nth + 1}`),
);
/** How a row without a test begins its argument. */
const ARGUED = /\| (Does not apply|Not yet): /;

const rows = new Map(
  TEXT.split('\n').flatMap((line): [string, string][] => {
    const id = /^\| ([PHTDK]\d+) +\|/.exec(line)?.[1];
    return id === undefined ? [] : [[id, line]];
  }),
);

describe('docs/reliability.md', () => {
  test('has each law and each fault in one row', () => {
    const found = [...TEXT.matchAll(/^\| ([PHTDK]\d+) +\|/gm)].map((match) => match[1]);
    expect(found).toEqual(IDS);
  });

  test.each(IDS)('%s: the tests it names are there and say so, or the row argues why there is none', (id) => {
    const row = rows.get(id) ?? '';
    const files = [...row.matchAll(/`(test\/[^`]+\.ts)`/g)].map((match) => match[1] ?? '');
    expect(files.length === 0, 'a row has tests or an argument, not both').toBe(ARGUED.test(row));
    for (const file of files) {
      expect(existsSync(path.join(ROOT, file)), `${file} exists`).toBe(true);
      expect(namesIn(file), `${file} has a test of that name`).toMatch(new RegExp(`\\b${id}\\b`));
    }
  });
});

/** What a file says in quotes: comments and code are no names of tests. */
function namesIn(file: string): string {
  const code = readFileSync(path.join(ROOT, file), 'utf8').replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  return [...code.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)]
    .map(([text]) => text)
    .join('\n');
}
