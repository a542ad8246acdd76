import { describe, expect, it } from 'vitest';
import { otherSide, SIDES, type Side } from '../../src/model/side.ts';
import type { ProjectPlan, WorldPlan } from '../../src/sandbox/world-plan.ts';
import { changeOf, client, project, type Fields } from '../support/changes.ts';
import { stageOf, UPDATE, type StageOptions } from './stage.ts';

const RENAME: Fields = { name: ['Site', 'Website'] };

/** A pair of projects of which the other side was renamed already. */
function renamed(side: Side, id: number, more: Partial<ProjectPlan> = {}): ProjectPlan {
  const other = otherSide(side);
  const name = { [side]: 'Site', [other]: 'Website' } as Record<Side, string>;
  return { ...{ harvest: id, forecast: id, name, client: 'Acme', code: 'A' }, ...more };
}

function worldOf(side: Side, count = 1, more: Partial<ProjectPlan> = {}): WorldPlan {
  const clients = [{ harvest: 1, forecast: 1, name: 'Acme' }];
  return { clients, projects: Array.from({ length: count }, (_, index) => renamed(side, index + 2, more)) };
}

const renames = (side: Side, count: number) =>
  Array.from({ length: count }, (_, index) => changeOf(side, 'update', project(index + 2, index + 2), RENAME));

describe.each(SIDES)('before a record of %s is written', (side) => {
  const [RENAMED] = renames(side, 1);

  /** What a list of the account shows is recent enough for 10 s; after that it is read again. */
  async function aged() {
    const stage = await stageOf(worldOf(side));
    stage.clock.pass(10_001);
    return stage;
  }

  it('D7 it is done already where it has the wanted values', async () => {
    const stage = await aged();
    await stage.edit(side, 'project', 2, { name: 'Website' });
    expect(await stage.run([RENAMED!])).toMatchObject({ done: 1 });
    expect(stage.writes(side)).toEqual([]);
    expect(stage.events.at(-1)).toMatchObject({ already: true });
    // Without an intent, but not forgotten by a crash.
    expect(stage.outcomes).toMatchObject([{ result: 'done', advance: { baseline: { name: 'Website' } } }]);
  });

  it.each([
    ['the field itself', { name: 'Other' }],
    ['another synced field', { code: 'B' }],
    ['its status', { status: 'archived' }],
  ] as const)('it is refused as stale on its own where somebody changed %s', async (_what, values) => {
    const stage = await aged();
    await stage.edit(side, 'project', 2, values);
    expect(await stage.run([RENAMED!])).toMatchObject({ done: 0, stale: 1, failed: 0 });
    expect(stage.told('apply_errored')).toEqual([`${side}:update:project:2/2: apply.stale`]);
    expect(stage.intents).toEqual([]);
    expect(stage.writes(side)).toEqual([]);
  });

  it('an edit of a field that is not synced, or of notes, does not matter', async () => {
    const stage = await aged();
    await stage.edit(side, 'project', 2, { notes: 'hello', [side === 'harvest' ? 'fee' : 'color']: null });
    expect(await stage.run([RENAMED!])).toMatchObject({ done: 1 });
  });

  it('one of several wanted values that is there already does not matter', async () => {
    const stage = await aged();
    await stage.edit(side, 'project', 2, { code: 'B' });
    const change = changeOf(side, 'update', project(2, 2), { ...RENAME, code: ['A', 'B'] });
    expect(await stage.run([change])).toMatchObject({ done: 1 });
  });
});

it('notes count where they are written', async () => {
  const stage = await stageOf(worldOf('forecast', 1, { notes: '' }));
  stage.clock.pass(10_001);
  await stage.edit('forecast', 'project', 2, { notes: 'by a person' });
  const change = changeOf('forecast', 'update', project(2, 2), { notes: ['', '[hfsync: 1.00 h of budget left]'] });
  expect(await stage.run([change])).toMatchObject({ stale: 1 });
});

describe('how a record is looked at before its write', () => {
  it('Forecast: a GET right before each PUT', async () => {
    const stage = await stageOf(worldOf('forecast', 2));
    await stage.run(renames('forecast', 2));
    expect(stage.requests('forecast GET')).toEqual(['forecast GET /projects/2', 'forecast GET /projects/3']);
    expect(stage.writes('forecast')).toEqual(['forecast PUT /projects/2', 'forecast PUT /projects/3']);
  });

  it('B12 D13 Forecast: an answer that is older than the list is not written back', async () => {
    const stage = await stageOf(worldOf('forecast'));
    const [row] = stage.records('forecast', 'project');
    stage.ledger.put({ ...row!, updatedAt: row!.updatedAt! + 5_000 });
    expect(await stage.run(renames('forecast', 1))).toMatchObject({ failed: 1 });
    expect(stage.told('apply_errored')).toEqual(['forecast:update:project:2/2: reading.behind']);
    expect(stage.intents).toEqual([]);
  });

  it('H10 Forecast: a record that is gone is refused on its own', async () => {
    const stage = await stageOf(worldOf('forecast', 2));
    await stage.remove('forecast', 'project', 2);
    expect(await stage.run(renames('forecast', 2))).toMatchObject({ done: 1, stale: 1 });
  });

  it('Harvest: no request while the reading is recent', async () => {
    const stage = await stageOf(worldOf('harvest', 3));
    await stage.run(renames('harvest', 3));
    expect(stage.requests('harvest')).toEqual([2, 3, 4].map((id) => `harvest PATCH /projects/${id}`));
  });

  it('K20 Harvest: one list since the last reading for all of a kind once it is older than 10 s', async () => {
    const stage = await stageOf(worldOf('harvest', 3));
    stage.clock.pass(10_001);
    await stage.run(renames('harvest', 3));
    expect(stage.requests('harvest GET')).toEqual(['harvest GET /projects since']);
  });

  it('Harvest: a record that is gone fails on its own', async () => {
    const stage = await stageOf(worldOf('harvest', 2));
    await stage.remove('harvest', 'project', 2);
    expect(await stage.run(renames('harvest', 2))).toMatchObject({ done: 1, failed: 1 });
    expect(stage.told('apply_errored')).toEqual(['harvest:update:project:2/2: request.gone']);
  });
});

describe.each(SIDES)('what %s answers is compared with what was asked', (side) => {
  const [RENAMED] = renames(side, 1);

  it('P21 H19 D11 a value that did not stick is an error that names it', async () => {
    const stage = await stageOf(worldOf(side));
    stage.fault({ fault: 'ignore', side, method: UPDATE[side], keys: ['code'] });
    const change = changeOf(side, 'update', project(2, 2), { ...RENAME, code: ['A', 'B'] });
    expect(await stage.run([change])).toMatchObject({ done: 0, failed: 1 });
    expect(stage.told('apply_errored')).toEqual([`${change.id}: apply.not-stored`]);
    expect(stage.events.at(-1)).toMatchObject({
      message: expect.stringContaining('code: asked for "B", got "A"') as string,
    });
    // The rest was written, and the journal must say so.
    expect(stage.value(side, 'project', 2, 'name')).toBe('Website');
    expect(stage.outcomes).toMatchObject([{ result: 'done', advance: { baseline: { name: 'Website', code: 'A' } } }]);
  });

  it('H18 an answer without the key is no proof: the record is read once more', async () => {
    const stage = await stageOf(worldOf(side));
    const { name: _, ...rest } = stage.control.get({ side, kind: 'project', id: 2 });
    const body = side === 'forecast' ? { project: rest } : rest;
    stage.fault({ fault: 'status', status: 200, applied: true, body, side, method: UPDATE[side] });
    expect(await stage.run([RENAMED!])).toMatchObject({ done: 1 });
    expect(stage.story.at(-2)).toBe(`${side} GET /projects/2`);
  });

  it('H18 what an answer lacks is as it was known: an edit of it before the next write is stale', async () => {
    const stage = await stageOf(worldOf(side), {
      async after({ method }) {
        if (method !== UPDATE[side]) return;
        await stage.edit(side, 'project', 2, { code: 'Z' });
        stage.clock.pass(10_001);
      },
    });
    const { code: _, ...rest } = stage.control.get({ side, kind: 'project', id: 2 });
    const answer = { ...rest, name: 'Website' };
    const body = side === 'forecast' ? { project: answer } : answer;
    stage.fault({ fault: 'status', status: 200, applied: true, body, side, method: UPDATE[side] });
    const next = changeOf(side, 'update', project(2, 2), { name: ['Website', 'Shop'] }, { after: [RENAMED!.id] });
    expect(await stage.run([RENAMED!, { ...next, id: 'next' }])).toMatchObject({ done: 1, stale: 1 });
    expect(stage.value(side, 'project', 2, 'name')).toBe('Website');
  });
});

it('also on a create: a pointer that Forecast drops', async () => {
  const stage = await stageOf(
    { clients: [{ harvest: 1, forecast: null, name: 'Acme' }] },
    { strict: { dropsPointers: true } },
  );
  const change = changeOf('forecast', 'create', client(1, null), { name: [null, 'Acme'], pointer: [null, 1] });
  expect(await stage.run([change])).toMatchObject({ failed: 1 });
  expect(stage.told('apply_errored')).toEqual([`${change.id}: apply.not-linked`]);
});

it('also on a create: a name that Harvest keeps in another form', async () => {
  const stage = await stageOf({ clients: [{ harvest: null, forecast: 1, name: 'Acme ' }] });
  stage.fault({ fault: 'trim', side: 'harvest', method: 'POST' });
  const change = changeOf('harvest', 'create', client(null, 1), { name: [null, 'Acme '] });
  expect(await stage.run([change])).toMatchObject({ failed: 1 });
  expect(stage.told('apply_errored')).toEqual([`${change.id}: apply.not-stored`]);
});

describe.each(SIDES)('before a record is created in %s', (side) => {
  const other = otherSide(side);
  const ACME = { [other]: 1, [side]: null, name: 'Acme' };
  const address = client(side === 'forecast' ? 1 : null, side === 'harvest' ? 1 : null);
  const pointer = side === 'forecast' && { pointer: [null, 1] as const };
  const create = changeOf(side, 'create', address, { name: [null, 'Acme'], ...pointer });
  const wanted = side === 'forecast' ? { name: 'Acme', pointer: 1 } : { name: 'Acme' };
  const OTHER = { harvest: 5, forecast: 5, name: 'Other' };
  const fresh = (more: WorldPlan = {}, options: StageOptions = {}) =>
    stageOf({ clients: [ACME, OTHER], ...more }, options);

  /** Somebody makes a client after the reading, which is 10 s old by now. */
  async function madeSince(more: WorldPlan = {}) {
    const stage = await fresh(more);
    const id = await stage.make(side, 'client', wanted);
    stage.clock.pass(10_001);
    return { stage, id };
  }

  it('it is done already where somebody just made it with all that is wanted', async () => {
    const { stage, id } = await madeSince();
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(stage.records(side, 'client')).toHaveLength(2);
    expect(stage.events.at(-1)).toMatchObject({ already: true, id });
    expect(stage.intents).toEqual([]);
  });

  it('what waits for it gets its id', async () => {
    const clients = { [other]: 'Acme', [side]: null } as Record<Side, string | null>;
    const { stage, id } = await madeSince({
      projects: [{ [other]: 2, [side]: null, name: 'Site', client: clients }],
    });
    const at = project(side === 'forecast' ? 2 : null, side === 'harvest' ? 2 : null);
    const fields = { name: [null, 'Site'], client: [null, null] } as const;
    const site = changeOf(side, 'create', at, fields, { from: { client: create.id }, after: [create.id] });
    expect(await stage.run([create, site])).toMatchObject({ done: 2 });
    expect(stage.records(side, 'project').map(({ values }) => values.client)).toEqual([id]);
  });

  it('a record that was there when the plan was made is none of it', async () => {
    const stage = await fresh(
      { clients: [ACME, { [side]: 5, [other]: null, name: 'Acme', pointer: null }] },
      { strict: { freeNames: true } },
    );
    stage.clock.pass(10_001);
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(stage.records(side, 'client')).toHaveLength(2);
  });

  it('no request is needed while the reading is recent', async () => {
    const stage = await fresh();
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(stage.story).toEqual([`intent ${create.id}`, `${side} POST /clients`, 'outcome done']);
  });
});

it('a client that somebody just made in Forecast without a link is refused as stale: the next plan links it', async () => {
  const stage = await stageOf({ clients: [{ harvest: 1, forecast: null, name: 'Acme' }] });
  await stage.make('forecast', 'client', { name: 'Acme' });
  stage.clock.pass(10_001);
  const create = changeOf('forecast', 'create', client(1, null), { name: [null, 'Acme'], pointer: [null, 1] });
  expect(await stage.run([create])).toMatchObject({ stale: 1 });
  expect(stage.records('forecast', 'client')).toHaveLength(1);
  expect(stage.events.at(-1)).toMatchObject({ code: 'apply.stale', hint: expect.stringContaining('links') as string });
});

it('two creates of one name do not run at once: neither takes the other for what somebody else made', async () => {
  const site = { harvest: null, name: 'Site', client: 'Acme' } as const;
  const stage = await stageOf({
    clients: [{ harvest: 6, forecast: 6, name: 'Acme' }],
    projects: [
      { ...site, forecast: 2 },
      { ...site, forecast: 3 },
    ],
  });
  stage.clock.pass(10_001);
  const create = (id: number) =>
    changeOf('harvest', 'create', project(null, id), { name: [null, 'Site'], client: [null, 6] });
  expect(await stage.run([create(2), create(3)])).toMatchObject({ done: 2 });
  expect(stage.records('harvest', 'project')).toHaveLength(2);
  expect(stage.busiest('harvest')).toBe(1);
});
