import { describe, expect, it } from 'vitest';
import { COMPANY } from '../../src/model/address.ts';
import { UserError } from '../../src/model/error.ts';
import { changeOf, client, person, project, role, worldOf } from './parts.ts';

const counts = { done: 0, failed: 0, skipped: 0, stale: 0, interrupted: false, stopped: null, warnings: [] };

describe('a plan is applied', () => {
  it('with an intent before each write and an outcome after it', async () => {
    const world = worldOf({ forecast: [['project', 2, { name: 'Site' }]] });
    const result = await world.run([changeOf('forecast', 'update', project(1, 2), { name: ['Site', 'Website'] })]);
    expect(result).toEqual({ ...counts, done: 1 });
    expect(world.story).toEqual([
      'forecast get project 2',
      'intent forecast:update:project:1/2',
      'forecast update project 2',
      'outcome done',
    ]);
    expect(world.forecast.value('project', 2, 'name')).toBe('Website');
    expect(world.outcomes[0]?.advance).toEqual({ address: 'project:1/2', baseline: { name: 'Website' } });
    expect(world.events.map(({ type }) => type)).toEqual(['apply_start', 'apply_complete']);
  });

  it('and sends a Forecast record back as it was read, with the changed fields in it', async () => {
    const world = worldOf({ forecast: [['project', 2, { name: 'Site', code: 'A', notes: 'old' }]] });
    const change = changeOf('forecast', 'update', project(1, 2), { name: ['Site', 'Website'] });
    const running = world.run([change]);
    world.forecast.edit('project', 2, { notes: 'by a person, just now' });
    await running;
    expect(world.forecast.value('project', 2, 'notes')).toBe('by a person, just now');
  });

  it('with what it waits for first, whatever the order of the list', async () => {
    const world = worldOf({
      harvest: [
        ['client', 5, { name: 'Acme', status: 'archived' }],
        ['project', 1, { name: 'P', status: 'archived' }],
      ],
    });
    const restore = changeOf('harvest', 'update', client(5, 6), { status: ['archived', 'active'] });
    const change = changeOf(
      'harvest',
      'update',
      project(1, 2),
      { status: ['archived', 'active'] },
      { after: [restore.id] },
    );
    await world.run([change, restore]);
    expect(world.story.filter((line) => line.includes('update'))).toEqual([
      'intent harvest:update:client:5/6',
      'harvest update client 5',
      'intent harvest:update:project:1/2',
      'harvest update project 1',
    ]);
  });

  it('on both accounts in parallel, a few requests at a time', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => index + 1);
    const seed = ids.map((id) => ['project', id, { name: 'old' }] as const);
    const world = worldOf({ harvest: seed, forecast: seed });
    const changes = ids.flatMap((id) => [
      changeOf('harvest', 'update', project(id, 100 + id), { name: ['old', `new ${id}`] }),
      changeOf('forecast', 'update', project(100 + id, id), { name: ['old', `new ${id}`] }),
    ]);
    expect(await world.run(changes)).toEqual({ ...counts, done: 24 });
    expect([world.harvest.busiest(), world.forecast.busiest()]).toEqual([4, 4]);
    const first = world.story.slice(0, 10).join('\n');
    expect(first).toContain('harvest');
    expect(first).toContain('forecast');
  });

  it('T10 but never two requests on one Forecast record at once', async () => {
    const world = worldOf({ forecast: [['project', 2, { name: 'a', code: 'b' }]] });
    const name = changeOf('forecast', 'update', project(1, 2), { name: ['a', 'A'] });
    const code = changeOf('forecast', 'update', project(1, 2), { code: ['b', 'B'] }, { id: `${name.id}#2` });
    await world.run([name, code]);
    expect(world.forecast.busiest()).toBe(1);
    expect([world.forecast.value('project', 2, 'name'), world.forecast.value('project', 2, 'code')]).toEqual([
      'A',
      'B',
    ]);
  });

  it('skipping what waits for something that failed, and all others go on', async () => {
    const world = worldOf({
      harvest: [
        ['project', 1, { name: 'a' }],
        ['project', 2, { name: 'a' }],
        ['project', 3, { name: 'a' }],
        ['project', 4, { name: 'a' }],
      ],
      harvestOptions: {
        before: ({ method, id }) =>
          method === 'update' && id === 1 ? { failure: 'refused', applied: 'no' } : undefined,
      },
    });
    const [first, second, third, fourth] = [1, 2, 3, 4].map((id) =>
      changeOf('harvest', 'update', project(id, id), { name: ['a', 'b'] }),
    );
    const result = await world.run([
      first!,
      { ...second!, after: [first!.id] },
      { ...third!, after: [second!.id] },
      fourth!,
    ]);
    expect(result).toEqual({ ...counts, done: 1, failed: 1, skipped: 2 });
    expect(world.told('apply_errored')).toEqual(['harvest:update:project:1/1: request.refused']);
    expect(world.told('apply_skipped')).toEqual([
      'harvest:update:project:2/2: it depends on harvest:update:project:1/1, which failed',
      'harvest:update:project:3/3: it depends on harvest:update:project:2/2, which was skipped',
    ]);
    expect(world.outcomes.map((outcome) => outcome.result).sort()).toEqual(['done', 'refused']);
  });

  it('skipping what waits for a change that is not in the plan, or for itself', async () => {
    const world = worldOf({ harvest: [['project', 1, { name: 'a' }]] });
    const change = changeOf('harvest', 'update', project(1, 1), { name: ['a', 'b'] });
    expect(await world.run([{ ...change, after: ['elsewhere'] }])).toMatchObject({ skipped: 1 });
    expect(await world.run([{ ...change, after: [change.id] }])).toMatchObject({ skipped: 1 });
    expect(world.story).toEqual([]);
  });

  it.each(['unauthorized', 'limited'] as const)('H13 and stops one account alone when it is %s', async (failure) => {
    const world = worldOf({
      harvest: [1, 2, 3, 4, 5, 6].map((id) => ['project', id, { name: 'a' }] as const),
      forecast: [['project', 9, { name: 'a' }]],
      harvestOptions: { before: ({ method }) => (method === 'update' ? { failure, applied: 'no' } : undefined) },
    });
    const changes = [1, 2, 3, 4, 5, 6].map((id) =>
      changeOf('harvest', 'update', project(id, id), { name: ['a', 'b'] }),
    );
    const result = await world.run([...changes, changeOf('forecast', 'update', project(9, 9), { name: ['a', 'b'] })]);
    // Four were under way already.
    expect(result).toEqual({ ...counts, done: 1, failed: 4, skipped: 2 });
    expect(world.told('apply_skipped')[0]).toContain('nothing more is sent to Harvest');
    // C26 a limit is no promise that nothing happened: those intents stay open.
    expect(world.outcomes.filter((outcome) => outcome.result === 'refused')).toHaveLength(
      failure === 'limited' ? 0 : 4,
    );
  });

  it('K3 until it is interrupted: what runs is finished, nothing new starts', async () => {
    const world = worldOf({
      harvest: [1, 2, 3, 4, 5, 6].map((id) => ['project', id, { name: 'a' }] as const),
      harvestOptions: {
        before: ({ method }) => (method === 'update' ? world.stop.abort(new Error('SIGINT')) : undefined),
      },
    });
    const changes = [1, 2, 3, 4, 5, 6].map((id) =>
      changeOf('harvest', 'update', project(id, id), { name: ['a', 'b'] }),
    );
    expect(await world.run(changes)).toEqual({ ...counts, done: 4, skipped: 2, interrupted: true });
    expect(world.told('apply_skipped')[0]).toContain('interrupted before it started');
  });

  it('P14 K5 until the journal cannot be written: then no request is sent', async () => {
    const full = new UserError('state.unwritable', 'the journal cannot be written (ENOSPC)');
    const world = worldOf({
      harvest: [['project', 1, { name: 'a' }]],
      store: { intent: () => Promise.reject(full) },
    });
    const result = await world.run([changeOf('harvest', 'update', project(1, 1), { name: ['a', 'b'] })]);
    expect(result).toEqual({ ...counts, failed: 1, stopped: full });
    expect(world.story).toEqual([]);
  });

  it('and an error of our own ends the run with its stack', async () => {
    const world = worldOf({
      harvest: [['project', 1, { name: 'a' }]],
      harvestOptions: { before: () => Promise.reject(new TypeError('a bug')) },
    });
    await expect(world.run([changeOf('harvest', 'update', project(1, 1), { name: ['a', 'b'] })])).rejects.toThrow(
      TypeError,
    );
  });
});

describe('ids of what this run creates', () => {
  it('go into the changes that wait for them (push)', async () => {
    const world = worldOf({
      forecast: [
        ['client', 6, { name: 'Acme', pointer: null }],
        ['project', 2, { name: 'P', pointer: null }],
      ],
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
    expect(await world.run([newClient, newProject, link])).toEqual({ ...counts, done: 3 });
    expect(world.harvest.value('project', 9002, 'client')).toBe(9001);
    expect(world.forecast.value('project', 2, 'pointer')).toBe(9002);
    // The journal has the ids too, so that the next run can look at them.
    expect(world.intents[1]?.fields[1]).toMatchObject({ field: 'client', after_id: 9001 });
    expect(world.intents[2]?.fields[0]).toMatchObject({ field: 'pointer', after: 9002 });
  });

  it('are the ones that later parts of the same record write', async () => {
    const world = worldOf();
    const create = changeOf('forecast', 'create', project(1, null), { name: [null, 'P'] });
    const archive = changeOf(
      'forecast',
      'update',
      project(1, null),
      { status: ['active', 'archived'] },
      { after: [create.id] },
    );
    expect(await world.run([create, archive])).toEqual({ ...counts, done: 2 });
    expect(world.forecast.value('project', 9001, 'status')).toBe('archived');
  });
});

describe('person.capacity, person.roles: people follow the company and roles', () => {
  const kim = { first_name: 'Kim', capacity: 126_000, roles: ['Dev'] };

  it('so a person who got the new default by it is done already', async () => {
    const world = worldOf({
      harvest: [
        ['company', 11, { capacity: 126_000 }],
        ['person', 7, kim],
      ],
    });
    const company = changeOf('harvest', 'update', COMPANY, { capacity: [126_000, 144_000] });
    const change = changeOf(
      'harvest',
      'update',
      person(7, 8),
      { capacity: [126_000, 144_000] },
      { after: [company.id] },
    );
    expect(await world.run([company, change])).toEqual({ ...counts, done: 2 });
    expect(world.story.filter((line) => line.startsWith('harvest'))).toEqual([
      'harvest update company 11',
      'harvest list person',
    ]);
    expect(world.events.at(-1)).toMatchObject({ type: 'apply_complete', already: true, id: 7 });
  });

  it('so a role that this run renamed is no edit of the person by somebody else', async () => {
    for (const side of ['harvest', 'forecast'] as const) {
      const world = worldOf({
        [side]: [
          ['role', 3, { name: 'Dev' }],
          ['person', 7, kim],
        ],
      });
      const rename = changeOf(side, 'update', role(3, 3), { name: ['Dev', 'Developer'] });
      const change = changeOf(
        side,
        'update',
        person(7, 7),
        { roles: [['Dev'], ['Developer', 'Lead']] },
        { after: [rename.id] },
      );
      expect(await world.run([rename, change]), side).toEqual({ ...counts, done: 2 });
      expect(world[side].value('person', 7, 'roles')).toEqual(['Developer', 'Lead']);
    }
  });

  it('but an edit by somebody else still is one', async () => {
    const world = worldOf({
      forecast: [
        ['role', 3, { name: 'Dev' }],
        ['person', 7, kim],
      ],
    });
    const rename = changeOf('forecast', 'update', role(3, 3), { name: ['Dev', 'Developer'] });
    const change = changeOf(
      'forecast',
      'update',
      person(7, 7),
      { roles: [['Dev'], ['Developer', 'Lead']] },
      { after: [rename.id] },
    );
    const running = world.run([rename, change]);
    world.forecast.edit('person', 7, { ...kim, roles: ['Dev', 'Ops'] });
    expect(await running).toEqual({ ...counts, done: 1, stale: 1 });
  });

  it('so people are read again after the last change of a role, and role.deleted is done when it is gone', async () => {
    const world = worldOf({
      harvest: [
        ['role', 3, { name: 'Dev' }],
        ['role', 4, { name: 'Old' }],
        ['person', 7, kim],
      ],
    });
    world.harvest.remove('role', 4);
    const changes = [3, 4].map((id) =>
      changeOf('harvest', 'delete', role(id, id), { name: [id === 3 ? 'Dev' : 'Old', null] }),
    );
    expect(await world.run(changes)).toEqual({ ...counts, done: 2 });
    expect(world.harvest.count('role')).toBe(0);
    expect(world.story.at(-1)).toBe('harvest list person');
    expect(world.outcomes.map(({ advance }) => advance?.baseline)).toEqual([null, null]);
  });

  it('role.deleted: not when its name changed meanwhile', async () => {
    const world = worldOf({ harvest: [['role', 3, { name: 'Dev' }]] });
    world.harvest.edit('role', 3, { name: 'Developer' });
    const change = changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] });
    expect(await world.run([change])).toEqual({ ...counts, stale: 1 });
    expect(world.harvest.count('role')).toBe(1);
  });

  it('a failure to read people again is told, and fails nothing', async () => {
    const world = worldOf({
      harvest: [['role', 3, { name: 'Dev' }]],
      harvestOptions: {
        before: ({ method }) => (method === 'list' ? { failure: 'unknown', applied: 'no' } : undefined),
      },
    });
    const result = await world.run([changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] })]);
    expect(result).toMatchObject({ done: 1, failed: 0 });
    expect(result.warnings).toEqual([expect.stringContaining('people of Harvest could not be read again')]);
  });
});

it('a temporary name is an ordinary write, and its outcome tells that it is one', async () => {
  const world = worldOf({ harvest: [['role', 3, { name: 'Dev' }]] });
  const away = changeOf('harvest', 'update', role(3, 4), { name: ['Dev', 'hfsync-tmp-1'] });
  const back = changeOf(
    'harvest',
    'update',
    role(3, 4),
    { name: ['hfsync-tmp-1', 'Ops'] },
    { id: `${away.id}#2`, after: [away.id] },
  );
  expect(await world.run([away, back])).toEqual({ ...counts, done: 2 });
  expect(world.outcomes[0]?.advance?.temporary).toMatchObject({ side: 'harvest', name: 'hfsync-tmp-1' });
  expect(world.harvest.value('role', 3, 'name')).toBe('Ops');
});
