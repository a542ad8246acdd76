import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { LinkSet, Want } from '../../src/model/want.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

/** One linked project under one linked client, in sync, then edited. */
const links = (set: LinkSet = {}) => [link('client', 1, 11), link('client', 2, 12), link('project', 5, 15, set)];
const clients = [
  h('client', 1),
  f('client', 11, { pointer: 1 }),
  h('client', 2, { name: 'Umbrella' }),
  f('client', 12, { name: 'Umbrella', pointer: 2 }),
  h('client', 3, { name: 'Stray', status: 'archived' }),
];

interface Row {
  readonly name: string;
  readonly last?: Values;
  readonly harvest?: Values;
  readonly forecast?: Values;
  readonly set?: LinkSet;
  readonly options?: Partial<Want>;
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'project.name: edited in Harvest goes to Forecast',
    harvest: { name: 'Site' },
    expected: ['forecast:update:project:5/15 name "Website" → "Site" [project.name] harvest'],
  },
  {
    name: 'project.name: edited in Forecast goes to Harvest',
    forecast: { name: 'Site' },
    expected: ['harvest:update:project:5/15 name "Website" → "Site" [project.name] forecast'],
  },
  {
    name: 'project.name: the same edit on both sides is in sync',
    harvest: { name: 'Site' },
    forecast: { name: 'Site' },
    expected: [],
  },
  {
    name: 'project.name: different edits are a conflict',
    harvest: { name: 'Site' },
    forecast: { name: 'Page' },
    expected: ['conflict project.name project:5/15 name'],
  },
  {
    name: 'project.name: conflicts: forecast lets Forecast win',
    harvest: { name: 'Site' },
    forecast: { name: 'Page' },
    options: { conflicts: 'forecast' },
    expected: ['harvest:update:project:5/15 name "Site" → "Page" [project.name] forecast'],
  },
  {
    name: 'project.name: NFC and NFD are one name',
    last: { name: 'Café' },
    harvest: { name: 'Cafe\u0301' },
    expected: [],
  },
  {
    name: 'project.name: an empty name never goes to Harvest',
    forecast: { name: ' ' },
    expected: ['manual project.name project:5/15'],
  },
  {
    name: 'project.code: both ways',
    harvest: { code: 'WEB' },
    expected: ['forecast:update:project:5/15 code "" → "WEB" [project.code] harvest'],
  },
  {
    name: 'project.client: moved to a linked client',
    harvest: { client: 2 },
    expected: ['forecast:update:project:5/15 client "Acme" → "Umbrella" #11→#12 [project.client] harvest'],
  },
  {
    name: 'project.client: moved in Forecast',
    forecast: { client: 12 },
    expected: ['harvest:update:project:5/15 client "Acme" → "Umbrella" #1→#2 [project.client] forecast'],
  },
  {
    name: 'project.client: moved to a client that is not linked waits',
    harvest: { client: 3 },
    expected: ['manual project.client project:5/15'],
  },
  {
    name: 'project.client: no client in Forecast waits, and the other fields sync',
    forecast: { client: null, name: 'Time Off' },
    expected: [
      'harvest:update:project:5/15 name "Website" → "Time Off" [project.name] forecast',
      'manual project.client project:5/15',
    ],
  },
  {
    name: 'project.client: no client in Forecast, another one in Harvest: a conflict',
    harvest: { client: 2 },
    forecast: { client: null },
    expected: ['conflict project.client project:5/15 client'],
  },
  {
    name: 'project.client: Harvest wins over no client',
    harvest: { client: 2 },
    forecast: { client: null },
    options: { conflicts: 'harvest' },
    expected: ['forecast:update:project:5/15 client "" → "Umbrella" #null→#12 [project.client] harvest'],
  },
  {
    name: 'project.status: archived in Harvest',
    harvest: { status: 'archived' },
    expected: ['forecast:update:project:5/15 status "active" → "archived" [project.status] harvest'],
  },
  {
    name: 'project.status: restored in Forecast',
    last: { status: 'archived' },
    forecast: { status: 'active' },
    expected: ['harvest:update:project:5/15 status "archived" → "active" [project.status] forecast'],
  },
  {
    name: 'project.status: edited, then archived',
    harvest: { status: 'archived', name: 'Site' },
    expected: [
      'forecast:update:project:5/15#1 name "Website" → "Site" [project.name] harvest',
      'forecast:update:project:5/15#2 status "active" → "archived" [project.status] harvest',
    ],
  },
  {
    name: 'project.status: restored, then edited',
    last: { status: 'archived' },
    forecast: { status: 'active', name: 'Site' },
    expected: [
      'harvest:update:project:5/15#1 status "archived" → "active" [project.status] forecast',
      'harvest:update:project:5/15#2 name "Website" → "Site" [project.name] forecast',
    ],
  },
  {
    name: 'project.name: an edit that Harvest refuses on an archived project waits',
    last: { status: 'archived' },
    forecast: { name: 'Site' },
    expected: ['manual project.name project:5/15'],
  },
  {
    name: 'project.name: set: owns the field on both sides',
    set: { name: 'Portal' },
    forecast: { name: 'Site' },
    expected: [
      'harvest:update:project:5/15 name "Website" → "Portal" [project.name] config',
      'forecast:update:project:5/15 name "Site" → "Portal" [project.name] config',
    ],
  },
  {
    name: 'project.name: a missing key is unknown, never a change',
    forecast: { name: undefined } as unknown as Values,
    expected: [],
  },
  {
    name: 'link.pointer: empty',
    forecast: { pointer: null },
    expected: ['forecast:link:project:5/15 pointer null → 5 [link.pointer] harvest'],
  },
  {
    name: 'link.pointer: names a Harvest record that is gone; another field rides along',
    harvest: { name: 'Site' },
    forecast: { pointer: 77 },
    expected: [
      'forecast:link:project:5/15 name "Website" → "Site" [project.name] harvest',
      'forecast:link:project:5/15 pointer 77 → 5 [link.pointer] harvest',
    ],
  },
];

describe('a linked project', () => {
  test.each(rows)('$name', ({ last: base = {}, harvest = {}, forecast = {}, set, options, expected }) => {
    const before = have([...clients, h('project', 5, base), f('project', 15, { ...base, pointer: 5 })]);
    const wanted = want(links(set), options);
    const state = synced(want(links()), before);
    const after = have(
      [
        ...clients,
        h('project', 5, { ...base, ...harvest }),
        f('project', 15, { ...base, pointer: 5, ...forecast }),
      ].map(withoutUndefined),
    );
    expect(linesOf(planOf({ want: wanted, have: after, last: state }))).toEqual(expected);
  });
});

function withoutUndefined<T extends { readonly values: Values }>(record: T): T {
  return {
    ...record,
    values: Object.fromEntries(Object.entries(record.values).filter(([, value]) => value !== undefined)),
  };
}

test.each([
  ['harvest', { name: 'hfsync-tmp-1' }, {}, ['set: { name: Website }']],
  ['forecast', {}, { name: 'hfsync-tmp-1' }, ['set: { name: Website }']],
  ['both', { name: 'hfsync-tmp-1' }, { name: 'hfsync-tmp-1' }, []],
] as const)(
  'project.name: a temporary name on %s is reported; what is offered to paste has none to set',
  (_side, harvest, forecast, offered) => {
    const before = have([...clients, h('project', 5), f('project', 15, { pointer: 5 })]);
    const after = have([...clients, h('project', 5, harvest), f('project', 15, { pointer: 5, ...forecast })]);
    const plan = planOf({ want: want(links()), have: after, last: synced(want(links()), before) });
    expect(linesOf(plan)).toEqual(['manual project.name project:5/15']);
    expect(plan.manual[0]!.ways_out.flatMap(({ yaml }) => /set: .*?\}/.exec(yaml ?? '')?.[0] ?? [])).toEqual(offered);
    expect(plan.manual[0]!.ways_out[0]!.text).toBe('Give it a new name.');
  },
);

describe('first sync', () => {
  const world = have([...clients, h('project', 5, { name: 'Site' }), f('project', 15, { pointer: 5 })]);
  test.each([
    ['harvest', ['forecast:update:project:5/15 name "Website" → "Site" [project.name] harvest']],
    ['forecast', ['harvest:update:project:5/15 name "Site" → "Website" [project.name] forecast']],
    ['manual', ['manual project.name project:5/15']],
  ] as const)('first_sync: %s', (firstSync, expected) => {
    const plan = planOf({ want: want(links(), { firstSync }), have: world, last: null });
    expect(linesOf(plan)).toEqual(expected);
    expect(plan.guards.map((guard) => guard.guard)).toEqual(firstSync === 'manual' ? [] : ['first_sync']);
  });
});
