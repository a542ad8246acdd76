import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/model/address.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Want } from '../../src/model/want.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

const designer = h('role', 1, { name: 'Designer' });
const developer = h('role', 2, { name: 'Developer' });
const fDesigner = f('role', 11, { name: 'Designer', pointer: 1 });
const fDeveloper = f('role', 12, { name: 'Developer', pointer: 2 });
const before = [designer, developer, fDesigner, fDeveloper];

interface Row {
  readonly name: string;
  readonly after: readonly AccountRecord[];
  readonly options?: Partial<Want>;
  readonly stateless?: boolean;
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  { name: 'in sync', after: before, expected: [] },
  {
    name: 'role.created: in Harvest',
    after: [...before, h('role', 3, { name: 'Producer' })],
    expected: [
      'forecast:create:role:3/- name null → "Producer" [role.created] harvest',
      'forecast:create:role:3/- pointer null → 3 [role.created] harvest',
    ],
  },
  {
    name: 'role.created: in Forecast, which is linked with what is created',
    after: [...before, f('role', 13, { name: 'Producer' })],
    expected: [
      'harvest:create:role:-/13 name null → "Producer" [role.created] forecast',
      'forecast:link:role:-/13 pointer null → null from harvest:create:role:-/13 [role.created] harvest',
    ],
  },
  {
    name: 'role.created: one of the same name is paired instead, and gets its pointer (link.pointer)',
    after: [...before, h('role', 3, { name: 'Producer' }), f('role', 13, { name: 'Producer' })],
    expected: ['forecast:link:role:3/13 pointer null → 3 [link.pointer] harvest'],
  },
  {
    name: 'role.edited: in Harvest',
    after: [h('role', 1, { name: 'Artist' }), developer, fDesigner, fDeveloper],
    expected: ['forecast:update:role:1/11 name "Designer" → "Artist" [role.edited] harvest'],
  },
  {
    name: 'role.edited: in Forecast',
    after: [designer, developer, f('role', 11, { name: 'Artist', pointer: 1 }), fDeveloper],
    expected: ['harvest:update:role:1/11 name "Designer" → "Artist" [role.edited] forecast'],
  },
  {
    name: 'role.edited: names that swap go through a temporary one',
    after: [h('role', 1, { name: 'Developer' }), h('role', 2, { name: 'Designer' }), fDesigner, fDeveloper],
    expected: [
      'forecast:update:role:1/11#1 name "Designer" → "hfsync-tmp-xxxxxxxxxxxx" [role.edited] harvest',
      'forecast:update:role:1/11#2 name "hfsync-tmp-xxxxxxxxxxxx" → "Developer" [role.edited] harvest',
      'forecast:update:role:2/12 name "Developer" → "Designer" [role.edited] harvest',
    ],
  },
  {
    name: 'role.deleted: in Harvest',
    after: [developer, fDesigner, fDeveloper],
    expected: ['forecast:delete:role:1/11 name "Designer" → null [role.deleted] harvest'],
  },
  {
    name: 'role.deleted: in Forecast',
    after: [designer, developer, fDeveloper],
    expected: ['harvest:delete:role:1/11 name "Designer" → null [role.deleted] forecast'],
  },
  {
    name: 'role.deleted: against a changed name is a conflict',
    after: [developer, f('role', 11, { name: 'Artist', pointer: 1 }), fDeveloper],
    expected: ['conflict role.deleted role:1/11 name'],
  },
  {
    name: 'role.deleted: conflicts: the side that deleted wins',
    after: [developer, f('role', 11, { name: 'Artist', pointer: 1 }), fDeveloper],
    options: { conflicts: 'harvest' },
    expected: ['forecast:delete:role:1/11 name "Artist" → null [role.deleted] harvest'],
  },
  {
    name: 'role.deleted: conflicts: the side that renamed wins, and the role is made again',
    after: [developer, f('role', 11, { name: 'Artist', pointer: 1 }), fDeveloper],
    options: { conflicts: 'forecast' },
    expected: [
      'harvest:create:role:-/11 name null → "Artist" [role.created] forecast',
      'forecast:link:role:-/11 pointer 1 → null from harvest:create:role:-/11 [role.created] harvest',
    ],
  },
  {
    name: 'role.deleted: deleted and made again under the same name is paired again',
    after: [h('role', 9, { name: 'Designer' }), developer, fDesigner, fDeveloper],
    expected: ['forecast:link:role:9/11 pointer 1 → 9 [link.pointer] harvest'],
  },
  {
    name: 'role.created: without a baseline a role is created where it is missing',
    after: [developer, fDesigner, fDeveloper],
    stateless: true,
    expected: [
      'harvest:create:role:-/11 name null → "Designer" [role.created] forecast',
      'forecast:link:role:-/11 pointer 1 → null from harvest:create:role:-/11 [role.created] harvest',
    ],
  },
  { name: 'roles: off', after: [developer, fDesigner], options: { roles: 'off' }, expected: [] },
  {
    name: 'ignored roles are left alone',
    after: [...before, h('role', 3, { name: 'Intern' }), f('role', 14, { name: 'Guest' })],
    options: { ignore: ignoring({ harvest: [3], forecast: ['Gue*'] }) },
    expected: [],
  },
  {
    name: 'link.elsewhere: two Forecast roles name one',
    after: [...before, f('role', 13, { name: 'Artist', pointer: 1 })],
    expected: ['manual link.elsewhere role:1/11'],
  },
  {
    name: 'a temporary name that nobody accounts for is reported, never propagated',
    after: [designer, developer, f('role', 11, { name: 'hfsync-tmp-123456789abc', pointer: 1 }), fDeveloper],
    expected: ['manual role.edited role:1/11'],
  },
];

describe('roles', () => {
  test.each(rows)('$name', ({ after, options, stateless, expected }) => {
    const wanted = want([], options);
    const state = synced(want(), have(before));
    const plan = planOf({ want: wanted, have: have(after), last: stateless ? null : state });
    expect(linesOf(plan).map((line) => line.replace(/hfsync-tmp-[0-9a-f]{12}/g, 'hfsync-tmp-xxxxxxxxxxxx'))).toEqual(
      expected,
    );
  });

  test('role.deleted: is left out of person.roles and names whom it touches', () => {
    const people = (left: string[], right: string[]) => [
      h('person', 7, { roles: left }),
      f('person', 17, { pointer: 7, roles: right }),
    ];
    const wanted = want([link('person', 7, 17)]);
    const state = synced(wanted, have([...before, ...people(['Designer'], ['Designer'])]));
    const world = have([developer, fDesigner, fDeveloper, ...people(['Developer'], ['Designer'])]);
    const plan = planOf({ want: wanted, have: world, last: state });
    expect(linesOf(plan)).toEqual([
      'forecast:delete:role:1/11 name "Designer" → null [role.deleted] harvest',
      'forecast:update:person:7/17 roles [] → ["Developer"] [person.roles] harvest',
    ]);
    expect(plan.changes[0]?.effects).toEqual(['takes the role from Kim Allen']);
    expect(plan.changes[0]?.after).toEqual(['forecast:update:person:7/17']);
  });

  test('role.created: people get it after it is there', () => {
    const wanted = want([link('person', 7, 17)]);
    const state = synced(wanted, have([h('person', 7), f('person', 17, { pointer: 7 })]));
    const world = have([designer, h('person', 7, { roles: ['Designer'] }), f('person', 17, { pointer: 7 })]);
    const plan = planOf({ want: wanted, have: world, last: state });
    const person = plan.changes.find((change) => change.kind === 'person');
    expect(person?.after).toEqual(['forecast:create:role:1/-']);
    expect(planOf({ want: wanted, ...applied(wanted, world, state, plan) }).summary.auto).toBe(0);
  });

  test('D9 role.deleted: made again without its members, the members it lost count as removed', () => {
    const wanted = want([link('person', 7, 17)]);
    const people = (left: string[]) => [
      h('person', 7, { roles: left }),
      f('person', 17, { pointer: 7, roles: ['Designer'] }),
    ];
    const state = synced(wanted, have([...before, ...people(['Designer'])]));
    const world = have([h('role', 9, { name: 'Designer' }), developer, fDesigner, fDeveloper, ...people([])]);
    expect(linesOf(planOf({ want: wanted, have: world, last: state }))).toEqual([
      'forecast:link:role:9/11 pointer 1 → 9 [link.pointer] harvest',
      'forecast:update:person:7/17 roles ["Designer"] → [] [person.roles] harvest',
    ]);
  });

  test('role.deleted: conflicts: who renamed wins, and nobody loses the role that is made again', () => {
    const people = [h('person', 7), f('person', 17, { pointer: 7, roles: ['Artist'] })];
    const wanted = want([link('person', 7, 17)], { conflicts: 'forecast' });
    const before_ = [h('person', 7, { roles: ['Designer'] }), f('person', 17, { pointer: 7, roles: ['Designer'] })];
    const state = synced(wanted, have([...before, ...before_]));
    const world = have([developer, f('role', 11, { name: 'Artist', pointer: 1 }), fDeveloper, ...people]);
    expect(linesOf(planOf({ want: wanted, have: world, last: state }))).toContain(
      'harvest:update:person:7/17 roles [] → ["Artist"] [person.roles] forecast',
    );
  });

  test('an interrupted rotation goes on where it stopped: our own temporary name is no edit', () => {
    const swapped = [h('role', 1, { name: 'Developer' }), h('role', 2, { name: 'Designer' })];
    const state = synced(want(), have(before));
    const temporary = [
      { side: 'forecast' as const, address: 'role:1/11' as never, name: 'hfsync-tmp-123456789abc', was: 'Designer' },
    ];
    const world = have([...swapped, f('role', 11, { name: 'hfsync-tmp-123456789abc', pointer: 1 }), fDeveloper]);
    expect(linesOf(planOf({ want: want(), have: world, last: { ...state, temporary } }))).toEqual([
      'forecast:update:role:1/11 name "hfsync-tmp-123456789abc" → "Developer" [role.edited] harvest',
      'forecast:update:role:2/12 name "Developer" → "Designer" [role.edited] harvest',
    ]);
  });

  test('an interrupted rotation that people took back meanwhile leaves no temporary name', () => {
    const state = synced(want(), have([designer, developer, fDesigner, fDeveloper]));
    const name = 'hfsync-tmp-123456789abc';
    const temporary = [{ side: 'forecast' as const, address: formatAddress('role', 1, 11), name, was: 'Designer' }];
    const world = have([designer, developer, f('role', 11, { name, pointer: 1 }), fDeveloper]);
    expect(linesOf(planOf({ want: want(), have: world, last: { ...state, temporary } }))).toEqual([
      `forecast:update:role:1/11 name "${name}" → "Designer" [role.edited] merge`,
    ]);
  });

  test('nor where its own side was edited before, and the edit goes on to the other', () => {
    const state = synced(want(), have([designer, developer, fDesigner, fDeveloper]));
    const name = 'hfsync-tmp-123456789abc';
    const temporary = [{ side: 'forecast' as const, address: formatAddress('role', 1, 11), name, was: 'Artist' }];
    const world = have([designer, developer, f('role', 11, { name, pointer: 1 }), fDeveloper]);
    expect(linesOf(planOf({ want: want(), have: world, last: { ...state, temporary } }))).toEqual([
      'harvest:update:role:1/11 name "Designer" → "Artist" [role.edited] forecast',
      `forecast:update:role:1/11 name "${name}" → "Artist" [role.edited] merge`,
    ]);
  });
});

function ignoring(role: { harvest: (number | string)[]; forecast: (number | string)[] }): Want['ignore'] {
  const none = { harvest: [], forecast: [] };
  return { role, client: none, person: none, project: none };
}
