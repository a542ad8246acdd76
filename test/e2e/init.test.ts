import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { program } from './program.ts';

/** From an empty folder to an apply, with the built program. */
test('init, validate, plan, apply, plan', async () => {
  const at = await program();
  const file = path.join(at.folder, 'hfsync.yaml');
  await rm(file);
  const made = await at.run('init', '--yes');
  expect({ code: made.code, err: made.err }).toEqual({ code: 0, err: '' });
  expect(made.out).toContain('Wrote hfsync.yaml: 14 links (3 clients, 6 people, 5 projects).');
  expect(at.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  expect((await at.run('validate')).code).toBe(0);
  const planned = await at.run('plan', '--detailed-exitcode');
  expect(planned.code).toBe(2);
  expect(made.out).toContain(planned.out.trimEnd().split('\n').at(-1));
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(3);
  const text = await readFile(file, 'utf8');
  const again = await at.run('init', '--yes');
  expect(again.code).toBe(1);
  expect(again.err).toContain('hfsync.yaml exists');
  expect(await readFile(file, 'utf8')).toBe(text);
  const [, schema] = /\$schema=(\S+)/.exec(text)!;
  expect(JSON.parse(await readFile(path.resolve(at.folder, schema!), 'utf8'))).toHaveProperty('title');
});

test('init tells scripts what it did', async () => {
  const at = await program();
  await rm(path.join(at.folder, 'hfsync.yaml'));
  const { code, out } = await at.run('init', '--yes', '--json', '--harvest', '1234567', '--forecast', '7654321');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ written: ['hfsync.yaml'], gitignore: true, links: 14, likely: 0, rest: 1 });
  expect(at.sandbox.requests.every(({ path: asked }) => !asked.includes('/api/v2/accounts'))).toBe(true);
});
