import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePages } from '../scripts/docs.js';
import { apply } from '../src/app/apply.ts';
import { plan } from '../src/app/plan.ts';
import { RULES } from '../src/rules/table.ts';
import { world } from './app/world.ts';
import { APPLY, PLAN } from './support/options.ts';

/** What the documents show is what the program does. */
const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The first fenced block after a marker comment. */
function block(text: string, marker: string): string {
  const [, found] = new RegExp(`<!-- ${marker} -->\\s*\`\`\`\\w*\\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  return found ?? '';
}

describe('README.md', () => {
  it('shows a plan as hfsync prints it', async () => {
    const at = await world();
    expect(await at.run((env) => apply(env, APPLY))).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Website 2027' } });
    await at.control.edit({
      side: 'forecast',
      kind: 'person',
      id: 3003,
      values: { email: 'bo.chen@acme.example' },
      by: 3003,
    });
    await at.control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
    const { out } = await at.run((env) => plan(env, PLAN));
    expect(block(read('README.md'), 'plan')).toBe(
      out.replace(/"[^"]*hfsync\.yaml"|\S*\/hfsync\.yaml(?=\n)/g, 'hfsync.yaml'),
    );
  });

  it('is short enough to be read', () => {
    expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(110);
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
