import { describe, expect, it } from 'vitest';
import { apply, type ApplyOptions } from '../../src/app/apply.ts';
import { plan } from '../../src/app/plan.ts';
import { GUARDS } from '../../src/model/guard.ts';
import type { Plan } from '../../src/model/plan.ts';
import { readPlan } from '../../src/report/json.ts';
import { APPLY, PLAN } from '../support/options.ts';
import { impatient, world, type Ran, type World } from './world.ts';

/** Forecast drops the pointers that hfsync sends: what was created is not linked, is told, and is never created again. */
const doApply = (at: World, options: Partial<ApplyOptions> = {}): Promise<Ran> =>
  at.run((env) => apply(env, { ...APPLY, allow: GUARDS, ...options }), { clock: impatient(() => undefined) });
const planned = async (at: World): Promise<Plan> =>
  readPlan((await at.run((env) => plan(env, { ...PLAN, format: 'json' }))).out);
const writes = (at: World) => at.requests.filter(({ method }) => method !== 'GET');

async function dropping(): Promise<World> {
  const at = await world({ strict: { dropsPointers: true } });
  expect(await doApply(at)).toMatchObject({ code: 0 });
  return at;
}

async function declare(at: World, kind: 'clients' | 'projects' | 'people', entries: readonly string[]): Promise<void> {
  const text = await at.read('hfsync.yaml');
  await at.write(
    'hfsync.yaml',
    text.replace(`  ${kind}:\n`, `  ${kind}:\n${entries.map((entry) => `    - ${entry}\n`).join('')}`),
  );
}

const make = async (at: World, side: 'harvest' | 'forecast', kind: 'client' | 'project' | 'person', values: object) =>
  ((await at.control.create({ side, kind, values: values as never })) as { id: number }).id;
const newProject = (at: World, side: 'harvest' | 'forecast', name: string) =>
  make(at, side, 'project', { client: side === 'harvest' ? 5735776 : 1001, name });

describe('imports of projects', () => {
  it('the first is created and not linked, the others wait; each is a manual item from then on', async () => {
    const at = await dropping();
    const ids = [];
    for (const name of ['One', 'Two', 'Three']) ids.push(await newProject(at, 'harvest', name));
    await declare(
      at,
      'projects',
      ids.map((id) => `{ harvest: ${id}, forecast: create }`),
    );
    const count = at.sandbox.world().forecast.projects.length;
    const first = await doApply(at);
    expect(first.code).toBe(6);
    expect(first.out).toContain('created, not linked. It is 9001');
    expect(first.out).toContain('apply.not-linked');
    expect(first.out).toContain('Manage > Import from Harvest');
    expect(at.sandbox.world().forecast.projects).toHaveLength(count + 1);
    expect(writes(at).filter(({ method }) => method === 'POST')).toHaveLength(1);

    const { changes, manual } = await planned(at);
    expect(changes).toEqual([]);
    expect(manual.map(({ address, rule, reasons, ways_out: [way] }) => [address, rule, reasons, way?.key])).toEqual(
      [
        ...ids
          .slice(1)
          .map((id) => [
            `project:${id}/-`,
            'project.new-in-harvest',
            [{ code: 'pointer-refused', step: 'import' }],
            'import',
          ]),
        [`project:${ids[0]}/9001`, 'link.pointer', [{ code: 'pointer-refused', step: 'link' }], 'import'],
      ].sort(),
    );
    const before = writes(at).length;
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(writes(at)).toHaveLength(before);

    // A person ticks all three in Forecast.
    await at.control.edit({ side: 'forecast', kind: 'project', id: 9001, values: { pointer: ids[0]! } });
    for (const [index, name] of [
      [1, 'Two'],
      [2, 'Three'],
    ] as const)
      await at.control.create({
        side: 'forecast',
        kind: 'project',
        values: { client: 1001, name, pointer: ids[index]! },
      });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
    expect(at.sandbox.world().forecast.projects).toHaveLength(count + 3);
  });

  it('an edit of a record that is not linked still goes to the other side', async () => {
    const at = await dropping();
    const id = await newProject(at, 'harvest', 'One');
    await declare(at, 'projects', [`{ harvest: ${id}, forecast: create }`]);
    await doApply(at);
    await at.control.edit({ side: 'harvest', kind: 'project', id, values: { name: 'Uno' } });
    expect(await doApply(at)).toMatchObject({ code: 0 });
    expect(at.sandbox.world().forecast.projects.find((project) => project.id === 9001)?.name).toBe('Uno');
  });
});

it('pushes of projects: one Harvest project at most', async () => {
  const at = await dropping();
  const ids = [];
  for (const name of ['One', 'Two', 'Three']) ids.push(await newProject(at, 'forecast', name));
  await declare(
    at,
    'projects',
    ids.map((id) => `{ harvest: create, forecast: ${id} }`),
  );
  const count = at.sandbox.world().harvest.projects.length;
  const { code, out } = await doApply(at);
  expect(code).toBe(6);
  expect(out).toContain('not linked: Forecast');
  expect(at.sandbox.world().harvest.projects).toHaveLength(count + 1);
  const { changes, manual } = await planned(at);
  expect(changes).toEqual([]);
  expect(manual.map(({ reasons }) => reasons)).toEqual(
    expect.arrayContaining([
      [{ code: 'pointer-refused', step: 'link' }],
      [{ code: 'pointer-refused', step: 'push' }],
      [{ code: 'pointer-refused', step: 'push' }],
    ]),
  );
  expect(await doApply(at)).toMatchObject({ code: 0 });
  expect(at.sandbox.world().harvest.projects).toHaveLength(count + 1);
});

it('a person and a client: created once, told, manual afterwards', async () => {
  const at = await dropping();
  const client = await make(at, 'harvest', 'client', { name: 'Hooli' });
  const person = await make(at, 'harvest', 'person', {
    first_name: 'Ada',
    last_name: 'Lace',
    email: 'ada@acme.example',
  });
  await declare(at, 'clients', [`{ harvest: ${client}, forecast: create }`]);
  await declare(at, 'people', [`{ harvest: ${person}, forecast: create }`]);
  const { code, out } = await doApply(at);
  expect(code).toBe(6);
  expect(out.match(/created, not linked/g)).toHaveLength(2);
  for (let round = 0; round < 2; round++) {
    const { changes, manual } = await planned(at);
    expect(changes).toEqual([]);
    expect(manual.map(({ rule, reasons }) => [rule, reasons?.[0]?.code])).toEqual([
      ['link.pointer', 'pointer-refused'],
      ['link.pointer', 'pointer-refused'],
    ]);
    expect(await doApply(at)).toMatchObject({ code: 0 });
  }
  const { clients, people } = at.sandbox.world().forecast;
  expect(clients.filter(({ name }) => name === 'Hooli')).toHaveLength(1);
  expect(people.filter(({ email }) => email === 'ada@acme.example')).toHaveLength(1);
});

it('a role is told once and lives by its name', async () => {
  const at = await dropping();
  await at.control.create({ side: 'harvest', kind: 'role', values: { name: 'Writer' } });
  expect((await doApply(at)).code).toBe(6);
  expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
  await at.control.create({ side: 'harvest', kind: 'role', values: { name: 'Editor' } });
  expect((await doApply(at)).code).toBe(0);
  expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
  expect(at.sandbox.world().forecast.roles.filter(({ name }) => name === 'Writer' || name === 'Editor')).toHaveLength(
    2,
  );
});

it('a new record that nobody declared: Forecast itself is the way, and no create is offered', async () => {
  const at = await dropping();
  const id = await newProject(at, 'harvest', 'One');
  await declare(at, 'projects', [`{ harvest: ${id}, forecast: create }`]);
  await doApply(at);
  await newProject(at, 'harvest', 'Two');
  await newProject(at, 'forecast', 'Drei');
  const ways = (await planned(at)).manual
    .filter(({ rule }) => rule !== 'link.pointer')
    .map(({ ways_out: all }) => all.map(({ key }) => key));
  expect(ways).toEqual([
    ['import', 'link', 'ignore'],
    ['push', 'link', 'ignore'],
  ]);
});

it('Forecast keeps pointers: the first import is alone, and is never asked again', async () => {
  const at = await world();
  expect(await doApply(at)).toMatchObject({ code: 0 });
  const ids = [];
  for (const name of ['One', 'Two', 'Three']) ids.push(await newProject(at, 'harvest', name));
  await declare(
    at,
    'projects',
    ids.map((id) => `{ harvest: ${id}, forecast: create }`),
  );
  expect(await doApply(at)).toMatchObject({ code: 0 });
  expect(JSON.parse(await at.read('.hfsync/state.json'))).toMatchObject({
    capabilities: { 'pointer.project': { value: 'yes', from: 'answer' } },
  });
  expect(await planned(at)).toMatchObject({ changes: [], manual: [], conflicts: [] });
});
