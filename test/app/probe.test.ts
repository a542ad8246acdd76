import { expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { realPorts } from '../../src/app/environment.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { APPLY } from '../support/options.ts';
import { probe } from '../../src/app/probe/probe.ts';
import type { Capability } from '../../src/model/capability.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import type { World as Data } from '../../src/sandbox/world.ts';
import { world, type Setup, type World } from './world.ts';

const OPTIONS = { clean: false, withPerson: true, yes: true, maxWait: 5 };
const hurry = { sleep: async () => undefined };
/** Without a limit: pacing is tested elsewhere. */
const unhurried = async (at: World): Promise<World> => {
  const text = await at.read('hfsync.yaml');
  await at.write('hfsync.yaml', text.replaceAll(/(account: \d+)/g, '$1\n  rate: { requests: 100000, seconds: 1 }'));
  return at;
};
const run = (at: World, options: Partial<typeof OPTIONS> = {}) =>
  at.run((env) => probe(env, { ...OPTIONS, ...options }), { clock: hurry });
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
    },
  ],
  [
    'pointers dropped',
    { dropsPointers: true },
    { 'pointer.project': 'no', 'pointer.client': 'no', 'pointer.role': 'no' },
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
    'names folded, archived ones free',
    { foldedNames: true, freeArchivedNames: true },
    { 'other-case.harvest': 'no', 'other-case.forecast': 'no', 'archived-name.harvest': 'yes' },
  ],
];

it.each(VARIANTS)('%s: the verdicts are those of the variant, and nothing is left', async (_what, strict, expected) => {
  const at = await unhurried(await world({ strict }));
  const before = records(at.sandbox.world());
  const { code, err } = await run(at);
  expect(err.split('\n').slice(-4).join('\n')).toContain('Nothing of the probe is left');
  expect(code).toBe(0);
  const verdict = await capabilitiesOf(at);
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, verdict(name as Capability)]))).toEqual(
    expected,
  );
  expect(records(at.sandbox.world())).toEqual(before);
  const report = await at.read('hfsync-probe.json');
  expect(report).not.toMatch(/1234567|7654321|Sample Agency|sandbox-token/);
});

it('the default is refused: no; taken: nobody knows yet', async () => {
  const at = await unhurried(await world({ accountWritable: false }));
  await run(at, { withPerson: false });
  expect((await capabilitiesOf(at))('company-default')).toBe('no');
});

it('nobody said yes: nothing is written', async () => {
  const at = await world();
  expect((await run(at, { yes: false })).code).toBe(1);
  expect(at.requests).toEqual([]);
});

it('ended at any of its requests: --clean leaves nothing, and the next one goes on', async () => {
  const at = await unhurried(await world());
  const before = records(at.sandbox.world());
  await run(at);
  const all = at.requests.length;
  for (let nth = 1; nth < all; nth += 13) {
    at.control.faults.clear();
    at.control.faults.add({ fault: 'reset-after', nth, times: null });
    const stopped = await run(at);
    at.control.faults.clear();
    if (stopped.code === 0) continue;
    expect((await run(at, { clean: true })).code).toBe(0);
    expect(records(at.sandbox.world())).toEqual(before);
  }
  expect((await run(at)).code).toBe(0);
  expect(records(at.sandbox.world())).toEqual(before);
});

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
