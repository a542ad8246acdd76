import { describe, expect, it } from 'vitest';
import { judgeOpenIntents, recoverIntents } from '../../src/apply/recover.ts';
import { COMPANY, type Address } from '../../src/model/address.ts';
import type { Have } from '../../src/model/have.ts';
import type { Last } from '../../src/model/last.ts';
import type { Side } from '../../src/model/side.ts';
import type { Intent, IntentField } from '../../src/model/store.ts';
import { client, project, role } from '../support/changes.ts';
import { f, h, have, last } from '../support/world.ts';
import { stageOf } from './stage.ts';

function intentOf(
  account: Side,
  action: Intent['change']['action'],
  address: Address,
  fields: readonly Partial<IntentField>[],
): Intent {
  const kind = address.slice(0, address.indexOf(':')) as Intent['change']['kind'];
  return {
    id: 'i',
    at: Date.UTC(2026, 0, 1),
    change: { id: 'c', address, kind, account, action },
    fields: fields.map((field) => ({
      field: 'name',
      before: null,
      after: null,
      origin: account === 'harvest' ? 'forecast' : 'harvest',
      ...field,
    })),
  };
}

const effectOf = (intent: Intent, found: Have, known: Last | null = null) =>
  judgeOpenIntents([intent], found, known)[0]!.effect;

describe('an open intent', () => {
  const rename = intentOf('forecast', 'update', project(1, 2), [{ field: 'name', before: 'Site', after: 'Website' }]);

  it.each([
    ['the wanted values', 'Website', 'done'],
    ['the old values', 'Site', 'not-done'],
    ['the wanted values, trimmed', 'Website', 'done', 'Website '],
    ['the old values, where a blank was added', 'Site', 'not-done', 'Site '],
    ['anything else', 'Theirs', 'other'],
  ] as const)('of an update: the record shows %s', (_what, name, expected, after: string = 'Website') => {
    const intent = intentOf('forecast', 'update', project(1, 2), [{ field: 'name', before: 'Site', after }]);
    expect(effectOf(intent, have([f('project', 2, { name })]))).toBe(expected);
  });

  it('of an update of two fields, one of which has the wanted value', () => {
    const both = intentOf('forecast', 'update', project(1, 2), [
      { field: 'name', before: 'Site', after: 'Website' },
      { field: 'code', before: 'S', after: 'W' },
    ]);
    const shows = (name: string, code: string) => have([f('project', 2, { name, code })]);
    expect(effectOf(both, shows('Website', 'W'))).toBe('done');
    expect(effectOf(both, shows('Website', 'S'))).toBe('other');
    expect(effectOf(both, shows('Site', 'S'))).toBe('not-done');
  });

  it('of the company', () => {
    const capacity = intentOf('harvest', 'update', COMPANY, [{ field: 'capacity', before: 1, after: 2 }]);
    const company = (capacity: number) => have([], { capacity: [capacity, 126_000] });
    expect(effectOf({ ...capacity, change: { ...capacity.change, kind: 'company' } }, company(2))).toBe('done');
    expect(effectOf({ ...capacity, change: { ...capacity.change, kind: 'company' } }, company(1))).toBe('not-done');
  });

  it('of an update: the record is gone', () => {
    expect(effectOf(rename, have([]))).toBe('other');
  });

  it('of an update that moved a client compares its id', () => {
    const move = intentOf('harvest', 'update', project(1, 2), [
      { field: 'client', before: 'A', after: 'B', before_id: 5, after_id: 6 },
    ]);
    expect(effectOf(move, have([h('project', 1, { client: 6 })]))).toBe('done');
    expect(effectOf(move, have([h('project', 1, { client: 5 })]))).toBe('not-done');
  });

  it('of a record that a create of the same run made is planned again', () => {
    const later = intentOf('forecast', 'update', project(1, null), [
      { field: 'status', before: 'active', after: 'archived' },
    ]);
    expect(effectOf(later, have([]))).toBe('not-done');
  });

  it('of a role to delete', () => {
    const remove = intentOf('harvest', 'delete', role(3, 4), [{ field: 'name', before: 'Dev' }]);
    expect(effectOf(remove, have([]))).toBe('done');
    expect(effectOf(remove, have([h('role', 3, { name: 'Dev' })]))).toBe('not-done');
    expect(effectOf(remove, have([h('role', 3, { name: 'Ops' })]))).toBe('other');
  });

  it('of a create: by pointer, else by natural key, among records that the state does not know', () => {
    const create = intentOf('forecast', 'create', client(1, null), [
      { field: 'name', after: 'Acme' },
      { field: 'pointer', after: 1 },
    ]);
    const named = (pointer: number | null) => have([f('client', 6, { name: 'Acme', pointer })]);
    expect(effectOf(create, have([]))).toBe('not-done');
    expect(effectOf(create, named(1))).toBe('done');
    expect(effectOf(create, named(null))).toBe('done');
    expect(effectOf(create, named(99))).toBe('not-done');
    expect(effectOf(create, named(null), last({ [client(9, 6)]: {} }))).toBe('not-done');
    // The state knows an id of another kind, or of the other side.
    expect(effectOf(create, named(null), last({ [project(9, 6)]: {}, [client(6, 9)]: {} }))).toBe('done');
    const twice = have([f('client', 6, { name: 'Acme', pointer: 1 }), f('client', 7, { name: 'Acme', pointer: null })]);
    expect(effectOf(create, twice)).toBe('other');
  });
});

describe('recovering', () => {
  const rename = intentOf('forecast', 'update', project(1, 2), [{ field: 'name', before: 'Site', after: 'Website' }]);

  it.each([
    ['arrives while it waits', true],
    ['never arrives', false],
  ])('a request that %s', async (_what, arrives) => {
    const stage = await stageOf({
      clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
      projects: [{ harvest: 1, forecast: 2, name: 'Site', client: 'Acme' }],
    });
    // As a killed run left it.
    await stage.store.intent(rename);
    const { open } = await stage.store.read();
    const waits: number[] = [];
    let readings = 0;
    const recovery = await recoverIntents({
      open,
      last: null,
      read: async () => {
        readings += 1;
        if (arrives && readings === 2) await stage.edit('forecast', 'project', 2, { name: 'Website' });
        return stage.read();
      },
      store: stage.store,
      clock: stage.clock,
      unclearWaitMs: 20_000,
      signal: new AbortController().signal,
      advanceOf: ({ intent }) => ({ address: intent.change.address, baseline: { name: 'Website' } }),
      onWait: (writes) => void waits.push(writes),
    });
    expect(readings).toBe(2);
    // The whole time, although the intent is months old by the wall clock: wall clocks jump.
    expect(stage.clock.slept).toEqual([20_000]);
    expect(waits).toEqual([1]);
    expect(recovery.judged).toMatchObject([{ effect: arrives ? 'done' : 'not-done' }]);
    expect(recovery.have.forecast.records.project.size).toBe(1);
    const remembered = await stage.store.read();
    expect(remembered.open).toEqual([]);
    expect(remembered.last?.baseline ?? {}).toEqual(arrives ? { 'project:1/2': { name: 'Website' } } : {});
  });
});
