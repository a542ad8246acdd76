import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { findings } from '../config/world.ts';
import { startLanguageServer, type LanguageServer } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const MAIN = '# yaml-language-server: $schema=./node_modules/hfsync/schemas/hfsync.schema.json\n';
const INCLUDED = '# yaml-language-server: $schema=../node_modules/hfsync/schemas/hfsync-links.schema.json\n';
const HEAD = `version: 1
harvest:
  account: 1
  token: \${HARVEST_TOKEN}
forecast:
  account: 2
  token: \${FORECAST_TOKEN}
`;

let server: LanguageServer;
let files = 0;
const fresh = (): string => `f${(files += 1)}.yaml`;

beforeAll(async () => {
  server = await startLanguageServer();
}, 60_000);

afterAll(() => server.stop());

async function messages(name: string, text: string): Promise<readonly string[]> {
  return (await server.problems(name, text)).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

describe('what an editor underlines', () => {
  it('is nothing in a file that hfsync takes', async () => {
    expect(
      await messages(fresh(), `${MAIN}${HEAD}links:\n  projects:\n    - { harvest: create, forecast: 2 }\n`),
    ).toEqual([]);
  });

  it('is nothing in an included file with the modeline of its own schema', async () => {
    const text = `${INCLUDED}links:\n  people:\n    - { name: Kim, harvest: 1, forecast: create }\n`;
    expect(await messages(`links/${fresh()}`, text)).toEqual([]);
  });

  it('is what an included file may not hold', async () => {
    expect(await messages(`links/${fresh()}`, `${INCLUDED}roles: sync\n`)).toEqual([
      '2: Property roles is not allowed.',
    ]);
  });

  it('is a project that is created on both sides, and a mistyped choice', async () => {
    const text = `${MAIN}${HEAD}roles: yes\nlinks:\n  projects:\n    - { harvest: create, forecast: create }\n`;
    const told = await messages(fresh(), text);
    expect(told.map((line) => line.split(':')[0])).toEqual(['9', '12']);
    expect(told[1]).toContain('A project is created on one side only. Write the id of one of the two.');
  });

  test.each([
    ['budgets: false', 'Valid values: "auto", "off"'],
    ['company: no', 'Valid values: "sync", "off"'],
    ['contact: me', 'Expected an e-mail address or a link.'],
    ['state: .hfsync/state.json', 'Expected "state: backend and path"'],
    ['include: links/*.yaml', 'Expected a list: write "- " before each entry.'],
    ['ignore: { projects: [1] }', 'harvest and forecast, each with a list'],
    [
      'links: { projects: [{ harvest: "1", forecast: 2 }] }',
      'Expected an id (a whole number without quotes), or create.',
    ],
    ['links: { projects: [{ harvest: 1, forecast: creat }] }', 'without quotes), or create.'],
    [
      'links: { clients: [{ harvest: create, forecast: 2 }] }',
      'creates a client in Harvest only with one of its projects',
    ],
    ['links: { people: [{ harvest: create, forecast: 2 }] }', 'hfsync does not create users in Harvest.'],
    ['links: { roles: [{ harvest: 1, forecast: create }] }', 'hfsync creates a missing role without an entry.'],
    ['links: { people: [{ harvest: 1, forecast: 2, set: { email: bo } }] }', 'such as kim@acme.example.'],
    ['links: { projects: 1 }', 'Expected a list: write "- " before each entry.'],
    ['links: { projects: [{ harvest: 1.5, forecast: 2 }] }', 'Expected an id (a whole number without quotes), or'],
    ['links: { projects: [{ harvest: 1, forecast: 2, set: { code: 2024 } }] }', 'Numbers, true and false need quotes'],
    ['links: { people: [{ harvest: 1, forecast: 2, set: { capacity: 40h } }] }', 'Expected a number without quotes.'],
    ['guards: { max_changes: "50" }', 'Expected a whole number without quotes.'],
    ['guards: 50', 'Expected "guards: limits, each with its number".'],
    ['new_project: { is_billable: "yes" }', 'Expected true or false, without quotes.'],
    ['ignore: { projects: { harvest: [null] } }', 'Expected an id, or a pattern in quotes.'],
  ])('is one message for %s, in plain words', async (line, said) => {
    const [only, ...others] = await messages(fresh(), `${MAIN}${HEAD}${line}\n`);
    expect(only).toContain(said);
    expect(others).toEqual([]);
  });

  it('is a token that stands in the file itself, without its text', async () => {
    const told = await messages(fresh(), `${MAIN}${HEAD.replace('${HARVEST_TOKEN}', 'abc123')}`);
    expect(told).toEqual([expect.stringContaining('such as ${HARVEST_TOKEN}. The token itself does not belong in')]);
  });

  test.each(['minimal/hfsync.yaml', 'agency/hfsync.yaml', 'agency/links/design.yaml', 'settled/hfsync.yaml'])(
    'is nothing in examples/%s that is copied elsewhere',
    async (file) => {
      const text = await readFile(path.join(root, 'examples', file), 'utf8');
      expect(await messages(`copied/${fresh()}`, text)).toEqual([]);
    },
  );
});

const PLACES: Readonly<Record<string, string>> = {
  'an empty file': `${MAIN}|`,
  'a new key': `${MAIN}${HEAD}|`,
  'below harvest': `${MAIN}version: 1\nharvest:\n  |`,
  'a token': `${MAIN}version: 1\nharvest:\n  token: |`,
  'behind include': `${MAIN}${HEAD}include: |`,
  'a choice': `${MAIN}${HEAD}budgets: |`,
  'below guards': `${MAIN}${HEAD}guards:\n  |`,
  'below links': `${MAIN}${HEAD}links:\n  |`,
  'behind projects': `${MAIN}${HEAD}links:\n  projects: |`,
  'a new entry': `${MAIN}${HEAD}links:\n  projects:\n    - |`,
  'a new entry of roles': `${MAIN}${HEAD}links:\n  roles:\n    - |`,
  'the rest of an entry': `${MAIN}${HEAD}links:\n  projects:\n    - name: A\n      |`,
  'an end': `${MAIN}${HEAD}links:\n  projects:\n    - harvest: 1\n      forecast: |`,
  'below set': `${MAIN}${HEAD}links:\n  people:\n    - harvest: 1\n      forecast: 2\n      set:\n        |`,
  'below ignore': `${MAIN}${HEAD}ignore:\n  |`,
  'what is ignored': `${MAIN}${HEAD}ignore:\n  projects:\n    |`,
  'an entry of ignore': `${MAIN}${HEAD}ignore:\n  projects:\n    harvest:\n      - |`,
};

describe('what an editor offers', () => {
  test.each(Object.entries(PLACES))('%s: nothing that is empty or not a value', async (_, text) => {
    for (const { label, text: offered } of await server.completions(fresh(), text)) {
      expect(offered).not.toMatch(/\[object|\[\]|\{\}|: 0$|:0\}|: 0\n|- 0:/);
      expect(label).not.toContain('object(');
    }
  });

  it('a whole file, that hfsync takes once the ids are filled in', async () => {
    const offered = await server.completions(fresh(), `${MAIN}|`);
    const file = offered.find(({ label }) => label === 'hfsync.yaml');
    expect(await findings(filled(file?.text ?? ''))).toEqual([]);
  });

  test.each(['links', 'ignore'])('%s with a first entry, that hfsync takes', async (key) => {
    const offered = await server.completions(fresh(), `${MAIN}${HEAD}|`);
    const { text = '' } = offered.find(({ label }) => label === key) ?? {};
    expect(await findings(HEAD + filled(text))).toEqual([]);
  });

  it('the ends of a link: an id, or create', async () => {
    const offered = await server.completions(fresh(), PLACES['an end'] ?? '');
    expect(offered.map(({ label }) => label)).toEqual(['ID', 'create']);
  });

  it('a reference in quotes, which is right between brackets too', async () => {
    const offered = await server.completions(fresh(), PLACES['a token'] ?? '');
    expect(offered.map(({ text }) => filled(text))).toEqual(['"${HARVEST_TOKEN}"\n']);
  });
});

/** A snippet with its placeholders filled in. */
function filled(snippet: string): string {
  return `${snippet.replace(/(?<!\\)\$\{\d+:([^}]*)\}/g, (_, word: string) => (word === 'ID' ? '7' : word)).replaceAll('\\$', '$')}\n`;
}
