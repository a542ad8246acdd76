import { describe, expect, it } from 'vitest';
import type { Broken } from '../../src/http/wire-result.ts';
import { otherSide, SIDES, type Side } from '../../src/model/side.ts';
import type { Edit } from '../../src/sandbox/edit.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import type { WorldPlan } from '../../src/sandbox/world-plan.ts';
import { changeOf, client, person, project, role } from '../support/changes.ts';
import { stageOf, UPDATE, type StageOptions } from './stage.ts';

const RENAME = { name: ['Site', 'Website'] } as const;
const ACME = { harvest: 1, forecast: 1, name: 'Acme' } as const;

/** Answers that do not say what became of a request, and whether it took effect. */
const LOST = { yes: { fault: 'reset-after' }, no: { fault: 'reset-before' }, late: { fault: 'late' } } as const;

describe.each(SIDES)('a write to %s without a clear answer', (side) => {
  const change = changeOf(side, 'update', project(2, 2), RENAME);
  const update = { side, method: UPDATE[side] } as const;

  function worldOf(count = 1): WorldPlan {
    const name = { [side]: 'Site', [otherSide(side)]: 'Website' } as Record<Side, string>;
    const ids = Array.from({ length: count }, (_, index) => index + 2);
    return { clients: [ACME], projects: ids.map((id) => ({ harvest: id, forecast: id, name, client: 'Acme' })) };
  }

  async function stageWith(fault: Fault, options: StageOptions = {}) {
    const stage = await stageOf(worldOf(), options);
    stage.fault({ ...update, ...fault });
    return stage;
  }

  it.each([
    ['unknown', LOST.yes],
    ['malformed', { fault: 'bad-json' }],
  ] as const)('T3 (%s) that was applied is done after one look', async (_failure, fault) => {
    const stage = await stageWith(fault);
    expect(await stage.run([change])).toMatchObject({ done: 1 });
    expect(stage.writes(side)).toHaveLength(1);
    expect(stage.clock.slept).toEqual([]);
    expect(stage.events.at(-1)).toMatchObject({ type: 'apply_complete', already: false });
  });

  it.each([
    ['unknown', LOST.no],
    ['malformed', { fault: 'html' }],
  ] as const)('T2 (%s) that was not applied is sent once more, after a wait with progress', async (_failure, fault) => {
    const stage = await stageWith(fault);
    expect(await stage.run([change])).toMatchObject({ done: 1 });
    expect(stage.writes(side)).toHaveLength(2);
    expect(stage.clock.slept).toEqual([10_000, 10_000]);
    expect(stage.told('apply_progress')).toHaveLength(1);
    expect(stage.outcomes).toMatchObject([{ result: 'done' }]);
  });

  it('T4 that is applied late is not sent again', async () => {
    const stage = await stageWith(LOST.late);
    expect(await stage.run([change])).toMatchObject({ done: 1 });
    expect(stage.clock.slept).toEqual([10_000, 10_000]);
    expect(stage.writes(side)).toHaveLength(1);
  });

  it('H4 twice in a row stays open for the next run', async () => {
    const stage = await stageWith({ ...LOST.no, times: 2 });
    expect(await stage.run([change])).toMatchObject({ failed: 1 });
    expect(stage.writes(side)).toHaveLength(2);
    expect(stage.told('apply_errored')).toEqual([`${change.id}: apply.unsettled`]);
    expect(stage.events.at(-1)).toMatchObject({
      message: expect.stringMatching(/ECONNRESET.* it was sent twice/) as string,
    });
    expect(stage.outcomes).toEqual([]);
    expect((await stage.store.read()).open).toMatchObject([{ change: { id: change.id } }]);
  });

  it('D8 on a record that somebody edits meanwhile is a conflict that names both', async () => {
    const stage = await stageWith(LOST.no);
    const theirs: Edit = { side, kind: 'project', id: 2, values: { name: 'Theirs' } };
    stage.fault({ fault: 'edit', edits: [theirs], side, method: 'GET', path: '/projects/2', nth: LOOKS[side] });
    expect(await stage.run([change])).toMatchObject({ failed: 1 });
    expect(stage.events.at(-1)).toMatchObject({
      code: 'apply.conflict',
      message: expect.stringContaining('asked for "Website", was "Site", is "Theirs"') as string,
    });
    expect(stage.outcomes).toMatchObject([{ result: 'void' }]);
  });

  it('on a record that is gone by then fails', async () => {
    const stage = await stageWith(LOST.no, {
      before: async ({ method }) => {
        if (method === UPDATE[side]) await stage.remove(side, 'project', 2);
      },
    });
    expect(await stage.run([change])).toMatchObject({ failed: 1 });
    expect(stage.told('apply_errored')).toEqual([`${change.id}: apply.gone`]);
  });

  it('that cannot be looked at stays open, and stops the account where it is unauthorized', async () => {
    const stage = await stageOf(worldOf(6), {
      before: ({ side: to, method }) => {
        if (to !== side || method !== UPDATE[side]) return;
        // The token is withdrawn at the first write.
        stage.fault({
          fault: 'status',
          status: 401,
          body: { error: 'invalid_token' },
          side,
          method: 'GET',
          times: null,
        });
      },
    });
    stage.fault({ ...update, ...LOST.no, times: null });
    const changes = [2, 3, 4, 5, 6, 7].map((id) => changeOf(side, 'update', project(id, id), RENAME));
    const result = await stage.run(changes);
    expect(result.done).toBe(0);
    expect(result.skipped).toBe(2);
    expect(stage.told('apply_errored')).toContain(`${changes[0]!.id}: apply.unsettled`);
    const { open } = await stage.store.read();
    expect(open.map(({ change }) => change.id)).toEqual(changes.slice(0, 4).map(({ id }) => id));
  });

  it('is not waited for after an interrupt', async () => {
    const stage = await stageWith(LOST.no, {
      before: ({ method }) => (method === UPDATE[side] ? stage.stop.abort(new Error('SIGINT')) : undefined),
    });
    expect(await stage.run([change])).toMatchObject({ failed: 1, interrupted: true });
    expect(stage.clock.slept).toEqual([]);
    expect(stage.outcomes).toEqual([]);
  });

  it.each([
    ['refused', 422],
    ['gone', 404],
  ])('is not meant by %s: that was not applied for certain', async (failure, status) => {
    // The name is what changes, so no other form of the request is tried.
    const stage = await stageWith({ fault: 'status', status, body: { errors: ['Name is not free'] } });
    expect(await stage.run([change])).toMatchObject({ failed: 1 });
    expect(stage.writes(side)).toHaveLength(1);
    expect(stage.told('apply_errored')).toEqual([`${change.id}: request.${failure}`]);
    expect(stage.outcomes).toMatchObject([{ result: 'refused' }]);
  });

  it('nor by a service that cannot be reached: it is tried again, and nothing stays open', async () => {
    const refused: Broken = { kind: 'broken', code: 'ECONNREFUSED', message: 'no', unsent: true, lasting: false };
    const stage = await stageOf(worldOf(), {
      before: ({ method }) => (method === UPDATE[side] ? refused : undefined),
    });
    expect(await stage.run([change])).toMatchObject({ failed: 1 });
    expect(stage.writes(side).length).toBeGreaterThan(1);
    expect(stage.told('apply_errored')).toEqual([`${change.id}: request.unsent`]);
    expect(stage.value(side, 'project', 2, 'name')).toBe('Site');
  });
});

/** Which GET of a record is the look after its write: Forecast has one before it. */
const LOOKS = { harvest: 1, forecast: 2 } as const;

describe.each(SIDES)('a create in %s without a clear answer', (side) => {
  const other = otherSide(side);
  const create = changeOf(side, 'create', client(side === 'forecast' ? 1 : null, side === 'harvest' ? 1 : null), {
    name: [null, 'Acme'],
    ...(side === 'forecast' && { pointer: [null, 1] as const }),
  });

  async function stageWith(fault: Fault, more: WorldPlan['clients'] = [], options: StageOptions = {}) {
    const clients = [{ [other]: 1, [side]: null, name: 'Acme' }, ...(more ?? [])];
    const stage = await stageOf({ clients }, { strict: { freeNames: true }, ...options });
    stage.fault({ side, method: 'POST', ...fault });
    const own = () => stage.records(side, 'client').filter(({ values }) => values.name === 'Acme');
    return { stage, own };
  }

  it('P8 that was applied is found, and the client is not created again', async () => {
    const { stage, own } = await stageWith(LOST.yes);
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(own()).toHaveLength(1);
    expect(stage.events.at(-1)).toMatchObject({ id: own()[0]!.id });
  });

  it('P8 T4 D6 that shows late is found, and the client is not created again', async () => {
    const { stage, own } = await stageWith(LOST.late);
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(stage.clock.slept).toEqual([10_000, 10_000]);
    expect(stage.writes(side)).toHaveLength(1);
    expect(own()).toHaveLength(1);
  });

  it('P8 that shows nowhere is never sent again by the same run: the intent stays open', async () => {
    const { stage } = await stageWith(LOST.no);
    expect(await stage.run([create])).toMatchObject({ failed: 1 });
    expect(stage.writes(side)).toHaveLength(1);
    expect(stage.clock.slept).toEqual([10_000, 10_000]);
    expect(stage.told('apply_errored')).toEqual([`${create.id}: apply.unsettled`]);
    expect(stage.outcomes).toEqual([]);
    expect((await stage.store.read()).open).toMatchObject([{ change: { id: create.id } }]);
  });

  it('does not take a record for its own that was there before', async () => {
    const { stage, own } = await stageWith(LOST.yes, [{ [side]: 5, [other]: null, name: 'Acme', pointer: null }]);
    expect(await stage.run([create])).toMatchObject({ done: 1 });
    expect(own()).toHaveLength(2);
    expect(stage.events.at(-1)).toMatchObject({ id: own().find(({ id }) => id !== 5)!.id });
  });

  it('P8 that could be one of several new records is left to a person', async () => {
    const { stage } = await stageWith(LOST.yes, [], {
      before: async ({ method }) => {
        if (method === 'POST') await stage.make(side, 'client', { name: 'Acme' });
      },
    });
    expect(await stage.run([create])).toMatchObject({ failed: 1 });
    expect(stage.told('apply_errored')).toEqual([`${create.id}: apply.several`]);
    expect(stage.outcomes).toEqual([]);
  });

  it('is not taken for known when a refresh saw it first', async () => {
    const name = { [side]: 'Old', [other]: 'New' } as Record<Side, string>;
    const { stage, own } = await stageWith(LOST.yes, [{ harvest: 5, forecast: 5, name }]);
    stage.clock.pass(10_001);
    const rename = changeOf(side, 'update', client(5, 5), { name: ['Old', 'New'] });
    expect(await stage.run([create, rename])).toMatchObject({ done: 2 });
    expect(own()).toHaveLength(1);
    expect(stage.records(side, 'client')).toHaveLength(2);
  });
});

it('a create is found by e-mail for people, and by name under the same client for projects', async () => {
  const stage = await stageOf({
    clients: [{ ...ACME, forecast: 6 }],
    people: [{ harvest: 7, forecast: null, name: 'Kim', email: 'kim@acme.example' }],
    projects: [{ harvest: 1, forecast: null, name: 'Site', client: 'Acme' }],
  });
  stage.fault({ ...LOST.yes, side: 'forecast', method: 'POST', times: null });
  const kim = changeOf('forecast', 'create', person(7, null), {
    first_name: [null, 'Kim'],
    email: [null, 'Kim@acme.example'],
  });
  const site = changeOf('forecast', 'create', project(1, null), { name: [null, 'Site'], client: [null, 6] });
  expect(await stage.run([kim, site])).toMatchObject({ done: 2 });
  expect([stage.records('forecast', 'person').length, stage.records('forecast', 'project').length]).toEqual([1, 1]);
});

describe('role.deleted without a clear answer', () => {
  const change = changeOf('harvest', 'delete', role(3, 3), { name: ['Dev', null] });
  const DEV = { roles: [{ harvest: 3, forecast: 3, name: 'Dev' }] };

  it.each(['yes', 'no', 'late'] as const)('(applied: %s) is gone in the end', async (applied) => {
    const stage = await stageOf(DEV);
    stage.fault({ ...LOST[applied], side: 'harvest', method: 'DELETE' });
    expect(await stage.run([change])).toMatchObject({ done: 1 });
    expect(stage.writes('harvest')).toHaveLength(applied === 'no' ? 2 : 1);
    expect(stage.records('harvest', 'role')).toEqual([]);
  });

  it('that is gone by the time it is sent is done', async () => {
    const stage = await stageOf(DEV, {
      before: async ({ method }) => {
        if (method === 'DELETE') await stage.remove('harvest', 'role', 3);
      },
    });
    expect(await stage.run([change])).toMatchObject({ done: 1 });
    expect(stage.writes('harvest')).toEqual(['harvest DELETE /roles/3']);
  });
});
