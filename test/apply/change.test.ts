import { describe, expect, it } from 'vitest';
import { SIDES } from '../../src/model/side.ts';
import { AT_START, changeOf, client, project, worldOf, type Fields } from './parts.ts';

const RENAME: Fields = { name: ['Site', 'Website'] };

describe.each(SIDES)('before a record of %s is written', (side) => {
  const seed = { [side]: [['project', 2, { name: 'Site', code: 'A', status: 'active' }]] } as const;

  /** What a list of the account shows is young enough for 10 s; after that it is read again. */
  function aged() {
    const world = worldOf(seed);
    world.clock.pass(10_001);
    return { world, readAt: AT_START };
  }

  it('D7 it is done already where it has the wanted values', async () => {
    const { world, readAt } = aged();
    world[side].edit('project', 2, { name: 'Website' });
    expect(await world.run([changeOf(side, 'update', project(2, 2), RENAME)], { readAt })).toMatchObject({ done: 1 });
    expect(world.story.some((line) => line.includes('update'))).toBe(false);
    expect(world.events.at(-1)).toMatchObject({ already: true });
    // Without an intent, but not forgotten by a crash.
    expect(world.outcomes).toMatchObject([{ result: 'done', advance: { baseline: { name: 'Website' } } }]);
  });

  it.each([
    ['the field itself', { name: 'Other' }],
    ['another synced field', { code: 'B' }],
    ['its status', { status: 'archived' }],
  ] as const)('it is refused as stale on its own where somebody changed %s', async (_what, edit) => {
    const { world, readAt } = aged();
    world[side].edit('project', 2, edit);
    const result = await world.run([changeOf(side, 'update', project(2, 2), RENAME)], { readAt });
    expect(result).toMatchObject({ done: 0, stale: 1, failed: 0 });
    expect(world.told('apply_errored')).toEqual([`${side}:update:project:2/2: apply.stale`]);
    expect(world.intents).toEqual([]);
  });

  it('an edit of a field that is not synced, or of notes, does not matter', async () => {
    const { world, readAt } = aged();
    world[side].edit('project', 2, { notes: 'hello' });
    expect(await world.run([changeOf(side, 'update', project(2, 2), RENAME)], { readAt })).toMatchObject({ done: 1 });
  });

  it('one of several wanted values that is there already does not matter', async () => {
    const { world, readAt } = aged();
    world[side].edit('project', 2, { code: 'B' });
    const change = changeOf(side, 'update', project(2, 2), { ...RENAME, code: ['A', 'B'] });
    expect(await world.run([change], { readAt })).toMatchObject({ done: 1 });
  });

  it('notes count where they are written', async () => {
    const { world, readAt } = aged();
    world[side].edit('project', 2, { notes: 'by a person' });
    const change = changeOf(side, 'update', project(2, 2), { notes: ['', '[hfsync: 1.00 h of budget left]'] });
    expect(await world.run([change], { readAt })).toMatchObject({ stale: 1 });
  });
});

describe('how a record is looked at before its write', () => {
  const names = (count: number) =>
    Array.from({ length: count }, (_, index) => ['project', index + 1, { name: 'a' }] as const);
  const renames = (side: 'harvest' | 'forecast', count: number) =>
    names(count).map(([, id]) => changeOf(side, 'update', project(id, id), { name: ['a', 'b'] }));

  it('Forecast: a GET right before each PUT', async () => {
    const world = worldOf({ forecast: names(2) });
    await world.run(renames('forecast', 2));
    expect(world.story.filter((line) => line.includes('get'))).toHaveLength(2);
  });

  it('B12 D13 Forecast: an answer that is older than the list is not written back', async () => {
    const world = worldOf({ forecast: names(1) });
    const [row] = world.forecast.records('project');
    world.ledger.put({ ...row!, updatedAt: 10_000 });
    world.forecast.edit('project', 1, { name: 'a' }, 5_000);
    expect(await world.run(renames('forecast', 1))).toMatchObject({ failed: 1 });
    expect(world.told('apply_errored')).toEqual(['forecast:update:project:1/1: reading.behind']);
    expect(world.intents).toEqual([]);
  });

  it('H10 Forecast: a record that is gone is refused on its own', async () => {
    const world = worldOf({ forecast: names(2) });
    world.forecast.remove('project', 1);
    expect(await world.run(renames('forecast', 2))).toMatchObject({ done: 1, stale: 1 });
  });

  it('Harvest: no request while the reading is young', async () => {
    const world = worldOf({ harvest: names(3) });
    await world.run(renames('harvest', 3));
    expect(world.story.filter((line) => line.startsWith('harvest'))).toEqual(
      [1, 2, 3].map((id) => `harvest update project ${id}`),
    );
  });

  it('K20 Harvest: one list since the last reading for all of a kind once it is older than 10 s', async () => {
    const world = worldOf({ harvest: names(3) });
    world.clock.pass(10_001);
    await world.run(renames('harvest', 3), { readAt: AT_START });
    expect(world.story.filter((line) => line.includes('list'))).toEqual(['harvest list project since']);
  });

  it('Harvest: a record that is gone fails on its own', async () => {
    const world = worldOf({ harvest: names(2) });
    world.harvest.remove('project', 1);
    expect(await world.run(renames('harvest', 2))).toMatchObject({ done: 1, failed: 1 });
    expect(world.told('apply_errored')).toEqual(['harvest:update:project:1/1: request.gone']);
  });
});

describe.each(SIDES)('what %s answers is compared with what was asked', (side) => {
  const seed = [['project', 2, { name: 'Site', code: 'A' }]] as const;

  it('P21 H19 D11 a value that did not stick is an error that names it', async () => {
    const world = worldOf({ [side]: seed, [`${side}Options`]: { ignores: ['code'] } });
    const change = changeOf(side, 'update', project(2, 2), { ...RENAME, code: ['A', 'B'] });
    expect(await world.run([change])).toMatchObject({ done: 0, failed: 1 });
    expect(world.told('apply_errored')).toEqual([`${change.id}: apply.not-stored`]);
    expect(world.events.at(-1)).toMatchObject({
      message: expect.stringContaining('code: asked for "B", got "A"') as string,
    });
    // The rest was written, and the journal must say so.
    expect(world.outcomes).toMatchObject([{ result: 'done' }]);
  });

  it('H18 an answer without the key is no proof: the record is read once more', async () => {
    const world = worldOf({ [side]: seed, [`${side}Options`]: { hides: ['name'] } });
    expect(await world.run([changeOf(side, 'update', project(2, 2), RENAME)])).toMatchObject({ done: 1 });
    expect(world.story.at(-2)).toBe(`${side} get project 2`);
  });

  it('also on a create', async () => {
    const world = worldOf({ [`${side}Options`]: { ignores: ['pointer'] } });
    const change = changeOf(side, 'create', client(1, null), { name: [null, 'Acme'], pointer: [null, 1] });
    expect(await world.run([change])).toMatchObject({ failed: 1 });
    const code = side === 'forecast' ? 'apply.not-linked' : 'apply.not-stored';
    expect(world.told('apply_errored')).toEqual([`${change.id}: ${code}`]);
  });
});

describe.each(SIDES)('before a record is created in %s', (side) => {
  const create = changeOf(side, 'create', client(side === 'forecast' ? 1 : null, side === 'harvest' ? 1 : null), {
    name: [null, 'Acme'],
    ...(side === 'forecast' && { pointer: [null, 1] as const }),
  });
  const wanted = side === 'forecast' ? { name: 'Acme', pointer: 1 } : { name: 'Acme' };

  /** Somebody makes a client after the reading, which is 10 s old by now. */
  function madeSince(values: Record<string, unknown>) {
    const world = worldOf({ [side]: [['client', 5, { name: 'Other', pointer: null }]] });
    world[side].edit('client', 77, values);
    world.clock.pass(10_001);
    return { world, readAt: AT_START };
  }

  it('it is done already where somebody just made it with all that is wanted', async () => {
    const { world, readAt } = madeSince(wanted);
    expect(await world.run([create], { readAt })).toMatchObject({ done: 1 });
    expect(world[side].count('client')).toBe(2);
    expect(world.events.at(-1)).toMatchObject({ already: true, id: 77 });
    expect(world.intents).toEqual([]);
  });

  it('what waits for it gets its id', async () => {
    const { world, readAt } = madeSince(wanted);
    const at = project(side === 'forecast' ? 2 : null, side === 'harvest' ? 2 : null);
    const site = changeOf(
      side,
      'create',
      at,
      { name: [null, 'Site'], client: [null, null] },
      {
        from: { client: create.id },
        after: [create.id],
      },
    );
    expect(await world.run([create, site], { readAt })).toMatchObject({ done: 2 });
    expect(world[side].records('project').map(({ values }) => values.client)).toEqual([77]);
  });

  it('a record that was there when the plan was made is none of it', async () => {
    const world = worldOf({ [side]: [['client', 5, { name: 'Acme', pointer: null }]] });
    world.clock.pass(10_001);
    expect(await world.run([create], { readAt: AT_START })).toMatchObject({ done: 1 });
    expect(world[side].count('client')).toBe(2);
  });

  it('no request is needed while the reading is young', async () => {
    const world = worldOf();
    expect(await world.run([create])).toMatchObject({ done: 1 });
    expect(world.story).toEqual([`intent ${create.id}`, `${side} create client`, 'outcome done']);
  });
});

it('a client that somebody just made in Forecast without a link is refused as stale: the next plan links it', async () => {
  const world = worldOf();
  world.forecast.edit('client', 77, { name: 'Acme', pointer: null });
  world.clock.pass(10_001);
  const create = changeOf('forecast', 'create', client(1, null), { name: [null, 'Acme'], pointer: [null, 1] });
  expect(await world.run([create], { readAt: AT_START })).toMatchObject({ stale: 1 });
  expect(world.forecast.count('client')).toBe(1);
  expect(world.events.at(-1)).toMatchObject({ code: 'apply.stale', hint: expect.stringContaining('links') as string });
});

it('two creates of one name do not run at once: neither takes the other for what somebody else made', async () => {
  const world = worldOf();
  world.clock.pass(10_001);
  const site = (id: number) =>
    changeOf('harvest', 'create', project(null, id), { name: [null, 'Site'], client: [null, 6] });
  expect(await world.run([site(2), site(3)], { readAt: AT_START })).toMatchObject({ done: 2 });
  expect(world.harvest.count('project')).toBe(2);
  expect(world.harvest.busiest()).toBe(1);
});
