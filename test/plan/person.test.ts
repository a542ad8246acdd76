import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { LinkSet, Want } from '../../src/model/want.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

const roles = [
  h('role', 1, { name: 'Designer' }),
  f('role', 11, { name: 'Designer', pointer: 1 }),
  h('role', 2, { name: 'Developer' }),
  f('role', 12, { name: 'Developer', pointer: 2 }),
];

interface Row {
  readonly name: string;
  readonly base?: { readonly harvest?: Values; readonly forecast?: Values };
  readonly harvest?: Values;
  readonly forecast?: Values;
  readonly by?: number | null;
  readonly login?: 'enabled' | 'disabled';
  readonly set?: LinkSet;
  readonly options?: Partial<Want>;
  readonly capacity?: readonly [number, number];
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'person.name.self: edited by the person in Forecast',
    forecast: { first_name: 'Kimmy' },
    by: 17,
    expected: ['harvest:update:person:7/17 first_name "Kim" → "Kimmy" [person.name.self] forecast'],
  },
  {
    name: 'person.name.other: edited by somebody else in Forecast',
    forecast: { last_name: 'Miller' },
    by: 99,
    expected: ['harvest:update:person:7/17 last_name "Allen" → "Miller" [person.name.other] forecast'],
  },
  {
    name: 'person.name.other: edited in Harvest, which does not tell by whom',
    harvest: { first_name: 'Kimmy' },
    expected: ['forecast:update:person:7/17 first_name "Kim" → "Kimmy" [person.name.other] harvest'],
  },
  {
    name: 'person.name.self: edited in Harvest, where people edit themselves',
    harvest: { first_name: 'Kimmy' },
    options: { harvestEditor: 'self' },
    expected: ['forecast:update:person:7/17 first_name "Kim" → "Kimmy" [person.name.self] harvest'],
  },
  {
    name: 'person.name.no-sign-in: nobody takes it over',
    forecast: { first_name: 'Kimmy' },
    by: 17,
    login: 'disabled',
    expected: ['manual person.name.no-sign-in person:7/17'],
  },
  {
    name: 'person.email.self: edited by the person in Forecast',
    forecast: { email: 'k@acme.example' },
    by: 17,
    expected: ['harvest:update:person:7/17 email "kim@acme.example" → "k@acme.example" [person.email.self] forecast'],
  },
  {
    name: 'person.email.other: edited by somebody else',
    forecast: { email: 'k@acme.example' },
    by: 99,
    expected: ['manual person.email.other person:7/17'],
  },
  {
    name: 'person.email.no-sign-in',
    harvest: { email: 'k@acme.example' },
    login: 'disabled',
    expected: ['manual person.email.no-sign-in person:7/17'],
  },
  { name: 'person.email: upper and lower case are one', harvest: { email: 'KIM@acme.example' }, expected: [] },
  {
    name: 'person.email: an empty one never goes to Harvest',
    forecast: { email: '' },
    by: 17,
    expected: ['manual person.email.self person:7/17'],
  },
  {
    name: 'person.email.other: set: settles it on both sides',
    forecast: { email: 'k@acme.example' },
    by: 99,
    set: { email: 'kim.allen@acme.example' },
    expected: [
      'harvest:update:person:7/17 email "kim@acme.example" → "kim.allen@acme.example" [person.email.other] config',
      'forecast:update:person:7/17 email "k@acme.example" → "kim.allen@acme.example" [person.email.other] config',
    ],
  },
  {
    name: 'person.capacity: to Forecast',
    harvest: { capacity: 108_000 },
    expected: ['forecast:update:person:7/17 capacity 126000 → 108000 [person.capacity] harvest'],
  },
  {
    name: 'person.capacity: null in Forecast means the default, and a number is written',
    base: { forecast: { capacity: null } },
    harvest: { capacity: 108_000 },
    expected: ['forecast:update:person:7/17 capacity null → 108000 [person.capacity] harvest'],
  },
  {
    name: 'person.capacity: back to the default in Harvest is a number in Forecast',
    base: { harvest: { capacity: 108_000 }, forecast: { capacity: 108_000 } },
    harvest: { capacity: 126_000 },
    expected: ['forecast:update:person:7/17 capacity 108000 → 126000 [person.capacity] harvest'],
  },
  {
    name: 'person.capacity: what Harvest would refuse waits',
    forecast: { capacity: 100_000 },
    expected: ['manual person.capacity person:7/17'],
  },
  {
    name: 'person.capacity: edited in Harvest where the default is new too: nobody edited the null in Forecast',
    base: { forecast: { capacity: null } },
    harvest: { capacity: 108_000 },
    capacity: [144_000, 126_000],
    expected: [
      'forecast:update:company capacity 126000 → 144000 [company.capacity] harvest',
      'forecast:update:person:7/17 capacity null → 108000 [person.capacity] harvest',
    ],
  },
  {
    name: 'company.capacity: changed in Harvest, where people on the default followed: null stays null',
    base: { forecast: { capacity: null } },
    harvest: { capacity: 144_000 },
    capacity: [144_000, 126_000],
    expected: ['forecast:update:company capacity 126000 → 144000 [company.capacity] harvest'],
  },
  {
    name: 'company.capacity: changed in Harvest, where somebody kept the old number: Forecast gets it, as its null would move them',
    base: { forecast: { capacity: null } },
    capacity: [144_000, 126_000],
    expected: [
      'forecast:update:company capacity 126000 → 144000 [company.capacity] harvest',
      'forecast:update:person:7/17 capacity null → 126000 [person.capacity] harvest',
    ],
  },
  {
    name: 'company.capacity: changed in Forecast: people follow in Harvest, written only if still different',
    base: { forecast: { capacity: null } },
    capacity: [126_000, 144_000],
    expected: [
      'harvest:update:company capacity 126000 → 144000 [company.capacity] forecast',
      'harvest:update:person:7/17 capacity 126000 → 144000 [person.capacity] forecast',
    ],
  },
  {
    name: 'company.capacity: somebody with that very number in Forecast keeps it, where the new default moves people in Harvest',
    capacity: [126_000, 144_000],
    expected: [
      'harvest:update:company capacity 126000 → 144000 [company.capacity] forecast',
      'harvest:update:person:7/17 capacity 144000 → 126000 [person.capacity] forecast',
    ],
  },
  {
    name: 'company.capacity: a default that Harvest would refuse waits',
    capacity: [126_000, 126_001],
    expected: ['manual company.capacity company'],
  },
  {
    name: 'company.capacity: a conflict of the defaults is one item, not one for everybody on the default',
    base: { forecast: { capacity: null } },
    harvest: { capacity: 144_000 },
    capacity: [144_000, 108_000],
    expected: ['conflict company.capacity company capacity'],
  },
  {
    name: 'company.capacity: company: off',
    capacity: [126_000, 144_000],
    options: { company: 'off' },
    expected: [],
  },
  {
    name: 'person.roles: added in Harvest',
    harvest: { roles: ['Designer'] },
    expected: ['forecast:update:person:7/17 roles [] → ["Designer"] [person.roles] harvest'],
  },
  {
    name: 'person.roles: one added on each side: both get both',
    harvest: { roles: ['Designer'] },
    forecast: { roles: ['Developer'] },
    expected: [
      'harvest:update:person:7/17 roles ["Designer"] → ["Designer","Developer"] [person.roles] merge',
      'forecast:update:person:7/17 roles ["Developer"] → ["Designer","Developer"] [person.roles] merge',
    ],
  },
  {
    name: 'person.roles: removed in Forecast',
    base: { harvest: { roles: ['Designer', 'Developer'] }, forecast: { roles: ['Developer', 'Designer'] } },
    forecast: { roles: ['Designer'] },
    expected: ['harvest:update:person:7/17 roles ["Designer","Developer"] → ["Designer"] [person.roles] forecast'],
  },
  { name: 'person.roles: roles: off', harvest: { roles: ['Designer'] }, options: { roles: 'off' }, expected: [] },
  {
    name: 'person.status: archived in Forecast',
    forecast: { status: 'archived' },
    expected: ['manual person.status person:7/17'],
  },
  {
    name: 'person.status: set: settles it',
    forecast: { status: 'archived' },
    set: { status: 'archived' },
    expected: ['harvest:update:person:7/17 status "active" → "archived" [person.status] config'],
  },
  {
    name: 'person.name: Harvest refuses names of inactive users',
    harvest: { status: 'archived' },
    forecast: { first_name: 'Kimmy' },
    expected: ['manual person.name.other person:7/17', 'manual person.status person:7/17'],
  },
  {
    name: 'person.status: restored, then renamed, in Harvest',
    base: { harvest: { status: 'archived' }, forecast: { status: 'archived' } },
    set: { status: 'active', first_name: 'Kimmy' },
    expected: [
      'harvest:update:person:7/17#1 status "archived" → "active" [person.status] config',
      'harvest:update:person:7/17#2 first_name "Kim" → "Kimmy" [person.name.no-sign-in] config',
      'forecast:update:person:7/17 first_name "Kim" → "Kimmy" [person.name.no-sign-in] config',
      'forecast:update:person:7/17 status "archived" → "active" [person.status] config',
    ],
  },
];

describe('a linked person', () => {
  test.each(rows)(
    '$name',
    ({ base = {}, harvest = {}, forecast = {}, by, login = 'enabled', set, options, capacity, expected }) => {
      const links = (own: LinkSet = {}) => [link('person', 7, 17, own)];
      const records = (left: Values, right: Values) => [
        ...roles,
        h('person', 7, { ...base.harvest, ...left }),
        f(
          'person',
          17,
          { pointer: 7, ...base.forecast, ...right },
          { login, ...(by === undefined ? {} : { editedBy: by }) },
        ),
      ];
      const state = synced(want(links()), have(records({}, {})));
      const world = have(records(harvest, forecast), capacity ? { capacity } : {});
      expect(linesOf(planOf({ want: want(links(set), options), have: world, last: state }))).toEqual(expected);
    },
  );

  test('person.email.other: a later save by the person does not turn it into person.email.self', () => {
    const records = (email: string, editedBy: number | null) =>
      have([h('person', 7), f('person', 17, { pointer: 7, email }, { editedBy })]);
    const wanted = want([link('person', 7, 17)]);
    const state = synced(wanted, records('kim@acme.example', null));
    const waiting = {
      waiting: {
        'person:7/17': { email: { side: 'forecast' as const, value: 'k@acme.example', editor: 'other' as const } },
      },
    };
    const plan = planOf({ want: wanted, have: records('k@acme.example', 17), last: { ...state, ...waiting } });
    expect(linesOf(plan)).toEqual(['manual person.email.other person:7/17']);
  });
});

test('person.capacity: the default, which the file cannot say, is not offered as a value to set', () => {
  const world = have([h('person', 7, { capacity: 90_000 }), f('person', 17, { capacity: null, pointer: 7 })]);
  const { manual } = planOf({ want: want([link('person', 7, 17)], { firstSync: 'manual' }), have: world, last: null });
  expect(manual.map((item) => item.ways_out)).toEqual([
    [
      {
        key: 'keep-harvest',
        text: 'Keep what Harvest has:',
        edits: [{ op: 'change', kind: 'person', harvest: 7, forecast: 17, to: { set: { capacity: 25 } } }],
        yaml: '# in the entry at hfsync.yaml:1\nset: { capacity: 25 }',
      },
    ],
  ]);
});
