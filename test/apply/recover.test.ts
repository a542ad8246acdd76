import { describe, expect, it } from 'vitest';
import { judgeOpenIntents, recoverIntents } from '../../src/apply/recover.ts';
import { COMPANY, type Address } from '../../src/model/address.ts';
import type { AccountHave, Have } from '../../src/model/have.ts';
import type { Baseline, Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Intent, IntentField, IntentOutcome, LockedStore } from '../../src/model/store.ts';
import { createFakeAccount, type FakeAccount } from '../support/fake-account.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { client, project, role } from './parts.ts';

type Seed = Parameters<typeof createFakeAccount>[1];

function haveOf(seeds: { readonly [S in Side]?: Seed }): Have {
  return haveFrom(
    createFakeAccount('harvest', seeds.harvest ?? []),
    createFakeAccount('forecast', seeds.forecast ?? []),
  );
}

function haveFrom(harvest: FakeAccount, forecast: FakeAccount): Have {
  return {
    harvest: sideOf(harvest) as AccountHave<'harvest'>,
    forecast: sideOf(forecast) as AccountHave<'forecast'>,
    budgets: null,
    placeholders: new Map(),
  };
}

function sideOf(account: FakeAccount): unknown {
  const map = (kind: 'role' | 'client' | 'person' | 'project') =>
    new Map(account.records(kind).map((record) => [record.id, record]));
  return {
    id: 1,
    name: '',
    web: '',
    company: account.records('company')[0] as AccountRecord,
    records: { role: map('role'), client: map('client'), person: map('person'), project: map('project') },
    requests: 0,
  };
}

function lastOf(baseline: { readonly [address: Address]: Baseline }): Last {
  return {
    lineage: 'l',
    serial: 1,
    accounts: { harvest: 11, forecast: 22 },
    baseline,
    waiting: {},
    brought: [],
    temporary: [],
  };
}

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

const verdict = (intent: Intent, have: Have, last: Last | null = null) =>
  judgeOpenIntents([intent], have, last)[0]!.effect;

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
    expect(verdict(intent, haveOf({ forecast: [['project', 2, { name }]] }))).toBe(expected);
  });

  it('of an update of two fields, one of which has the wanted value', () => {
    const both = intentOf('forecast', 'update', project(1, 2), [
      { field: 'name', before: 'Site', after: 'Website' },
      { field: 'code', before: 'S', after: 'W' },
    ]);
    const shows = (name: string, code: string) => haveOf({ forecast: [['project', 2, { name, code }]] });
    expect(verdict(both, shows('Website', 'W'))).toBe('done');
    expect(verdict(both, shows('Website', 'S'))).toBe('other');
    expect(verdict(both, shows('Site', 'S'))).toBe('not-done');
  });

  it('of the company', () => {
    const capacity = intentOf('harvest', 'update', COMPANY, [{ field: 'capacity', before: 1, after: 2 }]);
    const company = (capacity: number) => haveOf({ harvest: [['company', 11, { capacity }]] });
    expect(verdict({ ...capacity, change: { ...capacity.change, kind: 'company' } }, company(2))).toBe('done');
    expect(verdict({ ...capacity, change: { ...capacity.change, kind: 'company' } }, company(1))).toBe('not-done');
  });

  it('of an update: the record is gone', () => {
    expect(verdict(rename, haveOf({}))).toBe('other');
  });

  it('of an update that moved a client compares its id', () => {
    const move = intentOf('harvest', 'update', project(1, 2), [
      { field: 'client', before: 'A', after: 'B', before_id: 5, after_id: 6 },
    ]);
    expect(verdict(move, haveOf({ harvest: [['project', 1, { client: 6 }]] }))).toBe('done');
    expect(verdict(move, haveOf({ harvest: [['project', 1, { client: 5 }]] }))).toBe('not-done');
  });

  it('of a record that a create of the same run made is planned again', () => {
    const later = intentOf('forecast', 'update', project(1, null), [
      { field: 'status', before: 'active', after: 'archived' },
    ]);
    expect(verdict(later, haveOf({}))).toBe('not-done');
  });

  it('of a role to delete', () => {
    const remove = intentOf('harvest', 'delete', role(3, 4), [{ field: 'name', before: 'Dev' }]);
    expect(verdict(remove, haveOf({}))).toBe('done');
    expect(verdict(remove, haveOf({ harvest: [['role', 3, { name: 'Dev' }]] }))).toBe('not-done');
    expect(verdict(remove, haveOf({ harvest: [['role', 3, { name: 'Ops' }]] }))).toBe('other');
  });

  it('of a create: by pointer, else by natural key, among records that the state does not know', () => {
    const create = intentOf('forecast', 'create', client(1, null), [
      { field: 'name', after: 'Acme' },
      { field: 'pointer', after: 1 },
    ]);
    const named = (pointer: number | null) => haveOf({ forecast: [['client', 6, { name: 'Acme', pointer }]] });
    expect(verdict(create, haveOf({}))).toBe('not-done');
    expect(verdict(create, named(1))).toBe('done');
    expect(verdict(create, named(null))).toBe('done');
    expect(verdict(create, named(99))).toBe('not-done');
    expect(verdict(create, named(null), lastOf({ [client(9, 6)]: {} }))).toBe('not-done');
    // The state knows an id of another kind, or of the other side.
    expect(verdict(create, named(null), lastOf({ [project(9, 6)]: {}, [client(6, 9)]: {} }))).toBe('done');
    const twice = haveOf({
      forecast: [
        ['client', 6, { name: 'Acme', pointer: 1 }],
        ['client', 7, { name: 'Acme', pointer: null }],
      ],
    });
    expect(verdict(create, twice)).toBe('other');
  });
});

describe('settling', () => {
  const rename = intentOf('forecast', 'update', project(1, 2), [{ field: 'name', before: 'Site', after: 'Website' }]);

  it.each([
    ['arrives while it waits', true, 'done'],
    ['never arrives', false, 'void'],
  ] as const)('a request that %s', async (_what, arrives, result) => {
    const forecast = createFakeAccount('forecast', [['project', 2, { name: 'Site' }]]);
    const harvest = createFakeAccount('harvest', []);
    const outcomes: IntentOutcome[] = [];
    const clock = createFakeClock();
    const waits: number[] = [];
    let readings = 0;
    const { have, judged } = await recoverIntents({
      open: [rename],
      last: null,
      read: async () => {
        readings += 1;
        if (arrives && readings === 2) forecast.edit('project', 2, { name: 'Website' });
        return haveFrom(harvest, forecast);
      },
      store: { outcome: async (outcome) => void outcomes.push(outcome) } as LockedStore,
      clock,
      unclearWaitMs: 20_000,
      signal: new AbortController().signal,
      advanceOf: ({ intent }) => ({ address: intent.change.address, baseline: { name: 'Website' } }),
      waiting: (writes) => void waits.push(writes),
    });
    expect(readings).toBe(2);
    // The whole settle time, although the intent is months old by the wall clock: wall clocks jump.
    expect(clock.slept).toEqual([20_000]);
    expect(waits).toEqual([1]);
    const advance = arrives ? { address: 'project:1/2', baseline: { name: 'Website' } } : null;
    expect(outcomes).toEqual([{ intent: 'i', result, advance }]);
    expect(judged).toHaveLength(1);
    expect(have.forecast.records.project.size).toBe(1);
  });
});
