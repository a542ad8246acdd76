import { describe, expect, it } from 'vitest';
import { COMPANY } from '../../src/model/address.ts';
import { SIDES } from '../../src/model/side.ts';
import type { WorldPlan } from '../../src/sandbox/world-plan.ts';
import { changeOf, client, person, project, role } from '../support/changes.ts';
import { stageOf } from './stage.ts';

const counts = { done: 0, failed: 0, skipped: 0, stale: 0, interrupted: false, stopped: null, warnings: [] };

const ACME = { harvest: 1, forecast: 1, name: 'Acme' } as const;

/** Pairs of projects, alike on both sides. */
function projects(count: number): WorldPlan {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const pairs = ids.map((id) => ({ harvest: id, forecast: 100 + id, name: `Site ${id}`, client: 'Acme' }));
  return { clients: [ACME], projects: pairs };
}

const rename = (side: 'harvest' | 'forecast', id: number, to = `Web ${id}`) =>
  changeOf(side, 'update', project(id, 100 + id), { name: [`Site ${id}`, to] });

describe('a plan is applied', () => {
  it('with an intent before each write and an outcome after it', async () => {
    const stage = await stageOf({
      clients: [ACME],
      projects: [{ harvest: 1, forecast: 2, name: { harvest: 'Website', forecast: 'Site' }, client: 'Acme' }],
    });
    const result = await stage.run([changeOf('forecast', 'update', project(1, 2), { name: ['Site', 'Website'] })]);
    expect(result).toEqual({ ...counts, done: 1 });
    expect(stage.story).toEqual([
      'forecast GET /projects/2',
      'intent forecast:update:project:1/2',
      'forecast PUT /projects/2',
      'outcome done',
    ]);
    expect(stage.value('forecast', 'project', 2, 'name')).toBe('Website');
    expect(stage.outcomes[0]?.advance).toMatchObject({ address: 'project:1/2', baseline: { name: 'Website' } });
    expect(stage.events.map(({ type }) => type)).toEqual(['apply_start', 'apply_complete']);
    // The journal alone tells the next run.
    const remembered = await stage.store.read();
    expect(remembered.open).toEqual([]);
    expect(remembered.last?.baseline[project(1, 2)]).toMatchObject({ name: 'Website' });
  });

  it('and sends a Forecast record back as it was read, with the changed fields in it', async () => {
    const stage = await stageOf(projects(1));
    await stage.edit('forecast', 'project', 101, { notes: 'by a person, just now' });
    await stage.run([rename('forecast', 1)]);
    expect(stage.value('forecast', 'project', 101, 'notes')).toBe('by a person, just now');
  });

  it('with what it waits for first, whatever the order of the list', async () => {
    const stage = await stageOf({
      clients: [{ ...ACME, harvest: 5, forecast: 6, archived: { harvest: true, forecast: false } }],
      projects: [{ harvest: 1, forecast: 2, name: 'P', client: 'Acme', archived: { harvest: true, forecast: false } }],
    });
    const restore = changeOf('harvest', 'update', client(5, 6), { status: ['archived', 'active'] });
    const status = { status: ['archived', 'active'] } as const;
    const change = changeOf('harvest', 'update', project(1, 2), status, { after: [restore.id] });
    await stage.run([change, restore]);
    expect(stage.story).toEqual([
      'intent harvest:update:client:5/6',
      'harvest PATCH /clients/5',
      'outcome done',
      'intent harvest:update:project:1/2',
      'harvest PATCH /projects/1',
      'outcome done',
    ]);
  });

  it('on both accounts in parallel, a few requests at a time', async () => {
    const stage = await stageOf(projects(12));
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    const changes = ids.flatMap((id) => [rename('harvest', id), rename('forecast', id, `Web ${id}`)]);
    expect(await stage.run(changes)).toEqual({ ...counts, done: 24 });
    expect([stage.busiest('harvest'), stage.busiest('forecast')]).toEqual([4, 4]);
    const first = stage.story.filter((line) => !line.startsWith('intent')).slice(0, 10);
    expect(first.join('\n')).toContain('harvest PATCH');
    expect(first.join('\n')).toContain('forecast GET');
  });

  it('T10 but never two requests on one Forecast record at once', async () => {
    const stage = await stageOf(projects(1));
    const name = rename('forecast', 1);
    const code = changeOf('forecast', 'update', project(1, 101), { code: ['', 'B'] }, { id: `${name.id}#2` });
    await stage.run([name, code]);
    expect(stage.busiest('forecast')).toBe(1);
    expect(stage.records('forecast', 'project')[0]?.values).toMatchObject({ name: 'Web 1', code: 'B' });
  });

  it('skipping what waits for something that failed, and all others go on', async () => {
    const stage = await stageOf(projects(4));
    stage.fault({ fault: 'status', status: 422, body: { message: 'no' }, method: 'PATCH', path: '/projects/1' });
    const [first, second, third, fourth] = [1, 2, 3, 4].map((id) => rename('harvest', id));
    const result = await stage.run([
      first!,
      { ...second!, after: [first!.id] },
      { ...third!, after: [second!.id] },
      fourth!,
    ]);
    expect(result).toEqual({ ...counts, done: 1, failed: 1, skipped: 2 });
    expect(stage.told('apply_errored')).toEqual(['harvest:update:project:1/101: request.refused']);
    expect(stage.told('apply_skipped')).toEqual([
      'harvest:update:project:2/102: it depends on harvest:update:project:1/101, which failed',
      'harvest:update:project:3/103: it depends on harvest:update:project:2/102, which was skipped',
    ]);
    expect(stage.outcomes.map((outcome) => outcome.result).sort()).toEqual(['done', 'refused']);
  });

  it('skipping what waits for a change that is not in the plan, or for itself', async () => {
    const stage = await stageOf(projects(1));
    const change = rename('harvest', 1);
    expect(await stage.run([{ ...change, after: ['elsewhere'] }])).toMatchObject({ skipped: 1 });
    expect(await stage.run([{ ...change, after: [change.id] }])).toMatchObject({ skipped: 1 });
    expect(stage.story).toEqual([]);
  });

  it.each([
    ['unauthorized', { fault: 'status', status: 401, body: { error: 'invalid_token' } }],
    ['limited', { fault: 'limit', seconds: 3600 }],
  ] as const)('H13 and stops one account alone when it is %s', async (failure, fault) => {
    const stage = await stageOf(projects(7));
    stage.fault({ ...fault, side: 'harvest', method: 'PATCH', times: null });
    const changes = [1, 2, 3, 4, 5, 6].map((id) => rename('harvest', id));
    const result = await stage.run([...changes, rename('forecast', 7)]);
    // Four were under way already.
    expect(result).toEqual({ ...counts, done: 1, failed: 4, skipped: 2 });
    expect(stage.told('apply_skipped')[0]).toContain('nothing more is sent to Harvest');
    expect(stage.records('harvest', 'project').map(({ values }) => values.name)).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((id) => `Site ${id}`),
    );
    // C26 a limit is no promise that nothing happened: the intents of what was sent stay open. Those of the two that were ready do not.
    const refused = stage.outcomes.filter((outcome) => outcome.result === 'refused').length;
    const { open } = await stage.store.read();
    const sent = stage.writes('harvest').length;
    expect([refused, open.length]).toEqual(failure === 'limited' ? [6 - sent, sent] : [6, 0]);
    expect(sent).toBeGreaterThan(0);
  });

  it('K3 until it is interrupted: what runs is finished, nothing new starts', async () => {
    const stage = await stageOf(projects(6), {
      before: ({ method }) => (method === 'PATCH' ? stage.stop.abort(new Error('SIGINT')) : undefined),
    });
    const changes = [1, 2, 3, 4, 5, 6].map((id) => rename('harvest', id));
    expect(await stage.run(changes)).toEqual({ ...counts, done: 4, skipped: 2, interrupted: true });
    expect(stage.told('apply_skipped')[0]).toContain('interrupted before it started');
    // Two were ready: that nothing was sent is recorded, so that the next run does not wait for them.
    expect(stage.outcomes.filter(({ result }) => result === 'refused').length).toBe(2);
    expect((await stage.store.read()).open).toEqual([]);
  });

  it('P14 K5 until the journal cannot be written: then no request is sent', async () => {
    const stage = await stageOf(projects(1));
    stage.disk.failAt(1, 'ENOSPC');
    const result = await stage.run([rename('harvest', 1)]);
    expect(result).toMatchObject({ done: 0, failed: 1, stopped: { code: 'state.unwritable' } });
    expect(stage.writes('harvest')).toEqual([]);
  });

  it('and an error of our own ends the run with its stack', async () => {
    const stage = await stageOf(projects(1), { before: () => Promise.reject(new TypeError('a bug')) });
    await expect(stage.run([rename('harvest', 1)])).rejects.toThrow(TypeError);
  });
});

describe('ids of what this run creates', () => {
  it('go into the changes that wait for them (push)', async () => {
    const stage = await stageOf({
      clients: [{ harvest: null, forecast: 6, name: 'Acme' }],
      projects: [{ harvest: null, forecast: 2, name: 'P', client: { harvest: null, forecast: 'Acme' } }],
    });
    const newClient = changeOf('harvest', 'create', client(null, 6), { name: [null, 'Acme'] });
    const newProject = changeOf(
      'harvest',
      'create',
      project(null, 2),
      { name: [null, 'P'], client: [null, null] },
      { after: [newClient.id], from: { client: newClient.id } },
    );
    const link = changeOf(
      'forecast',
      'link',
      project(null, 2),
      { pointer: [null, null] },
      { after: [newProject.id], from: { pointer: newProject.id } },
    );
    expect(await stage.run([newClient, newProject, link])).toEqual({ ...counts, done: 3 });
    const made = {
      client: stage.records('harvest', 'client')[0]!.id,
      project: stage.records('harvest', 'project')[0]!,
    };
    expect(made.project.values.client).toBe(made.client);
    expect(stage.value('forecast', 'project', 2, 'pointer')).toBe(made.project.id);
    // The journal has the ids too, so that the next run can look at them.
    expect(stage.intents[1]?.fields[1]).toMatchObject({ field: 'client', after_id: made.client });
    expect(stage.intents[2]?.fields[0]).toMatchObject({ field: 'pointer', after: made.project.id });
  });

  it('are the ones that later parts of the same record write', async () => {
    const stage = await stageOf({
      clients: [ACME],
      projects: [{ harvest: 1, forecast: null, name: 'P', client: 'Acme' }],
    });
    const create = changeOf('forecast', 'create', project(1, null), { name: [null, 'P'], client: [null, 1] });
    const status = { status: ['active', 'archived'] } as const;
    const archive = changeOf('forecast', 'update', project(1, null), status, { after: [create.id] });
    expect(await stage.run([create, archive])).toEqual({ ...counts, done: 2 });
    expect(stage.records('forecast', 'project').map(({ values }) => values.status)).toEqual(['archived']);
  });
});

describe('person.capacity, person.roles: people follow the company and roles', () => {
  const DEV = { harvest: 3, forecast: 3, name: 'Dev' } as const;
  const KIM = { harvest: 7, forecast: 8, name: 'Kim Allen', email: 'kim@acme.example', roles: ['Dev'] } as const;

  it('so a person who got the new default by it is done already', async () => {
    const stage = await stageOf({ roles: [DEV], people: [KIM], capacity: 126_000 });
    const capacity = { capacity: [126_000, 144_000] } as const;
    const company = changeOf('harvest', 'update', COMPANY, capacity);
    const change = changeOf('harvest', 'update', person(7, 8), capacity, { after: [company.id] });
    expect(await stage.run([company, change])).toEqual({ ...counts, done: 2 });
    expect(stage.requests('harvest')).toEqual(['harvest PATCH /company', 'harvest GET /users']);
    expect(stage.events.at(-1)).toMatchObject({ type: 'apply_complete', already: true, id: 7 });
  });

  it.each(SIDES)('so a role of %s that this run renamed is no edit of the person by somebody else', async (side) => {
    const stage = await stageOf({ roles: [DEV], people: [KIM] });
    const renamed = changeOf(side, 'update', role(3, 3), { name: ['Dev', 'Developer'] });
    const roles = { roles: [['Dev'], ['Developer', 'Lead']] } as const;
    const change = changeOf(side, 'update', person(7, 8), roles, { after: [renamed.id] });
    expect(await stage.run([renamed, change])).toEqual({ ...counts, done: 2 });
    expect(stage.value(side, 'person', side === 'harvest' ? 7 : 8, 'roles')).toEqual(['Developer', 'Lead']);
  });

  it('but an edit by somebody else still is one', async () => {
    const stage = await stageOf({ roles: [DEV], people: [KIM] });
    const renamed = changeOf('forecast', 'update', role(3, 3), { name: ['Dev', 'Developer'] });
    const roles = { roles: [['Dev'], ['Developer', 'Lead']] } as const;
    const change = changeOf('forecast', 'update', person(7, 8), roles, { after: [renamed.id] });
    await stage.edit('forecast', 'person', 8, { roles: ['Dev', 'Ops'] });
    expect(await stage.run([renamed, change])).toEqual({ ...counts, done: 1, stale: 1 });
  });

  it('so people are read again after the last change of a role, and role.deleted is done when it is gone', async () => {
    const stage = await stageOf({ roles: [DEV, { harvest: 4, forecast: 4, name: 'Old' }], people: [KIM] });
    await stage.remove('harvest', 'role', 4);
    const remove = (id: number, name: string) => changeOf('harvest', 'delete', role(id, id), { name: [name, null] });
    expect(await stage.run([remove(3, 'Dev'), remove(4, 'Old')])).toEqual({ ...counts, done: 2 });
    expect(stage.records('harvest', 'role')).toEqual([]);
    expect(stage.story.at(-1)).toBe('harvest GET /users');
    expect(stage.ledger.current('harvest', 'person', stage.records('harvest', 'person')[0]!.id)?.values.roles).toEqual(
      [],
    );
    expect(stage.outcomes.map(({ advance }) => advance?.baseline)).toEqual([null, null]);
  });

  it('role.deleted: not when its name changed meanwhile', async () => {
    const stage = await stageOf({ roles: [DEV] });
    await stage.edit('harvest', 'role', 3, { name: 'Developer' });
    const change = changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] });
    expect(await stage.run([change])).toEqual({ ...counts, stale: 1 });
    expect(stage.records('harvest', 'role')).toHaveLength(1);
  });

  it('a failure to read people again is told, and fails nothing', async () => {
    const stage = await stageOf({ roles: [DEV] });
    stage.fault({ fault: 'status', status: 403, method: 'GET', path: '/users', times: null });
    const result = await stage.run([changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] })]);
    expect(result).toMatchObject({ done: 1, failed: 0 });
    expect(result.warnings).toEqual([expect.stringContaining('people of Harvest could not be read again')]);
  });
});

it('a temporary name is an ordinary write, and its outcome tells that it is one', async () => {
  const stage = await stageOf({ roles: [{ harvest: 3, forecast: 4, name: { harvest: 'Dev', forecast: 'Ops' } }] });
  const away = changeOf('harvest', 'update', role(3, 4), { name: ['Dev', 'hfsync-tmp-1'] });
  const back = changeOf(
    'harvest',
    'update',
    role(3, 4),
    { name: ['hfsync-tmp-1', 'Ops'] },
    { id: `${away.id}#2`, after: [away.id] },
  );
  expect(await stage.run([away, back])).toEqual({ ...counts, done: 2 });
  expect(stage.outcomes.map(({ advance }) => advance?.temporary)).toEqual([
    { side: 'harvest', name: 'hfsync-tmp-1', was: 'Dev' },
    null,
  ]);
  expect(stage.value('harvest', 'role', 3, 'name')).toBe('Ops');
});
