import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { realPorts } from '../../src/app/environment.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { APPLY } from '../support/options.ts';
import { keepFound, readFound, type Found } from '../../src/app/probe/file.ts';
import { probe } from '../../src/app/probe/probe.ts';
import type { Files } from '../../src/files/files.ts';
import type { Capability } from '../../src/model/capability.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import type { World as Data } from '../../src/sandbox/world.ts';
import { dyingDisk } from './dying-disk.ts';
import { world, type Setup, type World } from './world.ts';

const OPTIONS = { clean: false, withPerson: true, withDefault: true, yes: true, maxWait: 5 };
const hurry = { sleep: async () => undefined };
/** Without a limit: pacing is tested elsewhere. */
const unhurried = async (at: World): Promise<World> => {
  const text = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', text.replaceAll(/(account: \d+)/g, '$1\n  rate: { requests: 100000, seconds: 1 }'));
  return at;
};
const run = (at: World, options: Partial<typeof OPTIONS> = {}, setup: Setup = {}) =>
  at.run((env) => probe(env, { ...OPTIONS, ...options }), { clock: hurry, ...setup });
/** All records, without the ids that the next ones get, and what Harvest assigns by itself. */
const records = ({ harvest, forecast }: Data) =>
  [
    harvest.clients,
    harvest.projects,
    harvest.roles,
    harvest.users,
    forecast.clients,
    forecast.projects,
    forecast.roles,
    forecast.people,
    { default: forecast.weekly_capacity, own: harvest.company },
  ].map((all) => structuredClone(all) as unknown);
const capabilitiesOf = async (at: World) => {
  const { capabilities } = JSON.parse(await at.read('.hfsync/state.json')) as {
    capabilities: Record<string, { value: string }>;
  };
  return (name: Capability) => capabilities[name]?.value;
};

const VARIANTS: readonly [string, Strict, Partial<Record<Capability, string>>][] = [
  [
    'as it is',
    {},
    {
      'pointer.project': 'yes',
      'partial-put.person': 'yes',
      'whole-put.role': 'yes',
      'archived-edit.project': 'no',
      'archived-edit.client': 'yes',
      'restore-edit.project': 'no',
      'same-name.harvest.client': 'no',
      'same-name.forecast.project': 'yes',
      'other-case.harvest': 'yes',
      'archived-name.forecast': 'no',
      'odd-capacity.forecast': 'yes',
      'company-default': 'yes',
      'pointer.person': 'yes',
      'trimmed-put.project': 'yes',
      'built-in-sync': 'no',
      'edit.harvest.project': 'yes',
      'create.forecast.role': 'yes',
    },
  ],
  [
    'pointers dropped',
    { dropsPointers: true },
    { 'pointer.project': 'no', 'pointer.client': 'no', 'pointer.role': 'no', 'pointer.person': 'no' },
  ],
  [
    'whole alone',
    { wholePut: true },
    { 'partial-put.project': 'no', 'whole-put.project': 'yes', 'pointer.client': 'yes' },
  ],
  ['left out is emptied', { clearingPut: true }, { 'partial-put.project': 'no', 'whole-put.project': 'yes' }],
  [
    'partial alone',
    { partialPut: true },
    {
      'partial-put.project': 'yes',
      'whole-put.project': 'no',
      'trimmed-put.project': 'yes',
      'pointer.project': 'yes',
      'archived-name.forecast': 'no',
    },
  ],
  [
    'the other answers',
    { lockedClients: true, openProjects: true, freeNames: true, halfHours: true },
    {
      'archived-edit.client': 'no',
      'archived-edit.project': 'yes',
      'restore-edit.project': 'yes',
      'same-name.harvest.client': 'yes',
      'odd-capacity.forecast': 'no',
    },
  ],
  [
    'changed keys alone',
    { changedKeysOnly: true },
    { 'partial-put.client': 'yes', 'whole-put.client': 'no', 'trimmed-put.client': 'no', 'pointer.client': 'yes' },
  ],
  [
    'whole does damage',
    { lossyPut: true },
    { 'partial-put.project': 'yes', 'whole-put.project': 'no', 'trimmed-put.project': 'yes' },
  ],
  ['default dropped', { dropsDefault: true }, { 'company-default': 'no' }],
  [
    'names folded, archived ones free',
    { foldedNames: true, freeArchivedNames: true },
    { 'other-case.harvest': 'no', 'other-case.forecast': 'no', 'archived-name.harvest': 'yes' },
  ],
];

it.each(VARIANTS)('%s: the verdicts are those of the variant, and nothing is left', async (_what, strict, expected) => {
  const at = await unhurried(await world({ strict }));
  const before = records(at.sandbox.world());
  const { code, err, out } = await run(at);
  expect(err.split('\n').slice(-4).join('\n')).toContain('Nothing of the probe is left');
  expect(code).toBe(0);
  const verdict = await capabilitiesOf(at);
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, verdict(name as Capability)]))).toEqual(
    expected,
  );
  expect(records(at.sandbox.world())).toEqual(before);
  expect(Math.max(...out.split('\n').map((row) => row.length))).toBeLessThanOrEqual(80);
  const report = await at.read('hfsync-probe.json');
  expect(report).not.toMatch(/1234567|7654321|Sample Agency|sandbox-token/);
});

it('the default is refused: no; taken: only another one shows more, which takes a word', async () => {
  const refused = await unhurried(await world({ accountWritable: false }));
  await run(refused, { withPerson: false });
  expect((await capabilitiesOf(refused))('company-default')).toBe('no');
  const taken = await unhurried(await world());
  const { out } = await run(taken, { withPerson: false, withDefault: false });
  expect(out).toContain('--with-default shows');
  expect((await capabilitiesOf(taken))('company-default')).toBeUndefined();
});

it('a Manager without the right: told as such; what can be asked of Forecast is asked', async () => {
  const at = await unhurried(await world({ strict: { onlyAdministratorsWrite: true } }));
  const { harvest, ...rest } = at.sandbox.world();
  const users = harvest.users.map((user) => (user.id === harvest.me ? { ...user, access_roles: ['manager'] } : user));
  await at.control.load({ ...rest, harvest: { ...harvest, users } });
  const before = records(at.sandbox.world());
  expect((await run(at)).code).toBe(0);
  const verdict = await capabilitiesOf(at);
  expect(
    (
      ['create.harvest.project', 'create.forecast.project', 'whole-put.client', 'same-name.forecast.client'] as const
    ).map(verdict),
  ).toEqual(['no', 'yes', 'yes', 'no']);
  expect(records(at.sandbox.world())).toEqual(before);
});

it('--json: the same as its file', async () => {
  const at = await unhurried(await world());
  const { out } = await run(at, { withPerson: false }, { flags: { json: true } });
  expect(JSON.parse(out)).toEqual(JSON.parse(await at.read('hfsync-probe.json')));
  expect(JSON.parse(out)).toMatchObject({ finished: true });
});

it('nobody said yes: nothing is written', async () => {
  const at = await world();
  expect((await run(at, { yes: false })).code).toBe(1);
  expect(at.requests).toEqual([]);
});

/** What a probe that is killed at some moment leaves behind. */
interface Moment {
  readonly accounts: Data;
  readonly file: string | null;
}

const fileOf = (at: World) => at.read('hfsync-probe.json').catch(() => null);

/** Before each request of a probe, and after it: a kill at that moment leaves exactly this. */
async function momentsOf(at: World): Promise<readonly Moment[]> {
  const moments: Moment[] = [];
  const note = async () => moments.push({ accounts: at.sandbox.world(), file: await fileOf(at) });
  const transport: Setup['transport'] = async (options) => {
    const real = await realPorts.transport(options);
    return {
      ...real,
      async send(request, signal) {
        await note();
        const result = await real.send(request, signal);
        await note();
        return result;
      },
    };
  };
  expect((await run(at, {}, { transport })).code).toBe(0);
  return moments;
}

it('killed at any of its requests: --clean leaves nothing and touches nothing else, and the next one goes on', async () => {
  const at = await unhurried(await world());
  const before = records(at.sandbox.world());
  const moments = await momentsOf(at);
  const answers = (JSON.parse(await at.read('hfsync-probe.json')) as { questions: object }).questions;
  expect(moments.length).toBeGreaterThan(200);
  const put = async ({ accounts, file }: Moment) => {
    await at.control.load(accounts);
    if (file === null) await rm(path.join(at.folder, 'hfsync-probe.json'), { force: true });
    else await at.write('hfsync-probe.json', file);
  };
  const key = ({ accounts, file }: Moment) => JSON.stringify([records(accounts), file]);
  const distinct = [...new Map(moments.map((moment) => [key(moment), moment])).values()];
  for (const moment of distinct) {
    await put(moment);
    expect((await run(at, { clean: true })).code).toBe(0);
    expect(records(at.sandbox.world())).toEqual(before);
  }
  // Whatever is left in the accounts goes first; the rest depends on the answers that the file has.
  const byFile = [...new Map(moments.map((moment) => [moment.file, moment])).values()];
  expect(byFile.length).toBeGreaterThan(8);
  for (const moment of byFile) {
    await put(moment);
    at.control.resetRequests();
    expect((await run(at)).code).toBe(0);
    expect(records(at.sandbox.world())).toEqual(before);
    const found = JSON.parse(await at.read('hfsync-probe.json')) as { finished: boolean; questions: object };
    expect(found.finished).toBe(true);
    expect(Object.keys(found.questions).sort()).toEqual(Object.keys(answers).sort());
  }
}, 180_000);

it('cut off in the middle of a request: the same', async () => {
  const at = await unhurried(await world());
  const before = records(at.sandbox.world());
  for (const nth of [3, 20, 55, 90]) {
    at.control.faults.clear();
    at.control.faults.add({ fault: 'reset-after', nth, times: null });
    expect((await run(at)).code).not.toBe(0);
    at.control.faults.clear();
    expect((await run(at, { clean: true })).code).toBe(0);
    expect(records(at.sandbox.world())).toEqual(before);
  }
});

it('its file is written whole or not at all, wherever the disk fails', async () => {
  const at = await unhurried(await world());
  const file = path.join(at.folder, 'hfsync-probe.json');
  const found = (asked: string): Found => ({
    ...{ finished: false, default: null },
    questions: new Map([['names', [{ id: 'names', capability: null, verdict: 'unknown', asked, seen: '' }]]]),
  });
  const keep = (files: Files, asked: string) =>
    keepFound(
      { files, version: '0', random: { fraction: () => 0, uuid: () => crypto.randomUUID() } },
      file,
      found(asked),
    );
  await keep(dyingDisk(Infinity).files, 'old');
  const seen = new Set<string>();
  for (let call = 1; call < 12; call++) {
    await keep(dyingDisk(call).files, `new ${call}`).catch(() => undefined);
    seen.add((await readFound(file)).questions.get('names')?.[0]?.asked.replace(/ .*/, '') ?? 'gone');
    await keep(dyingDisk(Infinity).files, 'old');
  }
  expect(seen).toEqual(new Set(['old', 'new']));
});

it.each(['{ "finished": false, "questions": { "na', '{}', '{ "finished": false, "questions": { "names": [7] } }'])(
  'a file that no probe wrote is left alone, and told of: %s',
  async (text) => {
    const at = await unhurried(await world());
    await at.write('hfsync-probe.json', text);
    for (const clean of [false, true]) {
      const { code, err } = await run(at, { clean });
      expect(code).toBe(1);
      expect(err).toContain('doctor.probe-file');
      expect(await at.read('hfsync-probe.json')).toBe(text);
    }
    expect(at.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  },
);

it('an interrupted apply comes first: its journal is kept, and nothing is asked', async () => {
  const at = await unhurried(await world());
  at.control.faults.add({ fault: 'hang', side: 'forecast', method: 'PUT', times: null });
  await at.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Relaunch' } });
  let interrupt: () => void = () => undefined;
  const transport: Setup['transport'] = async (options) => {
    const real = await realPorts.transport(options);
    return {
      ...real,
      send: (request, signal) =>
        request.method === 'PUT' ? (interrupt(), Promise.resolve(CUT)) : real.send(request, signal),
    };
  };
  const stopped = await at.run((env) => apply(env, { ...APPLY, allow: GUARDS }), {
    transport,
    onInterrupt: (call) => (interrupt = call),
  });
  expect(stopped.code).not.toBe(0);
  at.control.resetRequests();
  const journal = await at.read('.hfsync/state.json.journal');
  const { code, err } = await run(at);
  expect([code, at.requests.length]).toEqual([1, 0]);
  expect(err).toContain('doctor.unsettled');
  expect(await at.read('.hfsync/state.json.journal')).toBe(journal);
});

const CUT = { kind: 'broken', reason: 'cut', unsent: false, lasting: false } as never;
