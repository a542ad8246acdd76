import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nodeConfigFiles } from '../src/files/config-files.ts';
import { loadConfig } from '../src/config/load.ts';
import { openStore } from '../src/state/store.ts';
import { fakeOptions, KEY } from './state/parts.ts';

/** Every configuration that a document or an example shows is one that hfsync takes, and every place of a state one that it uses. */
const ROOT = path.resolve(import.meta.dirname, '..');
const SCHEMA = JSON.parse(readFileSync(path.join(ROOT, 'schemas/hfsync.schema.json'), 'utf8')) as {
  properties: { [key: string]: unknown };
};
const WHOLE = {
  version: 1,
  harvest: { account: 1234567, token: '${HARVEST_TOKEN}' },
  forecast: { account: 7654321, token: '${FORECAST_TOKEN}' },
};

/** Where shared states are: never in a file. */
const PLACES = {
  HFSYNC_STATE_HTTP_ADDRESS: 'https://example.com/state',
  HFSYNC_STATE_POSTGRES_URL: 'postgres://db.example.com/hfsync',
};

interface Shown {
  readonly at: string;
  readonly written: { readonly [key: string]: unknown };
}

function pages(): readonly string[] {
  const docs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `docs/${name}`,
  );
  const examples = readdirSync(path.join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' }).map(
    (name) => `examples/${name}`,
  );
  return ['README.md', ...docs, ...examples].filter((name) => /\.(md|ya?ml)$/.test(name));
}

/** Blocks of YAML, and code in a line, that begin with a key of the configuration. */
function shownIn(page: string): readonly Shown[] {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```ya?ml\n(.*?)^```/gms)].map((match) => match[1] ?? '');
  const spans = [...text.matchAll(/`(state: \{[^`]*\})`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans].flatMap((source) => {
    const written: unknown = parse(source);
    if (typeof written !== 'object' || written === null || Array.isArray(written)) return [];
    const keys = Object.keys(written);
    return keys.every((key) => key in SCHEMA.properties) ? [{ at: page, written: written as Shown['written'] }] : [];
  });
}

const SHOWN = pages().flatMap(shownIn);

/** Whole ones, as files. */
const FILES = ['hfsync.yaml', ...pages().filter((name) => name.endsWith('/hfsync.yaml'))];

describe('commands that make a key, in documents and examples', () => {
  it('make one that hfsync takes', () => {
    const texts = pages().map((name) => readFileSync(path.join(ROOT, name), 'utf8'));
    const commands = texts.flatMap((text) => [...text.matchAll(/openssl rand[-\w ]*/g)].map(([command]) => command));
    expect(commands.length).toBeGreaterThan(2);
    expect(new Set(commands.map((command) => command.trim()))).toEqual(new Set(['openssl rand -base64 32']));
  });
});

describe('configurations in documents and examples', () => {
  it('are found', () => {
    expect(SHOWN.length).toBeGreaterThan(1);
    expect(FILES.length).toBeGreaterThan(3);
    expect(SHOWN.some(({ written }) => 'state' in written)).toBe(true);
  });

  it.each(SHOWN.map((shown) => [`${shown.at}: ${JSON.stringify(shown.written).slice(0, 60)}`, shown.written]))(
    '%s',
    async (_at, written) => {
      const { include: _files, ...own } = written;
      const bytes = Buffer.from(JSON.stringify({ ...WHOLE, ...own }));
      const files = {
        read: async () => ({ ok: true as const, bytes }),
        list: async () => [],
        realpath: async (name: string) => name,
      };
      const loaded = await loadConfig('hfsync.yaml', { files: files as never, environment: null });
      expect(loaded.ok ? [] : loaded.diagnostics.map(({ message }) => message)).toEqual([]);
      if (loaded.ok)
        expect(() => openStore(loaded.want.state, fakeOptions({ key: KEY, variables: PLACES }))).not.toThrow();
    },
  );

  it.each(FILES)('%s, with the files that it includes', async (file) => {
    const loaded = await loadConfig(path.join(ROOT, file), { files: nodeConfigFiles(), environment: null });
    expect(loaded.ok ? [] : loaded.diagnostics.map(({ message }) => message)).toEqual([]);
    if (loaded.ok) expect(() => openStore(loaded.want.state, fakeOptions())).not.toThrow();
  });
});
