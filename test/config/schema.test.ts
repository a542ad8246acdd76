import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { nodeConfigFiles } from '../../src/files/config-files.ts';
import { loadConfig } from '../../src/config/load.ts';
import { lines } from './world.ts';

const root = path.resolve(import.meta.dirname, '../..');

interface Schema {
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly type?: string | readonly string[];
  readonly additionalProperties?: boolean;
  readonly [keyword: string]: unknown;
}

async function readSchema(name: string): Promise<Schema> {
  return JSON.parse(await readFile(path.join(root, 'schemas', name), 'utf8')) as Schema;
}

describe('the schema', () => {
  it('is valid draft-07, and so is every default in it', async () => {
    const schema = await readSchema('hfsync.schema.json');
    const ajv = new Ajv({
      strictTypes: false,
      allowUnionTypes: true,
      keywords: ['defaultSnippets', 'errorMessage', 'patternErrorMessage'],
      schemas: [schema],
    });
    const id = String(schema['$id']);
    for (const [name, at] of places(schema, '#')) {
      const validate = ajv.getSchema(`${id}${at}`);
      if ('default' in name) expect(validate?.(name['default']), `${at} default`).toBe(true);
    }
  });

  it('describes every key, knows no others, and has nothing that an editor would fill in wrongly', async () => {
    for (const [schema, at] of places(await readSchema('hfsync.schema.json'), '#')) {
      expect(schema.description, `${at} description`).toMatch(/\.$/);
      expect(schema.examples, `${at} examples`).toBeUndefined();
      expect([[], {}], `${at} default`).not.toContainEqual(schema['default']);
      if (schema.type === 'object') expect(schema.additionalProperties, at).toBe(false);
    }
  });

  it('has the keys that mistakes are recognised by', async () => {
    const { KEYS_BELOW } = await import('../../src/config/keys.ts');
    const schema = await readSchema('hfsync.schema.json');
    const keysOf = (...all: readonly (Schema | undefined)[]): readonly string[] =>
      [...new Set(all.flatMap((one) => Object.keys(one?.properties ?? {})))].sort();
    const entries = ['client', 'project', 'person', 'role'].map((kind) => schema.definitions?.[`${kind}Link`]);
    const groups = Object.entries(schema.properties ?? {}).filter(([, one]) => one.properties);
    const expected = {
      '': keysOf(schema),
      ...Object.fromEntries(groups.map(([key, one]) => [key, keysOf(one)])),
      rate: keysOf(schema.properties?.['harvest']?.properties?.['rate']),
      links: keysOf(schema.definitions?.['links']),
      ignore: keysOf(schema.definitions?.['ignore']),
      entry: keysOf(...entries),
      set: keysOf(...entries.map((one) => one?.properties?.['set'])),
    };
    const known = Object.fromEntries(Object.entries(KEYS_BELOW).map(([key, keys]) => [key, [...keys].sort()]));
    expect(known).toEqual(expected);
  });

  it('of an included file is a part of it, for editors', async () => {
    const ajv = new Ajv({
      strictTypes: false,
      allowUnionTypes: true,
      keywords: ['defaultSnippets', 'errorMessage', 'patternErrorMessage'],
    });
    const { $id: _, ...main } = await readSchema('hfsync.schema.json');
    ajv.addSchema(main, 'hfsync.schema.json');
    const validate = ajv.compile(await readSchema('hfsync-links.schema.json'));
    expect(validate({ links: { projects: [{ harvest: 1, forecast: 'create' }] } })).toBe(true);
    expect(validate({ include: [] })).toBe(false);
  });
});

/** Every schema that stands for a key, a list entry or a definition, with its JSON pointer. */
function* places(schema: Schema, at: string): Generator<readonly [Schema, string]> {
  if (!('$ref' in schema)) yield [schema, at];
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* places(property, `${at}/properties/${name}`);
  for (const [name, part] of Object.entries(schema.definitions ?? {})) yield* places(part, `${at}/definitions/${name}`);
  if (schema.items) yield* places(schema.items, `${at}/items`);
}

describe('generated code', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hfsync-generate-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what the schemas say now', async () => {
    const { generate } = (await import('../../scripts/generate.js' as string)) as {
      generate(target: string): Promise<readonly string[]>;
    };
    const files = await generate(folder);
    expect(files).toContain('src/config/generated/hfsync-validator.js');
    for (const file of files) {
      const now = await readFile(path.join(folder, file), 'utf8');
      expect(await readFile(path.join(root, file), 'utf8'), `${file}: run \`npm run generate\``).toBe(now);
      expect(now).not.toMatch(/\brequire\(/);
    }
  });
});

test.each([
  'hfsync.yaml',
  'examples/minimal/hfsync.yaml',
  'examples/agency/hfsync.yaml',
  'examples/settled/hfsync.yaml',
])('%s is valid', async (file) => {
  const result = await loadConfig(path.join(root, file), { files: nodeConfigFiles(), environment: null });
  expect(result.ok ? [] : lines(result.diagnostics)).toEqual([]);
});

test('the example agency has 25 people from three files', async () => {
  const file = path.join(root, 'examples/agency/hfsync.yaml');
  const result = await loadConfig(file, { files: nodeConfigFiles(), environment: null });
  expect(result.ok && result.want.links.person.length).toBe(25);
  expect(result.ok && new Set(result.want.links.person.map(({ at }) => at.path)).size).toBe(3);
});
