import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../src/model/failure.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { Call, Trouble } from '../support/fake-account.ts';
import { AT_START, changeOf, client, person, project, role, worldOf, type World } from './parts.ts';

type Method = Call['method'];

/** Makes the first so many calls of a method go wrong; then calls `then`, and all is well. */
function trouble(
  method: Method,
  applied: Trouble['applied'],
  options: { times?: number; failure?: FailureKind; then?: () => void } = {},
) {
  const { times = 1, failure = 'unknown', then } = options;
  let count = 0;
  return {
    before(call: Call): Trouble | undefined {
      if (call.method !== method || ++count > times) return undefined;
      then?.();
      return { failure, applied };
    },
  };
}

function written(world: World, side: Side): number {
  return world.story.filter((line) => line.startsWith(`${side} update`) || line.startsWith(`${side} create`)).length;
}

const RENAME = { name: ['Site', 'Website'] } as const;

describe.each(SIDES)('a write to %s without a clear answer', (side) => {
  const seed = { [side]: [['project', 2, { name: 'Site' }]] } as const;
  const change = changeOf(side, 'update', project(2, 2), RENAME);
  const withTrouble = (options: ReturnType<typeof trouble>) => worldOf({ ...seed, [`${side}Options`]: options });

  it.each(['unknown', 'malformed'] as const)('T3 (%s) that was applied is done after one look', async (failure) => {
    const world = withTrouble(trouble('update', 'yes', { failure }));
    expect(await world.run([change])).toMatchObject({ done: 1 });
    expect(written(world, side)).toBe(1);
    expect(world.clock.slept).toEqual([]);
    expect(world.events.at(-1)).toMatchObject({ type: 'apply_complete', already: false });
  });

  it('T2 that was not applied is sent once more, after a settle time with progress', async () => {
    const world = withTrouble(trouble('update', 'no'));
    expect(await world.run([change])).toMatchObject({ done: 1 });
    expect(written(world, side)).toBe(2);
    expect(world.clock.slept).toEqual([10_000, 10_000]);
    expect(world.told('apply_progress')).toHaveLength(1);
    expect(world.outcomes).toMatchObject([{ result: 'done' }]);
  });

  it('T4 that is applied late is not sent again', async () => {
    const world = withTrouble(trouble('update', 'late'));
    const { sleep } = world.clock;
    const clock = {
      ...world.clock,
      async sleep(ms: number, signal?: AbortSignal) {
        await sleep(ms, signal);
        world[side].arrive();
      },
    };
    expect(await world.run([change], { clock })).toMatchObject({ done: 1 });
    expect(written(world, side)).toBe(1);
  });

  it('H4 twice in a row stays open for the next run', async () => {
    const world = withTrouble(trouble('update', 'no', { times: 2 }));
    expect(await world.run([change])).toMatchObject({ failed: 1 });
    expect(written(world, side)).toBe(2);
    expect(world.told('apply_errored')).toEqual([`${change.id}: apply.unsettled`]);
    expect(world.events.at(-1)).toMatchObject({
      message: expect.stringMatching(/unknown.* it was sent twice/) as string,
    });
    expect(world.outcomes).toEqual([]);
  });

  it('D8 on a record that somebody edits meanwhile is a conflict that names both', async () => {
    const world = withTrouble(
      trouble('update', 'no', { then: () => world[side].edit('project', 2, { name: 'Theirs' }) }),
    );
    expect(await world.run([change])).toMatchObject({ failed: 1 });
    expect(world.events.at(-1)).toMatchObject({
      code: 'apply.conflict',
      message: expect.stringContaining('asked for "Website", was "Site", is "Theirs"') as string,
    });
    expect(world.outcomes).toMatchObject([{ result: 'void' }]);
  });

  it('on a record that is gone by then fails', async () => {
    const world = withTrouble(trouble('update', 'no', { then: () => world[side].remove('project', 2) }));
    expect(await world.run([change])).toMatchObject({ failed: 1 });
    expect(world.told('apply_errored')).toEqual([`${change.id}: apply.gone`]);
  });

  it('that cannot be looked at stays open, and stops the account where it is unauthorized', async () => {
    let down = false;
    const world = worldOf({
      [side]: [
        ['project', 2, { name: 'Site' }],
        ...[3, 4, 5, 6, 7].map((id) => ['project', id, { name: 'Site' }] as const),
      ],
      [`${side}Options`]: {
        before({ method }: Call): Trouble | undefined {
          if (method === 'update') down = true;
          return down ? { failure: method === 'update' ? 'unknown' : 'unauthorized', applied: 'no' } : undefined;
        },
      },
    });
    const changes = [2, 3, 4, 5, 6, 7].map((id) => changeOf(side, 'update', project(id, id), RENAME));
    const result = await world.run(changes);
    expect(result.done).toBe(0);
    expect(result.skipped).toBeGreaterThan(0);
    expect(world.told('apply_errored')[0]).toContain('apply.unsettled');
    expect(world.outcomes).toEqual([]);
  });

  it('is not waited for after an interrupt', async () => {
    const world = withTrouble(trouble('update', 'no', { then: () => world.stop.abort(new Error('SIGINT')) }));
    expect(await world.run([change])).toMatchObject({ failed: 1, interrupted: true });
    expect(world.clock.slept).toEqual([]);
    expect(world.outcomes).toEqual([]);
  });

  it.each(['refused', 'unsent', 'gone'] as const)(
    'is not meant by %s: that was not applied for certain',
    async (failure) => {
      const world = withTrouble(trouble('update', 'no', { failure }));
      expect(await world.run([change])).toMatchObject({ failed: 1 });
      expect(written(world, side)).toBe(1);
      expect(world.outcomes).toMatchObject([{ result: 'refused' }]);
    },
  );
});

describe.each(SIDES)('a create in %s without a clear answer', (side) => {
  const create = changeOf(side, 'create', client(side === 'forecast' ? 1 : null, side === 'harvest' ? 1 : null), {
    name: [null, 'Acme'],
    ...(side === 'forecast' && { pointer: [null, 1] as const }),
  });

  it('P8 that was applied is found, and the client is not created again', async () => {
    const world = worldOf({ [`${side}Options`]: trouble('create', 'yes') });
    expect(await world.run([create])).toMatchObject({ done: 1 });
    expect(world[side].count('client')).toBe(1);
    expect(world.events.at(-1)).toMatchObject({ id: 9001 });
  });

  it('P8 T4 D6 that shows late is found, and the client is not created again', async () => {
    const world = worldOf({ [`${side}Options`]: trouble('create', 'late') });
    const { sleep } = world.clock;
    const clock = {
      ...world.clock,
      async sleep(ms: number, signal?: AbortSignal) {
        await sleep(ms, signal);
        world[side].arrive();
      },
    };
    expect(await world.run([create], { clock })).toMatchObject({ done: 1 });
    expect(written(world, side)).toBe(1);
    expect(world[side].count('client')).toBe(1);
  });

  it('P8 that shows nowhere is never sent again by the same run: the intent stays open', async () => {
    const world = worldOf({ [`${side}Options`]: trouble('create', 'no') });
    expect(await world.run([create])).toMatchObject({ failed: 1 });
    expect(written(world, side)).toBe(1);
    expect(world.clock.slept).toEqual([10_000, 10_000]);
    expect(world.told('apply_errored')).toEqual([`${create.id}: apply.unsettled`]);
    expect(world.outcomes).toEqual([]);
  });

  it('does not take a record for its own that was there before', async () => {
    const world = worldOf({
      [side]: [['client', 5, { name: 'Acme', pointer: null }]],
      [`${side}Options`]: trouble('create', 'yes'),
    });
    expect(await world.run([create])).toMatchObject({ done: 1 });
    expect(world.events.at(-1)).toMatchObject({ id: 9001 });
  });

  it('P8 that could be one of several new records is left to a person', async () => {
    const world = worldOf({
      [`${side}Options`]: trouble('create', 'yes', {
        then: () => world[side].edit('client', 77, { name: 'Acme', pointer: null }),
      }),
    });
    expect(await world.run([create])).toMatchObject({ failed: 1 });
    expect(world.told('apply_errored')).toEqual([`${create.id}: apply.several`]);
    expect(world.outcomes).toEqual([]);
  });

  it('is not taken for known when a refresh saw it first', async () => {
    const world = worldOf({
      [side]: [['client', 5, { name: 'Old' }]],
      [`${side}Options`]: trouble('create', 'yes'),
    });
    world.clock.pass(10_001);
    const rename = changeOf(side, 'update', client(5, 5), { name: ['Old', 'New'] });
    expect(await world.run([create, rename], { readAt: AT_START })).toMatchObject({ done: 2 });
    expect(world[side].count('client')).toBe(2);
  });
});

it('a create is found by e-mail for people, and by name under the same client for projects', async () => {
  const world = worldOf({
    forecastOptions: {
      before: ({ method }) => (method === 'create' ? { failure: 'unknown', applied: 'yes' } : undefined),
    },
  });
  const kim = changeOf('forecast', 'create', person(7, null), {
    first_name: [null, 'Kim'],
    email: [null, 'Kim@acme.example'],
  });
  const site = changeOf('forecast', 'create', project(1, null), { name: [null, 'Site'], client: [null, 6] });
  expect(await world.run([kim, site])).toMatchObject({ done: 2 });
  expect([world.forecast.count('person'), world.forecast.count('project')]).toEqual([1, 1]);
});

describe('role.deleted without a clear answer', () => {
  const seed = { harvest: [['role', 3, { name: 'Dev' }]] } as const;
  const change = changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] });

  it.each(['yes', 'no', 'late'] as const)('(applied: %s) is gone in the end', async (applied) => {
    const world = worldOf({ ...seed, harvestOptions: trouble('delete', applied) });
    expect(await world.run([change])).toMatchObject({ done: 1 });
    expect(world.harvest.count('role')).toBe(0);
  });

  it('that is gone by the time it is sent is done', async () => {
    const world = worldOf({ ...seed, harvestOptions: trouble('delete', 'yes', { failure: 'gone' }) });
    expect(await world.run([change])).toMatchObject({ done: 1 });
  });
});
