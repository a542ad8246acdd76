import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Listed } from '../../src/model/listed.ts';
import { program, type Program } from './program.ts';

/** The commands that read both accounts and write the file, or nothing: with the built program, from one to the next. */
vi.setConfig({ testTimeout: 120_000 });

/** A project that Harvest alone has, and a person who is archived in Forecast. */
async function prepared(): Promise<Program> {
  const at = await program();
  const { control } = at.sandbox;
  await control.create({ side: 'harvest', kind: 'project', values: { name: '=Podcast', client: 5735776 } });
  await control.archive({ side: 'forecast', kind: 'person', id: 3006, by: 3001 });
  return at;
}

test('list and explain', async () => {
  const at = await prepared();

  const csv = await at.run('list', 'projects', '--except', 'Old*', '--format', 'csv');
  expect({ code: csv.code, err: csv.err }).toEqual({ code: 0, err: '' });
  expect(csv.out.split('\r\n').filter((line) => line.includes('Podcast'))).toEqual([
    expect.stringMatching(/^project,project:\d+\/-,\d+,"'=Podcast",active,,,,Acme,,,,waiting,project\.new-in-harvest$/),
  ]);
  const waiting = await at.run('list', '--only', 'person.status', '--only', 'project.new-in-harvest', '--json');
  const { records } = JSON.parse(waiting.out) as { records: Listed[] };
  expect(records.map(({ verdict }) => verdict)).toEqual(['waiting', 'waiting']);
  const explained = await at.run('explain', '=podcast');
  expect(explained.out).toMatch(/^project:\d+\/- "=Podcast" \(client "Acme"\)/);
  expect((await at.run('list', 'Nobody')).code).toBe(1);
  expect((await at.run('list', '--json', '--format', 'csv')).code).toBe(1);
});

test('settle, adopt, plan, apply, adopt', async () => {
  const at = await prepared();
  const read = (): Promise<string> => readFile(path.join(at.folder, 'hfsync.yaml'), 'utf8');

  const before = await read();
  const dry = await at.run('settle', 'person:1782964/3006', '--way', 'keep-harvest', '--dry-run');
  expect({ code: dry.code, out: dry.out.split('\n').filter((line) => line.startsWith('+ ')) }).toEqual({
    ...{ code: 0, out: ['+    - { name: Finn Maas, harvest: 1782964, forecast: 3006, set: { status: active } }'] },
  });
  // Nobody is there to ask.
  expect((await at.run('settle', 'person:1782964/3006', '--way', 'keep-harvest')).code).toBe(1);
  expect(await read()).toBe(before);
  expect((await at.run('settle', 'person:1782964/3006', '--way', 'keep-harvest', '--yes')).code).toBe(0);
  expect((await at.run('settle', '--rule', 'project.new-in-harvest', '--way', 'create', '--yes')).code).toBe(0);
  expect(at.sandbox.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

  // What waits for the apply stays.
  expect(await at.run('adopt', '--check')).toMatchObject({
    code: 0,
    out: expect.stringContaining('Nothing to adopt.'),
  });
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  const planned = await at.run('plan');
  expect(planned.out).toContain('hfsync adopt can bring 2 entries of the file up to date with the accounts.\n');
  const written = at.sandbox.requests.length;
  const settled = await read();
  const check = await at.run('adopt', '--check');
  expect(check.code).toBe(2);
  expect(check.out).toContain('-    - { name: Finn Maas, harvest: 1782964, forecast: 3006, set: { status: active } }');
  expect(await read()).toBe(settled);
  expect((await at.run('adopt', '--write', '--check')).code).toBe(1);
  expect((await at.run('adopt', '--write')).code).toBe(0);
  expect(await read()).not.toContain('create');
  expect(at.sandbox.requests.slice(written).filter(({ method }) => method !== 'GET')).toEqual([]);
  expect((await at.run('adopt', '--check')).code).toBe(0);
  expect((await at.run('plan', '--detailed-exitcode')).code).toBe(0);
});
