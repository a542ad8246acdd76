import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { init, type InitOptions } from '../../src/app/init.ts';
import { realPorts } from '../../src/app/environment.ts';
import { plan, type PlanOptions } from '../../src/app/plan.ts';
import { validate } from '../../src/app/validate.ts';
import type { Plan } from '../../src/model/plan.ts';
import { buildWorld } from '../../src/sandbox/build.ts';
import { type WorldPlan } from '../../src/sandbox/world-plan.ts';
import { world, type Ran, type Setup, type World } from './world.ts';

const OPTIONS: InitOptions = { harvest: null, forecast: null, yes: true, ignoreRest: false, maxWait: 30 };
const PLAN = {
  ...{ out: null, since: null, format: 'json', redact: false, full: false, jsonInto: null, detailedExitCode: false },
  ...{ select: { only: [], except: [] }, failOn: [], maxWait: 30 },
} as const satisfies PlanOptions;

/** Two accounts and an empty folder. */
async function fresh(data: WorldPlan): Promise<World> {
  const at = await world({ data: buildWorld(data) });
  await rm(path.join(at.folder, 'hfsync.yaml'));
  return at;
}

function first(at: World, options: Partial<InitOptions> = {}, setup: Setup = {}): Promise<Ran> {
  return at.run((env) => init(env, { ...OPTIONS, ...options }), setup);
}

async function planned(at: World): Promise<Plan> {
  const { code, out, err } = await at.run((env) => plan(env, PLAN));
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Plan;
}

const both = (harvest: string, forecast: string) => ({ harvest, forecast });

describe('init', () => {
  const AGENCY: WorldPlan = {
    roles: [{ name: 'Designer' }, { name: both('Copy writer', 'copy writer'), pointer: null }],
    clients: [
      { name: 'Acme', pointer: null },
      { name: both('Globex Ltd', 'Globex'), pointer: null },
      { name: 'Umbrella' },
      { name: 'Lonely', harvest: null },
    ],
    projects: [
      { name: 'Website', client: 'Acme', pointer: null },
      { name: both('Relaunch', 'RELAUNCH'), client: 'Acme', pointer: null },
      { name: 'Website', client: 'Umbrella' },
      { name: both('Retainer 2024', 'Retainer 2025'), client: 'Umbrella', pointer: null },
      { name: 'Asleep', client: 'Acme', pointer: null, archived: true },
    ],
    people: [
      { name: 'Kim Allen', email: 'kim@acme.example', pointer: null },
      { name: 'Bo Chen', email: both('bo@acme.example', 'bo@acme-group.example'), pointer: null },
      { name: 'Meeting room 1', harvest: null },
    ],
  };

  test('writes what is exact as links and what is likely as comments, and nothing else', async () => {
    const at = await fresh(AGENCY);
    const ran = await first(at);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    const text = (await at.read('hfsync.yaml')).replace(/\d{5,}|(?<=(harvest|forecast): )\d+/g, 'N');
    expect(text.split('\n').slice(1)).toEqual([
      ...['#', '# Written by `hfsync init`. From here on it is yours.', 'version: 1', ''],
      ...['harvest:', '  account: N # Sample Agency', '  token: ${HARVEST_TOKEN}'],
      ...['forecast:', '  account: N # Sample Agency', '  token: ${FORECAST_TOKEN}', ''],
      ...['links:', '  clients:', '    - { name: Acme, harvest: N, forecast: N }'],
      '    # likely: same name but for the legal form. Forecast: "Globex"',
      '    # - { name: Globex Ltd, harvest: N, forecast: N }',
      ...['    - { name: Umbrella, harvest: N, forecast: N }', '  projects:', '    # Acme'],
      '    # likely: same name but for upper and lower case, same client. Forecast: "RELAUNCH"',
      '    # - { name: Relaunch, harvest: N, forecast: N }',
      '    - { name: Website, harvest: N, forecast: N }',
      ...['    # Umbrella', '    - { name: Website, harvest: N, forecast: N }', '  people:'],
      '    # likely: nearly the same e-mail, same name',
      '    # - { name: Bo Chen, harvest: N, forecast: N }',
      '    - { name: Kim Allen, harvest: N, forecast: N }',
      ...['  # roles:', '    # likely: same name but for upper and lower case. Forecast: "copy writer"'],
      ...['    # - { name: Copy writer, harvest: N, forecast: N }', ''],
    ]);
    expect(await at.read('.gitignore')).toBe('.hfsync/\n');
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test('the file is valid without a warning, and its plan has nothing that init could have settled', async () => {
    const at = await fresh(AGENCY);
    const { out } = await first(at);
    const checked = await at.run((env) => validate(env));
    expect({ code: checked.code, err: checked.err }).toEqual({ code: 0, err: '' });
    const made = await planned(at);
    expect(made.manual.flatMap(({ candidates = [] }) => candidates).filter((each) => each.class === 'exact')).toEqual(
      [],
    );
    expect(made.manual.filter(({ rule }) => rule === 'link.undeclared')).toEqual([]);
    const { auto, harvest, forecast, manual, conflicts } = made.summary;
    expect(out).toContain(
      `Plan: ${auto} to sync (${harvest} in Harvest, ${forecast} in Forecast), ${manual} manual, ${conflicts} conflicts.`,
    );
  });

  test('every likely link can be uncommented', async () => {
    const at = await fresh(AGENCY);
    await first(at);
    const before = await planned(at);
    const text = await at.read('hfsync.yaml');
    await at.write('hfsync.yaml', text.replace(/^( *)# (- |roles:)/gm, '$1$2'));
    const after = await planned(at);
    const isNew = ({ rule }: Plan['manual'][number]): boolean => /new-in|forecast-only/.test(rule);
    expect(after.manual.filter(isNew).length).toBe(before.manual.filter(isNew).length - 6);
    expect(after.manual.flatMap(({ candidates = [] }) => candidates).filter((each) => each.class === 'likely')).toEqual(
      [],
    );
  });

  test('what has no counterpart can go under ignore', async () => {
    const at = await fresh(AGENCY);
    await first(at, { ignoreRest: true });
    expect(await at.read('hfsync.yaml')).toMatch(/ignore: .*\n {2}clients:\n {4}forecast: .*\n {6}- \d+ # Lonely\n/);
    const left = (await planned(at)).manual.map(({ label }) => label);
    expect(left).not.toContain('Lonely');
    expect(left).not.toContain('Retainer 2024');
    expect(left).toContain('Relaunch');
  });

  test('names with every hazard of YAML read back as they are', async () => {
    const names = [
      'yes',
      '~',
      '- a: b # c',
      '"\'{}[]',
      'a\u200bb',
      '\u202eevil',
      '##[error]',
      '@x',
      '%y',
      '*z',
      '&w',
      '!v',
      '1e3',
      '0x1f',
      '2024-01-01',
      '= ',
      ' lead',
      '😀',
      'ə\u0301\u0301\u0301\u0301\u0301\u0301',
      '#',
      '日本',
      ':',
      '? x',
      '| y',
    ];
    const at = await fresh({
      clients: names.map((name) => ({ name })),
      projects: names.map((name) => ({ name: `${name} project`, client: name })),
    });
    const ran = await first(at);
    expect({ code: ran.code, err: ran.err }).toEqual({ code: 0, err: '' });
    const made = await planned(at);
    expect(made.summary).toMatchObject({ auto: 0, manual: 0, conflicts: 0 });
    const checked = await at.run((env) => validate(env));
    expect({ code: checked.code, err: checked.err }).toEqual({ code: 0, err: '' });
  });

  test('many projects have a file for each client', async () => {
    const clients = Array.from({ length: 13 }, (_, index) => ({ name: index === 0 ? 'Été & Co' : `Client ${index}` }));
    const projects = clients.flatMap(({ name }) => [
      { name: 'Website', client: name, pointer: null },
      ...Array.from({ length: 20 }, (_, index) => ({ name: `Job number ${index}`, client: name, pointer: null })),
    ]);
    const at = await fresh({ clients, projects });
    expect((await first(at)).out).toContain('286 links (13 clients, 273 projects)');
    expect(await at.read('hfsync.yaml')).toContain("include: ['links/*.yaml']");
    expect(await at.read('links/ete-co.yaml')).toMatch(
      /^# yaml-language-server: \$schema=\S+\/hfsync-links\.schema\.json\n\nlinks:\n {2}projects:\n/,
    );
    expect((await planned(at)).summary).toMatchObject({ manual: 0, conflicts: 0 });
  });
});

describe('init and what is there already', () => {
  test('no file is written over', async () => {
    const at = await world();
    const before = await at.read('hfsync.yaml');
    const { code, err } = await first(at);
    expect(code).toBe(1);
    expect(err).toContain('hfsync.yaml exists. It was left as it is.');
    expect(await at.read('hfsync.yaml')).toBe(before);
    expect(at.requests).toEqual([]);
  });

  test('nor is one of links, and nothing is written then', async () => {
    const projects = Array.from({ length: 201 }, (_, index) => ({ name: `Job ${index}`, client: 'Acme' }));
    const at = await fresh({ clients: [{ name: 'Acme' }], projects });
    await mkdir(path.join(at.folder, 'links'));
    await at.write('links/acme.yaml', '# mine\n');
    const { code, err } = await first(at);
    expect(code).toBe(1);
    expect(err).toContain('links/acme.yaml exists');
    expect(await at.read('links/acme.yaml')).toBe('# mine\n');
    await expect(at.read('hfsync.yaml')).rejects.toThrow('ENOENT');
  });

  test('.gitignore keeps its lines, and is left alone where it says so already', async () => {
    const at = await fresh({});
    await at.write('.gitignore', 'node_modules');
    await first(at);
    expect(await at.read('.gitignore')).toBe('node_modules\n.hfsync/\n');
    await rm(path.join(at.folder, 'hfsync.yaml'));
    await first(at);
    expect(await at.read('.gitignore')).toBe('node_modules\n.hfsync/\n');
  });
});

describe('init and where editors find the schema', () => {
  const modeline = async (at: World, file = 'hfsync.yaml'): Promise<string> =>
    /\$schema=(\S+)/.exec(await at.read(file))![1]!;

  test('a package that is installed elsewhere leaves a copy beside the file; what is there stays', async () => {
    const at = await fresh({});
    const ran = await first(at);
    expect(ran.out).toContain('The schema for editors is in schemas/. Commit it with the file.');
    expect(await modeline(at)).toBe('./schemas/hfsync.schema.json');
    expect(JSON.parse(await at.read('schemas/hfsync.schema.json'))).toHaveProperty('title');
    await rm(path.join(at.folder, 'hfsync.yaml'));
    await at.write('schemas/hfsync.schema.json', '{}');
    expect((await first(at)).code).toBe(0);
    expect(await at.read('schemas/hfsync.schema.json')).toBe('{}');
  });

  test('one that is installed in the folder, or above it in the repository, is named from there', async () => {
    const at = await fresh({});
    const schemas = path.join(at.folder, 'node_modules', 'hfsync', 'schemas');
    await mkdir(schemas, { recursive: true });
    await at.write('node_modules/hfsync/schemas/hfsync.schema.json', '{}');
    await first(at);
    expect(await modeline(at)).toBe('./node_modules/hfsync/schemas/hfsync.schema.json');
    await mkdir(path.join(at.folder, '.git'));
    const nested = { flags: { config: 'team/a/hfsync.yaml' } };
    expect((await first(at, {}, nested)).code).toBe(0);
    expect(await modeline(at, 'team/a/hfsync.yaml')).toBe('../../node_modules/hfsync/schemas/hfsync.schema.json');
    await expect(at.read('schemas/hfsync.schema.json')).rejects.toThrow('ENOENT');
  });
});

describe('init and whom it asks', () => {
  test('nobody is there, and --yes was not given', async () => {
    const at = await fresh({});
    const { code, err } = await first(at, { yes: false });
    expect(code).toBe(1);
    expect(err).toContain('--yes');
    expect(at.requests).toEqual([]);
  });

  test.each([
    ['yes', 0],
    ['y', 1],
  ])('the answer %s', async (answer, expected) => {
    const at = await fresh({});
    const { code, asked } = await first(at, { yes: false }, { answer });
    expect(code).toBe(expected);
    expect(asked).toHaveLength(1);
  });

  test('a token that Harvest refuses', async () => {
    const at = await fresh({});
    const { code, err } = await first(at, {}, { variables: { HARVEST_TOKEN: 'wrong', FORECAST_TOKEN: 'wrong' } });
    expect(code).toBe(1);
    expect(err).toContain('HARVEST_TOKEN');
    await expect(at.read('hfsync.yaml')).rejects.toThrow('ENOENT');
  });

  /** A token that opens three accounts of Harvest and one of Forecast. */
  const manyAccounts: NonNullable<Setup['transport']> = async (options) => {
    const real = await realPorts.transport(options);
    return {
      ...real,
      send: async (request, signal) => {
        const result = await real.send(request, signal);
        if (!request.url.endsWith('/api/v2/accounts') || result.kind !== 'answer') return result;
        const answer = JSON.parse(result.text) as { accounts: { id: number; name: string; product: string }[] };
        const others = [5, 6].map((id) => ({ id, name: `Branch ${id}\u202e`, product: 'harvest' }));
        return { ...result, text: JSON.stringify({ ...answer, accounts: [...others, ...answer.accounts] }) };
      },
    };
  };

  test.each([
    ['3', 0],
    ['1234567', 0],
    ['', 1],
    ['4', 1],
    ['0', 1],
    ['-1', 1],
    ['9', 1],
  ])('several accounts: the answer %j', async (answer, expected) => {
    const at = await fresh({});
    const ran = await first(at, {}, { answer, transport: manyAccounts });
    expect(ran.code).toBe(expected);
    expect(ran.err).toContain(
      'Harvest accounts:\n  1  Branch 5\\u{202e} (5)\n  2  Branch 6\\u{202e} (6)\n  3  Sample Agency (1234567)\n',
    );
    expect(ran.asked).toEqual(['Which one? 1 to 3: ']);
    if (expected === 0) expect(await at.read('hfsync.yaml')).toContain('  account: 1234567 # Sample Agency');
    else await expect(at.read('hfsync.yaml')).rejects.toThrow('ENOENT');
  });

  test('several accounts, and nobody to choose: all are listed, and a flag chooses without a lookup', async () => {
    const at = await fresh({});
    const ran = await first(at, {}, { transport: manyAccounts });
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(
      /HARVEST_TOKEN opens 3 Harvest accounts: 5 [^]*6 [^]*1234567 \"Sample Agency\"\.[^]*--harvest ID/,
    );
    expect((await first(at, { harvest: 1234567 }, { transport: manyAccounts })).code).toBe(0);
  });

  test('one token for both', async () => {
    const at = await fresh({});
    expect((await first(at, {}, { variables: { FORECAST_TOKEN: '' } })).code).toBe(0);
    expect(await at.read('hfsync.yaml')).toMatch(/forecast:\n {2}account: \d+.*\n {2}token: \$\{HARVEST_TOKEN\}/);
  });
});
