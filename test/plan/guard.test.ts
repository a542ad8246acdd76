import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { Have } from '../../src/model/have.ts';
import type { Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { GuardLimits, LinkSet } from '../../src/model/want.ts';
import { f, h, have, last, link, planOf, synced, want } from '../support/world.ts';
import { edit } from './rounds.ts';

const client = [h('client', 1), f('client', 11, { pointer: 1 })];

/** As many projects in step as it takes, and the first of them edited in Harvest. */
function agency(count: number, edited: number, values: Values, guards: Partial<GuardLimits> = {}) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const all = (changed: number) =>
    have([
      ...client,
      ...numbers.flatMap((id) => [
        h('project', 1000 + id, { name: `P${id}`, ...(id <= changed ? values : {}) }),
        f('project', 5000 + id, { name: `P${id}`, pointer: 1000 + id }),
      ]),
    ]);
  const wanted = want(
    numbers.map((id) => link('project', 1000 + id, 5000 + id)),
    { guards: { max_changes: 500, max_role_deletes: 5, max_archives: 20, max_changed_share: 0.5, ...guards } },
  );
  return { want: wanted, have: all(edited), last: synced(wanted, all(0)) };
}

/** As many roles as it takes, and the first of them deleted in Harvest. */
function staff(count: number, deleted: number) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const all = (gone: number) =>
    have(
      numbers.flatMap((id) => [
        ...(id > gone ? [h('role', id, { name: `R${id}` })] : []),
        f('role', 50 + id, { name: `R${id}`, pointer: id }),
      ]),
    );
  return { want: want(), have: all(deleted), last: synced(want(), all(0)) };
}

const reasons = (world: Parameters<typeof planOf>[0]): string[] =>
  planOf(world).guards.map(({ guard, reason }) => `${guard}: ${reason}`);

describe('P15 guards: what is at the limit passes, what is over it is named', () => {
  const LIMITS: readonly (readonly [string, Parameters<typeof planOf>[0], Parameters<typeof planOf>[0], string])[] = [
    [
      'max_changes',
      agency(30, 3, { code: 'X' }, { max_changes: 3 }),
      agency(30, 4, { code: 'X' }, { max_changes: 3 }),
      'max_changes: 4 changes at once, over the limit of 3.',
    ],
    [
      'max_changes of 0',
      agency(30, 0, {}, { max_changes: 0 }),
      agency(30, 1, { code: 'X' }, { max_changes: 0 }),
      'max_changes: 1 change at once, over the limit of 0.',
    ],
    [
      'max_role_deletes',
      staff(20, 5),
      staff(20, 6),
      'max_role_deletes: 6 roles would be deleted, over the limit of 5.',
    ],
    [
      'max_archives',
      agency(60, 20, { status: 'archived' }),
      agency(60, 21, { status: 'archived' }),
      'max_archives: 21 archives at once, over the limit of 20.',
    ],
    [
      'max_changed_share, of the linked records',
      agency(40, 20, { code: 'X' }),
      agency(40, 21, { code: 'X' }),
      'max_changed_share: 21 of the 40 linked records would change (52.5 %), over the limit of 50 %.',
    ],
    [
      'max_changed_share, from 20 changed records on',
      agency(20, 19, { code: 'X' }),
      agency(20, 20, { code: 'X' }),
      'max_changed_share: 20 of the 20 linked records would change (100 %), over the limit of 50 %.',
    ],
    [
      'max_changed_share, over the limit by less than the figure shows',
      agency(60, 20, { code: 'X' }, { max_changed_share: 0.3334 }),
      agency(60, 20, { code: 'X' }, { max_changed_share: 0.3333 }),
      'max_changed_share: 20 of the 60 linked records would change (33.34 %), over the limit of 33.33 %.',
    ],
  ];

  test.each(LIMITS)('%s', (_what, at, over, reason) => {
    expect(reasons(at)).toEqual([]);
    expect(reasons(over)).toEqual([reason]);
  });

  test('the plan carries name, limit, value, reason and its numbers; several at once', () => {
    expect(planOf(agency(30, 21, { status: 'archived' }, { max_changes: 20 })).guards).toEqual([
      { guard: 'max_changes', limit: 20, value: 21, reason: '21 changes at once, over the limit of 20.' },
      { guard: 'max_archives', limit: 20, value: 21, reason: '21 archives at once, over the limit of 20.' },
      {
        ...{ guard: 'max_changed_share', limit: 0.5, value: 0.7 },
        reason: '21 of the 30 linked records would change (70 %), over the limit of 50 %.',
        details: { changed: 21, linked: 30 },
      },
    ]);
  });

  test('max_changed_share counts a record once, however many changes it has', () => {
    const world = agency(40, 20, { code: 'X' });
    const ids = Array.from({ length: 20 }, (_, index) => 5001 + index);
    const twice = ids.reduce((all, id) => edit(all, 'forecast', 'project', id, { name: `Q${id}` }), world.have);
    expect(planOf({ ...world, have: twice }).changes).toHaveLength(40);
    expect(reasons({ ...world, have: twice })).toEqual([]);
  });

  test('what --only and --except leave out does not count', () => {
    const world = agency(60, 21, { status: 'archived' });
    expect(reasons({ ...world, only: ['project:1001/5001'] })).toEqual([]);
    expect(reasons({ ...world, except: ['project:1001/5001'] })).toEqual([]);
    expect(reasons({ ...world, except: ['project:1060/5060'] })).toHaveLength(1);
  });
});

describe('P15 D5 emptied: a list that lost all records that the state knows, or more than half of them and at least 5', () => {
  const LOST: readonly (readonly [known: number, lost: number, found: readonly string[]])[] = [
    [1, 1, ["emptied: Forecast's projects: 1 of the 1 that the state knows are gone."]],
    [2, 1, []],
    [4, 4, ["emptied: Forecast's projects: 4 of the 4 that the state knows are gone."]],
    [5, 4, []],
    [5, 5, ["emptied: Forecast's projects: 5 of the 5 that the state knows are gone."]],
    [9, 5, ["emptied: Forecast's projects: 5 of the 9 that the state knows are gone."]],
    [10, 5, []],
    [10, 6, ["emptied: Forecast's projects: 6 of the 10 that the state knows are gone."]],
    [20, 12, ["emptied: Forecast's projects: 12 of the 20 that the state knows are gone."]],
  ];

  test.each(LOST)('of %i, %i are gone', (known, lost, found) => {
    const world = agency(known, 0, {});
    const now = withoutProjects(world.have, 'forecast', lost);
    expect(reasons({ ...world, have: now })).toEqual(found);
  });

  const record = { client: { name: 'Umbrella' }, person: {}, role: {}, project: { client: 1 } };
  const KINDS = Object.keys(record) as (keyof typeof record)[];
  test.each(SIDES.flatMap((side) => KINDS.map((kind) => [side, kind] as const)))('%s %s: each list', (side, kind) => {
    const all = [h(kind, 5, record[kind]), f(kind, 15, { ...record[kind], pointer: 5 })];
    const wanted = want(kind === 'role' ? [] : [link(kind, 5, 15)]);
    const state = synced(wanted, have(all));
    const left = have(all.filter((one) => one.side !== side));
    const plan = planOf({ want: wanted, have: left, last: state });
    expect(plan.guards.map(({ guard, value }) => [guard, value])).toEqual([['emptied', 1]]);
    // With nothing remembered there is nothing to miss.
    expect(planOf({ want: wanted, have: left, last: null }).guards.map(({ guard }) => guard)).not.toContain('emptied');
  });

  test('who removed the link, or archives what is left, has answered', () => {
    const world = agency(2, 0, {});
    const now = withoutProjects(world.have, 'harvest', 2);
    const links = (set: LinkSet) => want([1, 2].map((id) => link('project', 1000 + id, 5000 + id, set)));
    expect(reasons({ ...world, have: now, want: links({}) })).toHaveLength(1);
    expect(reasons({ ...world, have: now, want: links({ status: 'archived' }) })).toEqual([]);
    expect(reasons({ ...world, have: now, want: want([]) })).toEqual([]);
  });

  test('roles that both sides lost count; with `roles: off` none does', () => {
    const world = staff(3, 0);
    const none = have([]);
    expect(reasons({ ...world, have: none })).toHaveLength(1);
    expect(reasons({ ...world, want: want([], { roles: 'off' }), have: none })).toEqual([]);
  });

  test('every list is named, the worst first; --only does not narrow it', () => {
    const world = agency(20, 0, {});
    const now = withoutProjects(withoutProjects(world.have, 'harvest', 11), 'forecast', 12);
    const plan = planOf({ ...world, have: now, only: ['project:1020/5020'] });
    expect(plan.guards).toEqual([
      {
        ...{ guard: 'emptied', limit: 10, value: 12 },
        reason:
          "Forecast's projects: 12 of the 20 that the state knows are gone. Harvest's projects: 11 of the 20 that the state knows are gone.",
        details: {
          lists: [
            { side: 'forecast', kind: 'project', known: 20, lost: 12 },
            { side: 'harvest', kind: 'project', known: 20, lost: 11 },
          ],
        },
      },
    ]);
  });
});

describe('P15 pairing: the two accounts are no longer the pair that they were', () => {
  const pointed = (pointer: (id: number) => number | null | undefined, count = 3) =>
    have([
      ...client.map((one) =>
        one.side === 'forecast' ? { ...one, values: { ...one.values, pointer: pointer(1) } } : one,
      ),
      ...Array.from({ length: count }, (_, index) => index + 5).flatMap((id) => [
        h('project', id, { name: `P${id}` }),
        f('project', 10 + id, { name: `P${id}`, pointer: pointer(id) as number | null }),
      ]),
    ] as AccountRecord[]);
  const wanted = want([link('client', 1, 11), ...[5, 6, 7].map((id) => link('project', id, 10 + id))]);
  const state = synced(
    wanted,
    pointed((id) => id),
  );

  test.each([
    ['all are null', () => null, 4],
    ['all name others', (id: number) => id + 900, 4],
    ['one is left', (id: number) => (id === 5 ? 5 : null), 0],
    ['nobody tells', () => undefined, 0],
  ])('pointers: %s', (_, pointer, value) => {
    const plan = planOf({ want: wanted, have: pointed(pointer), last: state });
    expect(plan.guards.map((one) => [one.guard, one.value])).toEqual(value === 0 ? [] : [['pairing', value]]);
  });

  test('it says so; a state that never saw the pointers knows nothing; one pointer alone is an edit', () => {
    const gone = pointed(() => null);
    expect(reasons({ want: wanted, have: gone, last: state })).toEqual([
      'pairing: None of the 4 Forecast records that named their Harvest record after the last apply names it now.',
    ]);
    expect(reasons({ want: wanted, have: gone, last: synced(wanted, gone) })).toEqual([]);
    const one = want([link('client', 1, 11)]);
    expect(
      reasons({
        want: one,
        have: pointed(() => null, 0),
        last: synced(
          one,
          pointed((id) => id, 0),
        ),
      }),
    ).toEqual([]);
  });

  test.each([
    ['sample', []],
    ['Sample', []],
    [
      'other',
      ['pairing: Forecast says that it is connected to the Harvest account "other", but this one is "sample".'],
    ],
  ])('connected to %s', (connectedTo, found) => {
    const all = pointed((id) => id);
    const now = { ...all, forecast: { ...all.forecast, connectedTo } };
    expect(reasons({ want: wanted, have: now, last: state })).toEqual(found);
  });
});

describe('P15 first_sync: values that were never in sync are not overwritten unseen', () => {
  const wanted = want([link('client', 1, 11), link('client', 2, 12)]);
  const clients = (pointer: number | null) =>
    have([...client, h('client', 2, { name: 'Umbrella' }), f('client', 12, { name: 'Umbrela', pointer })]);
  const known = synced(want([link('client', 1, 11)]), clients(2));

  test.each([
    ['with no state, whatever the pointer says', null, null, 1],
    ['with a state, on a pair whose pointer matches: the state may be lost', known, 2, 1],
    ['not with a state, on a pair that only the file links', known, null, 0],
  ] as const)('%s', (_what, last, pointer, value) => {
    const plan = planOf({ want: wanted, have: clients(pointer), last });
    expect(plan.changes.map(({ address }) => address)).toEqual(['client:2/12']);
    expect(plan.guards.map(({ guard, value }) => [guard, value])).toEqual(value === 0 ? [] : [['first_sync', value]]);
  });

  test('it says which of the two it is', () => {
    const of = (last: Last | null) => reasons({ want: wanted, have: clients(2), last });
    expect(of(null)).toEqual([
      'first_sync: There is no state yet, and 1 change would overwrite values that were never in sync, or create roles.',
    ]);
    expect(of(known)).toEqual([
      'first_sync: 1 change would overwrite values that were never in sync, although Forecast has linked these records already.',
    ]);
  });

  test('a role to create counts where there is no state, and only there', () => {
    const world = { want: want(), have: have([h('role', 4)]) };
    expect(planOf({ ...world, last: null }).guards).toMatchObject([{ guard: 'first_sync', limit: 0, value: 1 }]);
    expect(planOf({ ...world, last: last({}) }).guards).toEqual([]);
  });

  test('what the file says under `set:` was decided there', () => {
    const set = want([link('client', 1, 11), link('client', 2, 12, { name: 'Umbrella' })]);
    expect(reasons({ want: set, have: clients(2), last: null })).toEqual([]);
  });
});

describe('--only and --except', () => {
  test('an unknown address is an error, not an empty plan', () => {
    expect(() => planOf({ ...agency(1, 0, {}), only: ['project:1/1'] })).toThrow(
      '--only: "project:1/1" is not known here.',
    );
  });

  test('--only pulls in what its changes wait for, --except takes along what waits for it', () => {
    const world = have([h('client', 1), h('project', 5)]);
    const wanted = want([link('project', 5, 'create')]);
    const only = planOf({ want: wanted, have: world, last: null, only: ['project:5/-'] });
    expect(only.changes.map((change) => change.id)).toEqual([
      'forecast:create:client:1/-',
      'forecast:create:project:5/-',
    ]);
    const except = planOf({ want: wanted, have: world, last: null, except: ['client:1/-'] });
    expect(except.changes).toEqual([]);
  });
});

function withoutProjects(all: Have, side: Side, lost: number): Have {
  const projects = new Map(([...all[side].records.project] as [number, AccountRecord][]).slice(lost));
  return { ...all, [side]: { ...all[side], records: { ...all[side].records, project: projects } } };
}
