import { describe, expect, test } from 'vitest';
import { formatAddress, type Address } from '../../src/model/address.ts';
import type { Have } from '../../src/model/have.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Side } from '../../src/model/side.ts';
import type { Intent, IntentField } from '../../src/model/store.ts';
import type { Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { recoveredAdvance } from '../../src/plan/memory/recovered.ts';
import { f, h, have, last, link, want } from '../support/world.ts';

function intentOf(
  account: Side,
  action: Intent['change']['action'],
  address: Address,
  fields: readonly Partial<IntentField>[],
): Intent {
  const kind = address.slice(0, address.indexOf(':')) as Kind;
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

const address = (kind: Kind, harvest: number | null, forecast: number | null) => formatAddress(kind, harvest, forecast);

interface Found {
  readonly records: readonly AccountRecord[];
  /** The one that shows the write; null: it is gone. */
  readonly record: AccountRecord | null;
  readonly last?: Last | null;
  readonly want?: Want;
}

function advance(intent: Intent, found: Found) {
  const now = { want: found.want ?? want(), have: have(found.records), last: found.last ?? null };
  return recoveredAdvance({ intent, record: found.record }, now);
}

describe('what a write that was not recorded made both sides agree on', () => {
  test('is the value written, not what either side shows by now', () => {
    const fields = [{ field: 'name', before: 'Site', after: 'Website' }] as const;
    const rename = intentOf('forecast', 'update', address('project', 1, 2), fields);
    const record = f('project', 2, { name: 'Website' });
    const known = last({ 'project:1/2': { name: 'Site', code: 'A' } });
    expect(
      advance(rename, { records: [h('project', 1, { name: 'Edited since' }), record], record, last: known }),
    ).toEqual({
      address: 'project:1/2',
      baseline: { name: 'Website', code: 'A' },
    });
  });

  test('has the address of the pair that a create completed', () => {
    const create = intentOf('forecast', 'create', address('client', 1, null), [
      { field: 'name', after: 'Acme' },
      { field: 'pointer', after: 1 },
    ]);
    const record = f('client', 6, { name: 'Renamed since', pointer: 1 });
    expect(advance(create, { records: [record], record })).toEqual({
      address: 'client:1/6',
      baseline: { name: 'Acme' },
    });
  });

  test('is not what the record shows without some blanks: that is how the service stores it', () => {
    const stored = { name: { forecast: { asked: 'Acme  Ltd ', got: 'Acme Ltd' } } };
    const fields = [{ field: 'name', before: 'Acme', after: 'Acme  Ltd ' }] as const;
    const rename = intentOf('forecast', 'update', address('client', 1, 6), fields);
    const record = f('client', 6, { name: 'Acme Ltd', pointer: 1 });
    const known = last({ 'client:1/6': { name: 'Acme' } });
    expect(advance(rename, { records: [record], record, last: known })).toEqual({
      address: 'client:1/6',
      baseline: { name: 'Acme' },
      stored,
    });
    const create = intentOf('forecast', 'create', address('client', 1, null), [
      { field: 'name', after: 'Acme  Ltd ' },
      { field: 'pointer', after: 1 },
    ]);
    expect(advance(create, { records: [record], record })).toEqual({ address: 'client:1/6', baseline: {}, stored });
    // What was stored otherwise before, and is written as asked by now, is known no more.
    const again = intentOf('forecast', 'update', address('client', 1, 6), [
      { field: 'name', before: 'A', after: 'Acme Ltd' },
    ]);
    const before = { ...known, stored: { ['client:1/6' as Address]: stored } };
    expect(advance(again, { records: [record], record, last: before })).toMatchObject({ stored: {} });
  });

  test('has the address that a link completed (push)', () => {
    const fields = [{ field: 'pointer', before: null, after: 1 }] as const;
    const push = intentOf('forecast', 'link', address('project', null, 2), fields);
    const record = f('project', 2, { pointer: 1 });
    expect(advance(push, { records: [record], record })).toEqual({ address: 'project:1/2', baseline: {} });
  });

  test('names clients and roles by their pairs', () => {
    const [moved, person] = [h('project', 1, { client: 5 }), h('person', 7, { roles: ['Dev', 'Ops'] })];
    const records = [
      ...[moved, person, h('role', 3, { name: 'Dev' }), h('role', 4, { name: 'Ops' })],
      ...[h('client', 5), f('client', 6, { pointer: 5 }), f('role', 34, { name: 'Ops', pointer: 4 })],
    ];
    const known = last({ 'role:3/33': { name: 'Dev' } });
    const move = intentOf('harvest', 'update', address('project', 1, 2), [
      { field: 'client', before: 'B', after: 'Acme', before_id: 9, after_id: 5 },
    ]);
    expect(advance(move, { records, record: moved, last: known })?.baseline).toEqual({ client: '5/6' });
    const roles = intentOf('harvest', 'update', address('person', 7, 8), [
      { field: 'roles', before: [], after: ['Ops', 'Dev'] },
    ]);
    expect(advance(roles, { records, record: person, last: known })?.baseline).toEqual({ roles: ['3/33', '4/34'] });
  });

  test('leaves a client or a role that is not on the other side, or not under its name any more, unsaid', () => {
    const [moved, person] = [h('project', 1, { client: 5 }), h('person', 7, { roles: ['Dev'] })];
    const records = [moved, person, h('client', 5), h('role', 3, { name: 'Renamed since' })];
    const move = intentOf('harvest', 'update', address('project', 1, 2), [
      { field: 'client', before: 'B', after: 'Acme', before_id: 9, after_id: 5 },
    ]);
    expect(advance(move, { records, record: moved })?.baseline).toEqual({});
    const roles = intentOf('harvest', 'update', address('person', 7, 8), [
      { field: 'roles', before: [], after: ['Dev'] },
    ]);
    expect(advance(roles, { records, record: person })?.baseline).toEqual({});
  });

  test('is nothing where the value did not come from the other side', () => {
    const record = h('person', 7, { roles: ['Dev'], email: 'k@x.example' });
    const merged = intentOf('harvest', 'update', address('person', 7, 8), [
      { field: 'roles', before: [], after: ['Dev'], origin: 'merge' },
      { field: 'email', before: '', after: 'k@x.example', origin: 'config' },
    ]);
    expect(advance(merged, { records: [record], record })?.baseline).toEqual({});
  });

  test('is nothing of a field that one account alone has', () => {
    const record = f('project', 2, { notes: '[hfsync: 1.00 h of budget left]' });
    const fields = [{ field: 'notes', before: '', after: '[hfsync: 1.00 h of budget left]' }] as const;
    const line = intentOf('forecast', 'update', address('project', 1, 2), fields);
    expect(advance(line, { records: [record], record })?.baseline).toEqual({});
  });

  test('is never a temporary name, which is remembered as one', () => {
    const fields = [{ field: 'name', before: 'Dev', after: 'hfsync-tmp-1' }] as const;
    const away = intentOf('harvest', 'update', address('role', 3, 4), fields);
    const record = h('role', 3, { name: 'hfsync-tmp-1' });
    expect(advance(away, { records: [record], record, last: last({ 'role:3/4': { name: 'Dev' } }) })).toEqual({
      address: 'role:3/4',
      baseline: { name: 'Dev' },
      temporary: { side: 'harvest', name: 'hfsync-tmp-1', was: 'Dev' },
    });
  });

  test('is that the pair is gone, once its last role is deleted', () => {
    const remove = intentOf('harvest', 'delete', address('role', 3, 4), [{ field: 'name', before: 'Dev' }]);
    expect(advance(remove, { records: [], record: null })).toEqual({ address: 'role:3/4', baseline: null });
  });
});

test('what is recovered is what the run itself would have recorded, also beside roles of one side alone', () => {
  const links = want([link('person', 7, 17)]);
  const roles = [
    ...[h('role', 3, { name: 'Dev' }), f('role', 13, { name: 'Dev', pointer: 3 })],
    ...[
      h('role', 4, { name: 'Payroll' }),
      f('role', 14, { name: 'Payroll', pointer: 99 }),
      h('role', 99, { name: 'Lost' }),
    ],
  ];
  const ignored = { ...links, ignore: { ...links.ignore, role: { harvest: ['Payroll', 'Lost'], forecast: [] } } };
  const forecast = f('person', 17, { roles: ['Dev'], pointer: 7 });
  const before: Have = have([...roles, h('person', 7, { roles: ['Payroll'] }), forecast]);
  const after = h('person', 7, { roles: ['Dev', 'Payroll'] });
  const ledger = createLedger({ want: ignored, have: before, last: null });
  const recorded = ledger.put(after)?.baseline?.roles;
  const intent = intentOf('harvest', 'update', address('person', 7, 17), [
    { field: 'roles', before: ['Payroll'], after: ['Dev', 'Payroll'] },
  ]);
  const found = { records: [...roles, after, forecast], record: after, want: ignored };
  expect(advance(intent, found)?.baseline?.roles).toEqual(recorded);
  expect(recorded).toEqual(['3/13']);
});
