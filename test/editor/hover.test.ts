import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { startLanguageServer, type LanguageServer } from './server.ts';

const root = path.resolve(import.meta.dirname, '../..');
const LINKS = `links:
  clients:
    - { name: A, harvest: 1, forecast: 2, set: { name: B, status: active } }
  projects:
    - { name: A, harvest: 1, forecast: 2, set: { name: B, code: C, status: active } }
  people:
    - { name: A, harvest: 1, forecast: 2, set: { first_name: B, last_name: C, email: a@b.example, capacity: 8, status: active } }
  roles:
    - { name: A, harvest: 1, forecast: 2, set: { name: B } }
ignore:
  clients: { harvest: [5], forecast: [5] }
  clients_with_projects: { harvest: [6], forecast: [6] }
  projects: { harvest: [5], forecast: [5] }
  people: { harvest: [5], forecast: [5] }
  roles: { harvest: [5], forecast: [5] }
`;
const MAIN = `# yaml-language-server: $schema=./node_modules/hfsync/schemas/hfsync.schema.json
version: 1
harvest: { account: 1, token: "\${HARVEST_TOKEN}", rate: { requests: 100, seconds: 15 } }
forecast: { account: 2, token: "\${FORECAST_TOKEN}", rate: { requests: 100, seconds: 15 } }
contact: it@example.com
include: [links/*.yaml]
pointers: report
first_sync: harvest
conflicts: manual
harvest_editor: unknown
budgets: auto
roles: sync
company: sync
new_project: { is_billable: true, bill_by: none, budget_by: none }
guards: { max_changes: 500, max_role_deletes: 5, max_archives: 20, max_changed_share: 0.5 }
state: { backend: local, path: .hfsync/state.json }
${LINKS}`;
const INCLUDED = `# yaml-language-server: $schema=../node_modules/hfsync/schemas/hfsync-links.schema.json
version: 1
${LINKS}`;

let server: LanguageServer;

beforeAll(async () => {
  server = await startLanguageServer();
}, 60_000);

afterAll(() => server.stop());

interface Place {
  readonly key: string;
  readonly line: number;
  readonly character: number;
}

/** Each key of a text, with its place. */
function keysOf(text: string): Place[] {
  return text.split('\n').flatMap((written, line) => {
    if (written.startsWith('#')) return [];
    return [...written.matchAll(/\w+(?=:)/g)].map((match) => ({ key: match[0], line, character: match.index + 1 }));
  });
}

/** The names of all keys that a schema knows. */
async function keysOfSchema(): Promise<readonly string[]> {
  const names = new Set<string>();
  JSON.parse(await readFile(path.join(root, 'schemas/hfsync.schema.json'), 'utf8'), (key, value: object) => {
    if (key === 'properties') for (const name of Object.keys(value)) names.add(name);
    return value;
  });
  return [...names].sort();
}

/** Heading and description of what an editor shows, as it renders them. */
async function shown(name: string, text: string, places: readonly Place[]): Promise<[string, string][]> {
  const answers = await server.hovers(name, text, places);
  return answers.map((markdown) => {
    const [heading = '', description = ''] = markdown.replace(/\\([\\`*_{}[\]()#+.!$-])/g, '$1').split('\n\n');
    return [heading.replace('#### ', ''), description];
  });
}

describe('what an editor shows over a key', () => {
  it('is asked for every key', async () => {
    expect([...new Set(keysOf(MAIN).map(({ key }) => key))].sort()).toEqual(await keysOfSchema());
  });

  test.each([
    ['hfsync.yaml', MAIN],
    ['links/design.yaml', INCLUDED],
  ])('of %s is headed by the key, and is a few plain sentences', async (name, text) => {
    const places = keysOf(text);
    for (const [at, [heading, description]] of (await shown(name, text, places)).entries()) {
      const { key, line } = places[at] as Place;
      expect(heading.split(':')[0], `line ${line + 1}`).toBe(key);
      expect(description, key).toMatch(/^[A-Z].*\.$/);
      // The server escapes what a description holds, so a backtick would be read as a backtick.
      expect(description, key).not.toContain('`');
      expect(description.length, key).toBeLessThan(260);
    }
  });

  test.each([
    ['code: C', 'code', "The project's code on both sides. An empty text removes the code."],
    ['set: { name: B } }', 'name', "The role's name on both sides."],
    ['harvest: [6]', 'forecast', 'Clients of Forecast that hfsync leaves alone with all their projects.'],
  ])('in the line with %s says what %s means there', async (written, key, said) => {
    const line = MAIN.split('\n').findIndex((text) => text.includes(written));
    const places = keysOf(MAIN).filter((place) => place.line === line && place.key === key);
    expect((await shown('hfsync.yaml', MAIN, places)).at(-1)?.[1]).toBe(said);
  });
});
