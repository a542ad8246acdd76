import { describe, expect, it } from 'vitest';
import { apply } from '../../src/app/apply.ts';
import { realPorts, type Environment } from '../../src/app/environment.ts';
import { plan } from '../../src/app/plan.ts';
import type { PutForm } from '../../src/model/account.ts';
import type { Capability } from '../../src/model/capability.ts';
import { GUARDS } from '../../src/model/guard.ts';
import type { Plan } from '../../src/model/plan.ts';
import { readPlan } from '../../src/report/json.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { Strict } from '../../src/sandbox/resource.ts';
import { formatState, parseState } from '../../src/state/format.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { impatient, world, type Ran, type World } from './world.ts';

/** What an account can do changes what is planned and how it is written; whatever it is, a second plan has nothing to do. */
const WEBSITE = { harvest: 14308069, forecast: 2001 } as const;
const ACME = { harvest: 5735776, forecast: 1001 } as const;
const KIM = { harvest: 1782959, forecast: 3001 } as const;
const CAPACITY = 144_000;

const doApply = (at: World): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, allow: GUARDS }), { clock: impatient(() => undefined) });
const planned = async (at: World): Promise<Plan> =>
  readPlan((await at.run((env) => plan(env, { ...PLAN, format: 'json' }))).out);
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');

/** In step, with what somebody has found out about the accounts. */
async function inStep(
  strict: Strict,
  known: Partial<Record<Capability, 'yes' | 'no'>> = {},
  options: Partial<SandboxOptions> = {},
): Promise<World> {
  const at = await world({ strict, ...options });
  expect(await doApply(at)).toMatchObject({ code: 0 });
  const accounts = { harvest: 1234567, forecast: 7654321 };
  const last = parseState(await at.read('.hfsync/state.json'), { path: '', backup: '', accounts });
  const found = Object.entries(known).map(([name, value]) => [name, { value, from: 'probe' as const }]);
  const capabilities = { ...last.capabilities, ...Object.fromEntries(found) };
  await at.write('.hfsync/state.json', formatState({ ...last, capabilities }));
  at.control.resetRequests();
  return at;
}

function formOf(body: string): PutForm {
  const [sent = {}] = Object.values(JSON.parse(body) as { [kind: string]: object });
  return 'id' in sent ? 'whole' : Object.keys(sent).length > 1 ? 'trimmed' : 'partial';
}

const capabilitiesOf = async (at: World) =>
  (JSON.parse(await at.read('.hfsync/state.json')) as { capabilities?: unknown }).capabilities;

async function expectSettled(at: World): Promise<void> {
  expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
}

describe('edits in Harvest reach Forecast, and nothing else changes there', () => {
  const rows: readonly [string, Strict, 'yes' | 'no' | undefined, readonly string[] | 'whole'][] = [
    ['nobody knows', {}, undefined, 'whole'],
    ['the whole object alone is taken', { wholePut: true }, 'no', 'whole'],
    ['what is left out is emptied', { clearingPut: true }, undefined, 'whole'],
    ['changed keys are enough', {}, 'yes', ['name']],
    ['changed keys alone are taken', { partialPut: true }, 'yes', ['name']],
  ];
  it.each(rows)('%s', async (_what, strict, partial, keys) => {
    const known =
      partial === undefined
        ? {}
        : ({ 'partial-put.project': partial, 'partial-put.client': partial, 'partial-put.person': partial } as const);
    const at = await inStep(strict, known);
    const before = at.sandbox.world().forecast;
    await at.control.edit({ side: 'harvest', kind: 'project', id: WEBSITE.harvest, values: { name: 'Relaunch' } });
    await at.control.edit({ side: 'harvest', kind: 'client', id: ACME.harvest, values: { name: 'Acme Ltd' } });
    await at.control.edit({ side: 'harvest', kind: 'person', id: KIM.harvest, values: { capacity: 90_000 } });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const [put] = writes(at).filter(({ path }) => path.startsWith('/projects'));
    const sent = Object.keys((JSON.parse(put?.body ?? '{}') as { project: object }).project);
    if (keys === 'whole') expect(sent).toContain('tags');
    else expect(sent).toEqual(keys);
    const after = at.sandbox.world().forecast;
    const changed = { name: 'Relaunch', updated_at: expect.any(String) as string, updated_by_id: 3001 };
    const project = (all: typeof after) => all.projects.find(({ id }) => id === WEBSITE.forecast);
    expect(project(after)).toEqual({ ...project(before), ...changed });
    expect(after.people.find(({ id }) => id === KIM.forecast)).toMatchObject({
      weekly_capacity: 90_000,
      login: 'enabled',
    });
    await expectSettled(at);
  });

  /** `known`: what the state holds afterwards of the forms in which a project and a person may be sent. */
  const untold: readonly [string, Strict, readonly PutForm[], Partial<Record<PutForm, 'yes' | 'no'>>][] = [
    ['all is taken', {}, ['whole'], { whole: 'yes' }],
    ['the whole object alone is taken', { wholePut: true }, ['whole'], { whole: 'yes' }],
    ['what is left out is emptied', { clearingPut: true }, ['whole'], { whole: 'yes' }],
    ['its own keys are refused', { partialPut: true }, ['whole', 'trimmed'], { whole: 'no', trimmed: 'yes' }],
    [
      'its own keys are refused, and what is left out is emptied',
      { partialPut: true, clearingPut: true },
      ['whole', 'trimmed'],
      { whole: 'no', trimmed: 'yes' },
    ],
    [
      'changed keys alone are taken, and nothing is named',
      { changedKeysOnly: true },
      ['whole', 'trimmed', 'partial'],
      { whole: 'no', trimmed: 'no', partial: 'yes' },
    ],
    ['the whole object does damage', { lossyPut: true }, ['whole', 'trimmed'], { whole: 'no', trimmed: 'yes' }],
    ['the whole object is taken and ignored', { deafPut: true }, ['whole', 'trimmed'], { whole: 'no', trimmed: 'yes' }],
  ];
  it.each(untold)('nobody knows, and %s', async (_what, strict, forms, known) => {
    const at = await inStep(strict);
    await at.control.edit({ side: 'forecast', kind: 'project', id: WEBSITE.forecast, values: { notes: 'kept' } });
    const before = at.sandbox.world().forecast;
    const edit = (name: string) =>
      at.control.edit({ side: 'harvest', kind: 'project', id: WEBSITE.harvest, values: { name } });
    await edit('Relaunch');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    const puts = (): readonly PutForm[] => writes(at).map(({ body }) => formOf(body));
    expect(puts()).toEqual(forms);
    const changed = { name: 'Relaunch', updated_at: expect.any(String) as string, updated_by_id: 3001 };
    const project = (all: typeof before) => all.projects.find(({ id }) => id === WEBSITE.forecast);
    expect(project(at.sandbox.world().forecast)).toEqual({ ...project(before), ...changed });
    const learned = Object.entries(known).map(([form, value]) => [`${form}-put.project`, { value, from: 'answer' }]);
    expect(await capabilitiesOf(at)).toMatchObject(Object.fromEntries(learned));
    await expectSettled(at);
    // From then on it is sent so at once.
    at.control.resetRequests();
    await edit('Relaunch 2');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(puts()).toEqual(forms.slice(-1));
    await expectSettled(at);
  });

  it('what a colleague edits between the reading and the write is no loss, and is not taken back', async () => {
    const at = await inStep({}, { 'partial-put.project': 'yes' });
    await at.control.edit({ side: 'forecast', kind: 'project', id: WEBSITE.forecast, values: { notes: 'before' } });
    await at.control.edit({ side: 'harvest', kind: 'project', id: WEBSITE.harvest, values: { name: 'Relaunch' } });
    const transport: Environment['transport'] = async (options) => {
      const real = await realPorts.transport(options);
      return {
        async send(request, signal) {
          if (request.method === 'PUT')
            await at.control.edit({
              side: 'forecast',
              kind: 'project',
              id: WEBSITE.forecast,
              values: { notes: 'after' },
            });
          return real.send(request, signal);
        },
        close: () => real.close(),
      };
    };
    const ran = await at.run((env) => apply(env, { ...APPLY, allow: GUARDS }), { transport });
    expect(ran).toMatchObject({ code: 0 });
    expect(writes(at).map(({ body }) => formOf(body))).toEqual(['partial']);
    expect(at.sandbox.world().forecast.projects.find(({ id }) => id === WEBSITE.forecast)).toMatchObject({
      ...{ name: 'Relaunch', notes: 'after' },
    });
    expect(await capabilitiesOf(at)).toEqual({ 'partial-put.project': { value: 'yes', from: 'probe' } });
  });

  it('a value that Forecast refuses says nothing of the form', async () => {
    const at = await inStep({});
    await at.control.edit({ side: 'harvest', kind: 'client', id: ACME.harvest, values: { name: 'Acme Ltd' } });
    at.control.faults.add({
      ...{ fault: 'status', side: 'forecast', method: 'PUT', times: null, status: 422 },
      body: JSON.stringify({ errors: ['Name has already been taken'] }),
    });
    expect(await doApply(at)).toMatchObject({ code: 6 });
    expect(writes(at).map(({ body }) => formOf(body))).toEqual(['whole']);
    expect(await capabilitiesOf(at)).toBeUndefined();
  });

  it('no form is taken without damage: told once with what was lost, then a manual item', async () => {
    const at = await inStep({ losesNotes: true });
    for (const side of ['harvest', 'forecast'] as const)
      await at.control.edit({ side, kind: 'project', id: WEBSITE[side], values: { code: 'W-1' } });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    await at.control.edit({ side: 'forecast', kind: 'project', id: WEBSITE.forecast, values: { notes: 'kept' } });
    await at.control.edit({ side: 'harvest', kind: 'project', id: WEBSITE.harvest, values: { name: 'Relaunch' } });
    const { code, out } = await doApply(at);
    expect(code).toBe(6);
    expect(out).toContain('notes was "kept"');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('code was "W-1"');
    expect(await capabilitiesOf(at)).toMatchObject({
      'whole-put.project': { value: 'no' },
      'trimmed-put.project': { value: 'no' },
      'partial-put.project': { value: 'no' },
    });
    await at.control.edit({ side: 'harvest', kind: 'project', id: WEBSITE.harvest, values: { name: 'Relaunch 2' } });
    at.control.resetRequests();
    for (let round = 0; round < 2; round++) {
      const { changes, manual } = await planned(at);
      expect(changes).toEqual([]);
      // What was lost does not go to Harvest as if a person had deleted it.
      expect(manual).toMatchObject([
        { rule: 'project.code', reasons: [{ code: 'stored-otherwise' }] },
        { rule: 'project.name', reasons: [{ code: 'put-refused' }] },
      ]);
      expect(await doApply(at)).toMatchObject({ code: 0 });
    }
    expect(writes(at)).toEqual([]);
    expect(at.sandbox.world().harvest.projects.find(({ id }) => id === WEBSITE.harvest)?.code).toBe('W-1');
  });
});

describe('a Manager of Harvest who may not write', () => {
  const asRole = async (at: World, role: string): Promise<void> => {
    const { harvest, ...rest } = at.sandbox.world();
    const users = harvest.users.map((user) => (user.id === harvest.me ? { ...user, access_roles: [role] } : user));
    await at.control.load({ ...rest, harvest: { ...harvest, users } });
  };

  it('each kind of write is told once, then a manual item; other rights are noticed', async () => {
    const at = await inStep({ onlyAdministratorsWrite: true });
    await asRole(at, 'manager');
    const { control } = at;
    await control.edit({ side: 'forecast', kind: 'project', id: WEBSITE.forecast, values: { name: 'Relaunch' } });
    await control.edit({ side: 'forecast', kind: 'client', id: ACME.forecast, values: { name: 'Acme Ltd' } });
    await control.edit({ side: 'forecast', kind: 'person', id: KIM.forecast, values: { roles: ['Designer', 'Chef'] } });
    await control.edit({ side: 'forecast', kind: 'company', values: { capacity: CAPACITY } });
    const { id } = (await control.create({
      side: 'forecast',
      kind: 'project',
      values: { name: 'New', client: 1001 },
    })) as { id: number };
    const file = await at.read('hfsync.yaml');
    await at.write(
      'hfsync.yaml',
      file.replace('  projects:\n', `  projects:\n    - { harvest: create, forecast: ${id} }\n`),
    );
    const first = await doApply(at);
    expect(first.code).toBe(6);
    expect(first.out).toContain('may not write this record');
    at.control.resetRequests();
    for (let round = 0; round < 2; round++) {
      const { changes, manual } = await planned(at);
      expect(changes).toEqual([]);
      expect(manual.map(({ address, reasons }) => [address, reasons?.map(({ code }) => code)])).toEqual(
        ['company', 'role:-/9001', 'client:5735776/1001', 'project:14308069/2001', `project:-/${id}`].map((address) => [
          address,
          ['not-allowed'],
        ]),
      );
      expect(await doApply(at)).toMatchObject({ code: 0 });
    }
    expect(writes(at)).toEqual([]);
    await asRole(at, 'administrator');
    expect(await doApply(at)).toMatchObject({ code: 0 });
    await expectSettled(at);
    expect(at.sandbox.world().harvest.projects.filter(({ name }) => name === 'New')).toHaveLength(1);
  });
});

describe("the company's default capacity", () => {
  const rows: readonly [string, Strict, Partial<SandboxOptions>, string][] = [
    ['is refused', {}, { accountWritable: false }, 'unverified'],
    ['is dropped', { dropsDefault: true }, {}, 'not every value'],
  ];
  it.each(rows)('%s: told once, then a manual item that names the settings', async (_what, strict, options, words) => {
    const at = await inStep(strict, {}, options);
    await at.control.edit({ side: 'harvest', kind: 'company', values: { capacity: CAPACITY } });
    const first = await doApply(at);
    expect(first.code).toBe(6);
    expect(first.out).toContain(words);
    expect(await capabilitiesOf(at)).toMatchObject({ 'company-default': { value: 'no', from: 'answer' } });
    at.control.resetRequests();
    for (let round = 0; round < 2; round++) {
      const { changes, manual } = await planned(at);
      expect(changes).toEqual([]);
      expect(manual).toMatchObject([{ rule: 'company.capacity', reasons: [{ code: 'default-refused' }] }]);
      expect(manual[0]?.ways_out[0]?.text).toContain('Settings');
      expect(await doApply(at)).toMatchObject({ code: 0 });
    }
    expect(writes(at)).toEqual([]);
    await at.control.edit({ side: 'forecast', kind: 'company', values: { capacity: CAPACITY } });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    await expectSettled(at);
  });

  it('is taken: known from then on', async () => {
    const at = await inStep({});
    await at.control.edit({ side: 'harvest', kind: 'company', values: { capacity: CAPACITY } });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(await capabilitiesOf(at)).toMatchObject({ 'company-default': { value: 'yes', from: 'answer' } });
    await expectSettled(at);
  });
});

describe('archived records of Harvest', () => {
  async function archivedClient(strict: Strict): Promise<World> {
    const at = await inStep(strict);
    for (const side of ['harvest', 'forecast'] as const) {
      for (const { id } of at.sandbox.world()[side].projects.filter(({ client_id }) => client_id === ACME[side]))
        await at.control.edit({ side, kind: 'project', id, values: { status: 'archived' } });
      await at.control.edit({ side, kind: 'client', id: ACME[side], values: { status: 'archived' } });
    }
    expect((await doApply(at)).code).toBe(0);
    await at.control.edit({ side: 'forecast', kind: 'client', id: ACME.forecast, values: { name: 'Acme Ltd' } });
    return at;
  }

  it('a client that takes edits: learned from the answer', async () => {
    const at = await archivedClient({});
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(await capabilitiesOf(at)).toMatchObject({ 'archived-edit.client': { value: 'yes', from: 'answer' } });
  });

  it('a client that refuses them: told once, then a manual item', async () => {
    const at = await archivedClient({ lockedClients: true });
    expect((await doApply(at)).code).toBe(6);
    const { changes, manual } = await planned(at);
    expect(changes).toEqual([]);
    expect(manual).toMatchObject([{ rule: 'client.name', reasons: [{ code: 'record-archived' }] }]);
    expect(await doApply(at)).toMatchObject({ code: 0 });
  });

  it.each(['yes', 'no'] as const)('a project, where the probe found %s', async (value) => {
    const at = await inStep(
      { openProjects: value === 'yes' },
      { 'archived-edit.project': value, 'restore-edit.project': value },
    );
    for (const side of ['harvest', 'forecast'] as const)
      await at.control.edit({ side, kind: 'project', id: WEBSITE[side], values: { status: 'archived' } });
    expect((await doApply(at)).code).toBe(0);
    at.control.resetRequests();
    await at.control.edit({ side: 'forecast', kind: 'project', id: WEBSITE.forecast, values: { name: 'Relaunch' } });
    expect((await doApply(at)).code).toBe(0);
    expect(writes(at)).toHaveLength(value === 'yes' ? 1 : 0);
    const { manual } = await planned(at);
    expect(manual.map(({ reasons }) => reasons?.[0]?.code)).toEqual(value === 'yes' ? [] : ['record-archived']);
    // Restored with an edit: one request where that is known to do, else two.
    at.control.resetRequests();
    await at.control.edit({
      side: 'forecast',
      kind: 'project',
      id: WEBSITE.forecast,
      values: { status: 'active', name: 'Live' },
    });
    expect((await doApply(at)).code).toBe(0);
    expect(writes(at)).toHaveLength(value === 'yes' ? 1 : 2);
    await expectSettled(at);
  });
});
