import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

/**
 * The house: data goes one way, and a room imports only what stands above it. This reads the import lines and holds it.
 * (CONTRIBUTING.md, "Rooms".)
 */
const SRC = resolve(import.meta.dirname, '../src');

const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  model: [],
  config: ['model', 'files'],
  http: ['model'],
  harvest: ['model', 'http', 'rules'],
  forecast: ['model', 'http', 'rules'],
  forge: ['model', 'http'],
  snapshot: ['model', 'http', 'rules', 'harvest', 'forecast'],
  files: ['model'],
  state: ['model', 'rules', 'files', 'http'],
  rules: ['model'],
  match: ['model', 'rules'],
  edit: ['model', 'rules', 'config'],
  plan: ['model', 'rules', 'match'],
  report: ['model', 'rules'],
  apply: ['model', 'rules', 'harvest', 'forecast', 'state'],
  sandbox: ['model', 'http', 'files'],
  page: ['model', 'rules', 'match', 'plan', 'report'],
  app: [
    'model',
    'config',
    'edit',
    'http',
    'harvest',
    'forecast',
    'forge',
    'snapshot',
    'files',
    'state',
    'rules',
    'match',
    'plan',
    'report',
    'apply',
    'sandbox',
    'page',
  ],
  commands: ['app'],
};

/** The rooms inside `plan`: join → compare → decide → order, with memory and undo beside them. Files at its top use them all. */
const PLAN_MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  join: [],
  compare: ['join'],
  decide: ['join', 'compare'],
  order: ['join', 'compare', 'decide'],
  memory: ['join', 'compare', 'select'],
  undo: ['join', 'compare', 'decide', 'memory', 'guard.ts'],
  lint: ['join', 'decide'],
  select: ['join'],
};
/** Files at the top of `plan` that a room may use all the same: they import no room. */
const PLAN_LEAVES = ['cost.ts', 'digest.ts'];

/** Rooms that compute and do nothing else: no file, no network, no process. Hashing is computing. */
const PURE = ['model', 'rules', 'match', 'edit', 'plan', 'report', 'page'];
const PURE_MAY_USE = ['node:crypto'];

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.includes('generated'),
);
const rooms = new Set(files.map((file) => file.split('/')[0]!));

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), 'utf8');
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)'([^']+)'/gm);
  return [...found].map((match) => ({ file, from: match[1]! }));
}

function roomOf(file: string, target: string): string | null {
  if (!target.startsWith('.')) return null;
  return relative(SRC, resolve(SRC, dirname(file), target)).split('/')[0]!;
}

/** The files of `src` that a file imports. */
function targetsOf(file: string): readonly string[] {
  const targets = importsOf(file)
    .filter(({ from }) => from.startsWith('.'))
    .map(({ from }) => relative(SRC, resolve(SRC, dirname(file), from)));
  return [...new Set(targets)].filter((target) => files.includes(target));
}

/** Every path that comes back to where it began: one for each import that closes a circle. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const found: string[] = [];
  for (const file of graph.keys()) walk(file, []);
  return found;

  function walk(file: string, path: readonly string[]): void {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of graph.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  }
}

test('a circle is found by its path', () => {
  const graph = { a: ['b'], b: ['c', 'd'], c: ['a'], d: [] };
  expect(circles(new Map(Object.entries(graph)))).toEqual(['a → b → c → a']);
});

describe('the house', () => {
  test('every room is one of the plan', () => {
    expect([...rooms].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  test.each([...rooms])('%s imports only what stands above it', (room) => {
    const wrong = files
      .filter((file) => file.startsWith(`${room}/`))
      .flatMap(importsOf)
      .filter(({ file, from }) => {
        const target = roomOf(file, from);
        return target !== null && target !== room && !MAY_IMPORT[room]?.includes(target);
      });
    expect(wrong).toEqual([]);
  });

  test.each(Object.keys(PLAN_MAY_IMPORT))('plan/%s imports only what comes before it', (room) => {
    const wrong = files
      .filter((file) => file.startsWith(`plan/${room}/`))
      .flatMap(importsOf)
      .filter(({ file, from }) => {
        if (!from.startsWith('.')) return false;
        const [top, target = ''] = relative(SRC, resolve(SRC, dirname(file), from)).split('/');
        const isAllowed = target === room || PLAN_MAY_IMPORT[room]?.includes(target) || PLAN_LEAVES.includes(target);
        return top === 'plan' && !isAllowed;
      });
    expect(wrong).toEqual([]);
  });

  test('plan has no other rooms, and its leaves import none', () => {
    const inPlan = files.filter((file) => file.startsWith('plan/')).map((file) => file.split('/').slice(1));
    const found = new Set(inPlan.filter((parts) => parts.length > 1).map(([room]) => room));
    expect([...found].sort()).toEqual(Object.keys(PLAN_MAY_IMPORT).sort());
    for (const leaf of PLAN_LEAVES) {
      expect(importsOf(`plan/${leaf}`).filter(({ from }) => from.startsWith('./'))).toEqual([]);
    }
  });

  test('no imports in a circle, those of types included', () => {
    expect(circles(new Map(files.map((file) => [file, targetsOf(file)])))).toEqual([]);
  });

  test.each(PURE)('%s knows no file, no network, no process', (room) => {
    const wrong = files
      .filter((file) => file.startsWith(`${room}/`))
      .flatMap(importsOf)
      .filter(({ from }) => from.startsWith('node:') && !PURE_MAY_USE.includes(from));
    expect(wrong).toEqual([]);
  });

  /** What stands at a file's descriptor or a kernel's table, not at a file: the lock's sockets, the terminals. */
  const BESIDE_THE_PORT = [
    'app/terminal.ts',
    'state/local/machine.ts',
    'state/local/short-path.ts',
    'state/local/socket.ts',
  ];

  test('files are reached through the room of files alone', () => {
    const users = files
      .filter((file) => !file.startsWith('files/'))
      .filter((file) => importsOf(file).some(({ from }) => /^(?:node:)?fs(?:\/promises)?$/.test(from)));
    expect(users.sort()).toEqual(BESIDE_THE_PORT);
  });

  test('only http/connections uses undici', () => {
    const users = files.filter((file) => importsOf(file).some(({ from }) => from === 'undici'));
    expect(users).toEqual(['http/connections.ts']);
  });

  test('commands are thin: at most 40 lines', () => {
    const long = files
      .filter((file) => file.startsWith('commands/'))
      .filter((file) => readFileSync(join(SRC, file), 'utf8').trimEnd().split('\n').length > 40);
    expect(long).toEqual([]);
  });

  test('no file is much over 300 lines', () => {
    const long = files.filter((file) => readFileSync(join(SRC, file), 'utf8').split('\n').length > 330);
    expect(long).toEqual([]);
  });
});
