import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jsonFault } from '../../src/sandbox/json-fault.ts';
import { sampleWorld } from '../../src/sandbox/sample.ts';
import { forecast, harvest, sandbox } from './support.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hfsync-sandbox-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function kept(): Promise<unknown> {
  return JSON.parse(await readFile(join(folder, 'world.json'), 'utf8'));
}

test('an empty folder gets the sample agency, and each change before its answer', async () => {
  const at = await sandbox({ data: join(folder, 'deep', 'er') });
  await at.stop();
  const next = await sandbox({ data: folder });
  expect(await kept()).toEqual(sampleWorld());
  await harvest(next, 'PATCH', '/clients/5735776', { body: { name: 'Acme Ltd' } });
  expect(await kept()).toEqual(next.world());
  await next.control.edit({ side: 'forecast', kind: 'client', id: 1001, values: { name: 'Acme Inc' } });
  expect(await kept()).toEqual(next.world());
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      forecast(next, 'POST', '/clients', { body: { client: { name: `C${index}` } } }),
    ),
  );
  expect(await kept()).toEqual(next.world());
  expect(await readdir(folder)).toEqual(['deep', 'world.json']);
});

test('a sandbox that stopped goes on where it was', async () => {
  const first = await sandbox({ data: folder });
  await first.control.delete({ side: 'harvest', kind: 'project', id: 14308069 });
  const world = first.world();
  await first.stop();
  const second = await sandbox({ data: folder });
  expect(second.world()).toEqual(world);
  await second.control.restore({ side: 'harvest', kind: 'project', id: 14308069 });
});

test('a folder with something else in it is refused and left alone', async () => {
  await writeFile(join(folder, 'world.json'), '{"format":"other"}');
  await expect(sandbox({ data: folder })).rejects.toThrow('does not contain the accounts of a sandbox');
  await writeFile(join(folder, 'world.json'), '{"form');
  await expect(sandbox({ data: folder })).rejects.toThrow('is not JSON');
  expect(await readFile(join(folder, 'world.json'), 'utf8')).toBe('{"form');
});

test('a port that is taken is said, and nothing is left running', async () => {
  const at = await sandbox();
  const port = Number(new URL(at.urls.harvest).port);
  await expect(sandbox({ port })).rejects.toThrow(`The sandbox cannot listen on 127.0.0.1:${port}`);
});

test.each([
  ['a file', '', 'is a file, not a folder'],
  ['what is not JSON', '{', 'is not JSON'],
  ['rows that are no records', JSON.stringify({ ...sampleWorld(), harvest: { clients: [5] } }), 'does not contain'],
])('%s in place of accounts is an error that says so', async (name, text, said) => {
  const file = join(folder, 'world.json');
  await writeFile(file, text);
  const data = name === 'a file' ? file : folder;
  await expect(sandbox({ data })).rejects.toMatchObject({
    code: 'sandbox.world',
    message: expect.stringContaining(said),
  });
});

test.each([
  ['{\n  "format": hfsync }', '2:13'],
  ['{"a": [1, 2,]}', '1:13'],
  ['{"a": 1,}', '1:9'],
  ['{"a" 1}', '1:6'],
  ['{"a": 01}', '1:7'],
  ["{'a': 1}", '1:2'],
  ['[1] 2', '1:5'],
  ['[1}', '1:3'],
  ['{"a": "b\nc"}', '1:7'],
  ['{"a": 1', '1:8'],
  ['', '1:1'],
])('where %j stops being JSON: %s', (text, place) => {
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
  expect(jsonFault(text)).toBe(place);
});
