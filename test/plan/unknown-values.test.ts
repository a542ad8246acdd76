import { describe, expect, test } from 'vitest';
import type { FieldName, Values } from '../../src/model/field.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { SYNCED } from '../../src/rules/fields.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

/** A record that does not tell a field, as decoding leaves it. */
function untold<R extends AccountRecord>(record: R, field: FieldName, key: string = field): R {
  const values = Object.fromEntries(Object.entries(record.values).filter(([name]) => name !== field)) as Values;
  return { ...record, values, nulls: [key] };
}

const CLIENTS = [h('client', 1), f('client', 11, { pointer: 1 })];
const ROLES = [h('role', 3, { name: 'Designer' }), f('role', 13, { name: 'Designer', pointer: 3 })];
const KIM = [h('person', 7, { roles: ['Designer'] }), f('person', 17, { roles: ['Designer'], pointer: 7 })];
const SITE = [h('project', 5, { code: 'W' }), f('project', 15, { code: 'W', pointer: 5 })];
const ALL = [...CLIENTS, ...ROLES, ...KIM, ...SITE];
const FILE = want([link('client', 1, 11), link('person', 7, 17), link('project', 5, 15)]);
const STATE = synced(FILE, have(ALL));

const replaced = (...records: readonly AccountRecord[]): AccountRecord[] =>
  ALL.map(
    (one) => records.find(({ side, kind, id }) => side === one.side && kind === one.kind && id === one.id) ?? one,
  );

const CELLS = (['role', 'client', 'person', 'project'] as const).flatMap((kind) =>
  SYNCED[kind].flatMap((field) =>
    ALL.filter((record) => record.kind === kind).map((record) => [record.side, kind, field, record] as const),
  ),
);

describe('C23 what is not told is never a change, never written, and forgets nothing', () => {
  test.each(CELLS)('%s %s %s', (side, _kind, field, record) => {
    const now = have(replaced(untold(record, field)));
    const plan = planOf({ want: FILE, have: now, last: STATE });
    expect([linesOf(plan), plan.guards]).toEqual([[], []]);
    expect(plan.observations.map(({ text }) => text)).toEqual([
      `${side === 'harvest' ? 'Harvest' : 'Forecast'} returned null for "${field}". hfsync treats this as unknown and leaves it as it is.`,
    ]);
    expect(createLedger({ want: FILE, have: now, last: STATE }).memory()).toEqual(
      createLedger({ want: FILE, have: have(ALL), last: STATE }).memory(),
    );
    // With nothing remembered nothing is made up either.
    expect(linesOf(planOf({ want: FILE, have: now, last: null }))).toEqual([]);
    expect(linesOf(planOf({ want: { ...FILE, pointers: 'trust' }, have: now, last: null }))).toEqual([]);
  });

  test('other fields of the record sync all the same', () => {
    const edited = untold(h('project', 5, { code: 'X' }), 'name');
    expect(linesOf(planOf({ want: FILE, have: have(replaced(edited)), last: STATE }))).toEqual([
      'forecast:update:project:5/15 code "W" → "X" [project.code] harvest',
    ]);
  });

  test('a role without a name: it is not deleted, its holders keep their roles, and none of its name is made', () => {
    const nameless = untold(f('role', 13, { pointer: 3 }), 'name');
    const rest = ALL.filter(({ kind }) => kind !== 'role');
    const without = have([...rest, nameless]);
    expect(linesOf(planOf({ want: FILE, have: without, last: { ...STATE, baseline: { ...STATE.baseline } } }))).toEqual(
      [],
    );
    const lone = [h('role', 3, { name: 'Designer' }), untold(f('role', 14), 'name')];
    expect(linesOf(planOf({ want: want(), have: have(lone), last: null }))).toEqual([]);
  });

  test('a person who does not tell their status may not sign in; the address waits', () => {
    const kim = untold(
      f('person', 17, { roles: ['Designer'], pointer: 7, email: 'k@acme.example' }),
      'status',
      'archived',
    );
    expect(linesOf(planOf({ want: FILE, have: have(replaced(kim)), last: STATE }))).toEqual([
      'manual person.email.no-sign-in person:7/17',
    ]);
  });

  test('a client is not archived while one of its projects does not tell its status', () => {
    const records = replaced(
      h('client', 1, { status: 'archived' }),
      untold(f('project', 15, { code: 'W', pointer: 5 }), 'status'),
    );
    const archived = records.map((one) =>
      one.kind === 'project' && one.side === 'harvest'
        ? { ...one, values: { ...one.values, status: 'archived' as const } }
        : one,
    );
    expect(linesOf(planOf({ want: FILE, have: have(archived), last: STATE }))).toEqual([
      'manual client.status client:1/11',
    ]);
  });

  test('a name that is not told may be one that is ignored', () => {
    const ignore = { ...want().ignore, project: { harvest: ['Internal*'], forecast: [] } };
    const hidden = have([
      ...CLIENTS,
      untold(h('project', 5, { status: 'archived' }), 'name'),
      f('project', 15, { pointer: 5 }),
    ]);
    const file = want([link('client', 1, 11)], { pointers: 'trust', ignore });
    expect(linesOf(planOf({ want: file, have: hidden, last: null }))).toEqual([]);
  });

  const creates: readonly (readonly [string, readonly AccountRecord[], ReturnType<typeof link>, string])[] = [
    [
      'the source hides its name',
      [untold(h('project', 6), 'name')],
      link('project', 6, 'create'),
      'Harvest did not return the name of this project',
    ],
    [
      'the source hides its client',
      [untold(h('project', 6), 'client')],
      link('project', 6, 'create'),
      'Harvest did not return the client of this project',
    ],
    [
      'the source hides its status',
      [untold(h('person', 8), 'status')],
      link('person', 8, 'create'),
      'Harvest did not return the status of this person',
    ],
    [
      'a pushed one hides its name',
      [untold(f('project', 16), 'name')],
      link('project', 'create', 16),
      'Forecast did not return the name of this project',
    ],
    [
      'what is there may be the one',
      [h('project', 6, { name: 'New' }), untold(f('project', 16, { status: 'archived' }), 'name')],
      link('project', 6, 'create'),
      '`create` finds 1 project in Forecast that could be meant: 16 "" (archived, some of its values are unknown).',
    ],
    [
      'what is there may be under that client',
      [h('project', 6, { name: 'New' }), untold(f('project', 16, { name: 'New', status: 'archived' }), 'client')],
      link('project', 6, 'create'),
      '`create` finds 1 project in Forecast that could be meant: 16 "New" (archived, some of its values are unknown).',
    ],
  ];
  test.each(creates)('a create waits: %s', (_, records, entry, reason) => {
    const file = want([link('client', 1, 11), entry]);
    const plan = planOf({ want: file, have: have([...CLIENTS, ...records]), last: null });
    expect(plan.changes).toEqual([]);
    expect(plan.manual.map((item) => item.reason).join()).toContain(reason);
  });

  test('a company that does not tell its capacity moves nobody', () => {
    const onDefault = [h('person', 7, { capacity: 126_000 }), f('person', 17, { capacity: null, pointer: 7 })];
    const file = want([link('person', 7, 17)]);
    const before = have(onDefault);
    const state = synced(file, before);
    for (const side of ['harvest', 'forecast'] as const) {
      const company = untold(before[side].company, 'capacity', 'weekly_capacity');
      const plan = planOf({ want: file, have: { ...before, [side]: { ...before[side], company } }, last: state });
      expect([linesOf(plan), plan.observations.map(({ rule }) => rule)]).toEqual([[], ['company.capacity']]);
    }
  });

  test('project.remaining-budget: a budget of no told kind leaves the line', () => {
    const notes = '[hfsync: 4.00 h of budget left]';
    const records = [...CLIENTS, h('project', 5), f('project', 15, { pointer: 5, notes })];
    const file = want([link('client', 1, 11), link('project', 5, 15)]);
    for (const row of [
      { by: null, monthly: false, remaining: 9 },
      { by: 'project', monthly: null, remaining: 9 },
    ]) {
      const now = have(records, { budgets: { harvest: { 5: row }, forecast: { 15: null } } });
      const plan = planOf({ want: file, have: now, last: null });
      expect([linesOf(plan), plan.observations.map(({ rule }) => rule)]).toEqual([[], ['project.remaining-budget']]);
    }
  });
});
