import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePages } from '../scripts/docs.js';
import { recordSession } from '../scripts/record.js';
import { RECORD_KEYS } from '../src/sandbox/world-problems.ts';
import { RULES } from '../src/rules/table.ts';

/** What the documents show is what the program does. */
const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('README.md', () => {
  it('shows a recording of this very program: npm run docs', async () => {
    expect(read('README.md')).toContain('](docs/session.svg)');
    expect(await recordSession()).toBe(read('docs/session.svg'));
  });

  it('is short enough to be read', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(110);
  });
});

describe('docs/sandbox.md', () => {
  it('lists the keys that each record of the file needs, and no other', () => {
    const rows = [...read('docs/sandbox.md').matchAll(/^\| `((?:harvest|forecast)\.\w+)` +\| (.*?) +\|$/gm)];
    const listed = rows.map(([, list = '', keys = '']) => [list, keys.replaceAll('`', '').split(', ')]);
    const needed = Object.entries(RECORD_KEYS).flatMap(([side, lists]) =>
      Object.entries(lists).map(([list, keys]) => [`${side}.${list}`, Object.keys(keys)]),
    );
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(needed));
  });
});

describe('docs/rules.md', () => {
  it('lists every rule of the table, and no other', () => {
    const listed = [...read('docs/rules.md').matchAll(/^\| `([a-z.-]+)`\s*\|/gm)].map((match) => match[1]);
    expect(listed.filter((id) => id?.includes('.'))).toEqual([...RULES.keys()]);
  });
});

describe('pages made from the program: npm run docs', async () => {
  const pages = await makePages();

  it.each(Object.keys(pages))('%s is up to date', (file) => {
    expect(read(file)).toBe(pages[file]);
  });
});
