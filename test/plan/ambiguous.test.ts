import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

const linkedClient = [h('client', 1), f('client', 11, { pointer: 1 })];
const clientLink = link('client', 1, 11);
/** Something else that changed, and has to go on. */
const other = [h('project', 9, { name: 'Shop' }), f('project', 19, { name: 'Store', pointer: 9 })];
const otherLink = link('project', 9, 19);
const OTHER = 'forecast:update:project:9/19 name "Store" → "Shop" [project.name] harvest';

interface Row {
  readonly name: string;
  readonly records: readonly AccountRecord[];
  readonly links: readonly Link[];
  readonly expected: readonly string[];
  readonly reasons: readonly string[];
  /** Of the first item. */
  readonly yaml: readonly string[];
}

const creates: readonly Row[] = [
  {
    name: 'project.new-in-harvest: two fit, archived ones included',
    records: [h('project', 5), f('project', 15), f('project', 16, { status: 'archived' })],
    links: [link('project', 5, 'create', { code: 'WEB' })],
    expected: ['project.new-in-forecast project:-/15', 'project.new-in-harvest project:5/-'],
    reasons: ['`create` finds 2 projects in Forecast that could be meant: 15 "Website", 16 "Website" (archived).'],
    yaml: ['# in the entry at hfsync.yaml:1\nforecast: 15', '# in the entry at hfsync.yaml:1\nforecast: 16'],
  },
  {
    name: 'project.new-in-forecast: two fit',
    records: [f('project', 15), h('project', 5), h('project', 6)],
    links: [link('project', 'create', 15)],
    expected: [
      'project.new-in-forecast project:-/15',
      'project.new-in-harvest project:5/-',
      'project.new-in-harvest project:6/-',
    ],
    reasons: ['`create` finds 2 projects in Harvest that could be meant: 5 "Website", 6 "Website".'],
    yaml: ['# in the entry at hfsync.yaml:1\nharvest: 5', '# in the entry at hfsync.yaml:1\nharvest: 6'],
  },
  {
    name: 'project.new-in-harvest: two entries want one',
    records: [h('project', 5), h('project', 6), f('project', 15, { status: 'archived' })],
    links: [link('project', 5, 'create'), link('project', 6, 'create')],
    expected: ['project.new-in-harvest project:5/-', 'project.new-in-harvest project:6/-'],
    reasons: [
      '`create` could mean Forecast\'s project 15 "Website" (archived) for each of 2 projects in Harvest: 5 "Website", 6 "Website".',
      '`create` could mean Forecast\'s project 15 "Website" (archived) for each of 2 projects in Harvest: 5 "Website", 6 "Website".',
    ],
    yaml: [
      '# in the entry at hfsync.yaml:1\nforecast: 15',
      '# in the entry of projects with harvest: 6, forecast: create\nforecast: 15',
    ],
  },
  {
    name: 'project.new-in-harvest, project.new-in-forecast: two entries want each other',
    records: [h('project', 5, { code: 'H' }), f('project', 15, { code: 'F' })],
    links: [link('project', 5, 'create'), link('project', 'create', 15)],
    expected: ['project.new-in-forecast project:-/15', 'project.new-in-harvest project:5/-'],
    reasons: [
      '`create` finds Forecast\'s project 15 "Website", which also has an entry with `create`. If the two are the same, only one side\'s values can win.',
      '`create` finds Harvest\'s project 5 "Website", which also has an entry with `create`. If the two are the same, only one side\'s values can win.',
    ],
    yaml: [
      '# in the entry at hfsync.yaml:1\nforecast: 15\n# remove the entry of projects with harvest: create, forecast: 15',
    ],
  },
  {
    name: 'project.new-in-harvest, project.new-in-forecast: one wants the other, which could be two',
    records: [h('project', 5), h('project', 6), f('project', 15)],
    links: [link('project', 5, 'create'), link('project', 'create', 15)],
    expected: [
      'project.new-in-forecast project:-/15',
      'project.new-in-harvest project:5/-',
      'project.new-in-harvest project:6/-',
    ],
    reasons: [
      '`create` finds Forecast\'s project 15 "Website", which also has an entry with `create`. If the two are the same, only one side\'s values can win.',
      '`create` finds 2 projects in Harvest that could be meant: 5 "Website", 6 "Website".',
    ],
    yaml: [
      '# in the entry at hfsync.yaml:1\nforecast: 15\n# remove the entry of projects with harvest: create, forecast: 15',
    ],
  },
  {
    name: 'project.new-in-harvest: the client that would come along could be two',
    records: [
      ...[h('client', 2, { name: 'Beta' }), h('project', 5, { client: 2 })],
      ...[f('client', 12, { name: 'Beta' }), f('client', 13, { name: 'Beta', status: 'archived' })],
    ],
    links: [link('project', 5, 'create', { code: 'WEB' })],
    expected: [
      'client.new-in-forecast client:-/12',
      'client.new-in-harvest client:2/-',
      'project.new-in-harvest project:5/-',
    ],
    reasons: [
      'The project\'s client "Beta" is not linked. For it, `create` finds 2 clients in Forecast that could be meant: 12 "Beta", 13 "Beta" (archived).',
    ],
    yaml: [
      'links:\n  clients:\n    - { name: Beta, harvest: 2, forecast: 12 }',
      'links:\n  clients:\n    - { name: Beta, harvest: 2, forecast: 13 }',
    ],
  },
  {
    name: 'client.new-in-harvest: two fit, and no project makes a third',
    records: [
      ...[h('client', 2, { name: 'Beta' }), h('project', 5, { client: 2 })],
      ...[f('client', 12, { name: 'Beta' }), f('client', 13, { name: 'Beta' })],
    ],
    links: [link('client', 2, 'create'), link('project', 5, 'create')],
    expected: [
      'client.new-in-forecast client:-/12',
      'client.new-in-forecast client:-/13',
      'client.new-in-harvest client:2/-',
      'project.new-in-harvest project:5/-',
    ],
    reasons: [
      '`create` finds 2 clients in Forecast that could be meant: 12 "Beta", 13 "Beta".',
      '`create` finds 2 clients in Forecast that could be meant: 12 "Beta", 13 "Beta".',
    ],
    yaml: ['# in the entry at hfsync.yaml:1\nforecast: 12', '# in the entry at hfsync.yaml:1\nforecast: 13'],
  },
  {
    name: 'person.new-in-harvest: two of one e-mail',
    records: [
      h('person', 7),
      ...[f('person', 17, { email: 'Kim@Acme.example' }), f('person', 18, { status: 'archived' })],
    ],
    links: [link('person', 7, 'create')],
    expected: ['person.forecast-only person:-/17', 'person.new-in-harvest person:7/-'],
    reasons: ['`create` finds 2 people in Forecast that could be meant: 17 "Kim Allen", 18 "Kim Allen" (archived).'],
    yaml: ['# in the entry at hfsync.yaml:1\nforecast: 17', '# in the entry at hfsync.yaml:1\nforecast: 18'],
  },
];

describe('C23 D12 a create that could mean several is an item with its candidates, and the rest goes on', () => {
  test.each(creates)('$name', ({ records, links, expected, reasons, yaml }) => {
    const file = want([clientLink, otherLink, ...links]);
    const world = have([...linkedClient, ...other, ...records]);
    const plan = planOf({ want: file, have: world, last: null });
    expect(linesOf(plan).toSorted()).toEqual([OTHER, ...expected.map((line) => `manual ${line}`)].toSorted());
    const told = plan.manual.filter(({ reason }) => reason.includes('create'));
    expect(told.map(({ reason }) => reason)).toEqual(reasons);
    expect(told[0]?.ways_out.flatMap((way) => way.yaml ?? [])).toEqual(yaml);
  });
});

const people = (...roles: readonly (readonly [string[], string[]])[]) =>
  roles.flatMap(([left, right], index) => [
    h('person', 7 + index, { first_name: `P${index}`, roles: left }),
    f('person', 17 + index, { first_name: `P${index}`, roles: right, pointer: 7 + index }),
  ]);
const role = (side: 'harvest' | 'forecast', id: number, name: string, values: Values = {}) =>
  side === 'harvest' ? h('role', id, { name }) : f('role', id, { name, ...values });

const developer = [role('harvest', 1, 'Developer'), role('forecast', 11, 'Developer', { pointer: 1 })];
const designer = [role('harvest', 2, 'Designer'), role('forecast', 12, 'Designer', { pointer: 2 })];

describe('C23 D12 two roles of one name are an item with both, nothing is planned for either, and the rest goes on', () => {
  const wanted = want([link('person', 7, 17), link('person', 8, 18)]);
  const before = have([...developer, ...designer, ...people([['Developer'], ['Developer']], [[], []])]);
  const state = synced(wanted, before);

  const rows: readonly (readonly [string, readonly AccountRecord[], readonly string[]])[] = [
    [
      'a second one in Harvest',
      [
        ...developer,
        ...designer,
        role('harvest', 3, 'Developer'),
        ...people([['Developer'], ['Developer']], [['Designer'], []]),
      ],
      ['forecast:update:person:8/18 roles [] → ["Designer"] [person.roles] harvest', 'manual role.edited role:1/11'],
    ],
    [
      'a second one in Forecast',
      [
        ...developer,
        ...designer,
        role('forecast', 13, 'Developer'),
        ...people([['Developer'], ['Developer']], [['Designer'], []]),
      ],
      ['forecast:update:person:8/18 roles [] → ["Designer"] [person.roles] harvest', 'manual role.edited role:1/11'],
    ],
    [
      'who has one keeps their roles on both sides, whatever else they got',
      [
        ...developer,
        ...designer,
        role('harvest', 3, 'Developer'),
        ...people([['Designer', 'Developer'], []], [[], ['Developer']]),
      ],
      ['manual role.edited role:1/11'],
    ],
    [
      'neither is deleted where the other end is gone',
      [
        role('forecast', 11, 'Developer', { pointer: 1 }),
        role('forecast', 13, 'Developer'),
        ...designer,
        ...people([[], ['Developer']], [[], []]),
      ],
      ['manual role.edited role:1/11'],
    ],
    [
      'recreated twice over there: not deleted here',
      [
        role('harvest', 3, 'Developer'),
        role('harvest', 4, 'Developer'),
        developer[1]!,
        ...designer,
        ...people([['Developer'], ['Developer']], [[], []]),
      ],
      ['manual role.edited role:3/-'],
    ],
    [
      'neither is created over there, nor is one of the name over there created here',
      [
        ...developer,
        ...designer,
        role('harvest', 3, 'QA'),
        role('harvest', 4, 'QA'),
        role('forecast', 13, 'QA'),
        ...people([['Developer'], ['Developer']], [[], []]),
      ],
      ['manual role.edited role:3/-'],
    ],
  ];

  test.each(rows)('%s', (_, after, expected) => {
    expect(linesOf(planOf({ want: wanted, have: have(after), last: state }))).toEqual(expected);
    // With nothing remembered nothing is made twice either.
    const fresh = linesOf(planOf({ want: wanted, have: have(after), last: null }));
    expect(fresh.filter((line) => /role:|"Developer"/.test(line) && !line.startsWith('manual'))).toEqual([]);
  });

  test('it says which, and what to do; what they had is remembered for the time after', () => {
    const after = have([
      ...developer,
      ...designer,
      role('harvest', 3, 'Developer'),
      ...people([[], ['Developer']], [[], []]),
    ]);
    const plan = planOf({ want: wanted, have: after, last: state });
    expect(plan.manual.map(({ reason, ways_out }) => [reason, ways_out])).toEqual([
      [
        'Harvest has 2 roles named "Developer": 1, 3. People have roles by name, so hfsync cannot tell these apart. It changes none of them, and leaves the roles of everybody who has one as they are.',
        [{ key: 'rename', text: 'Rename all but one of them in Harvest, or delete them.' }],
      ],
    ]);
    const kept = { ...state, ...createLedger({ want: wanted, have: after, last: state }).memory() };
    expect(kept.baseline).toEqual(state.baseline);
    const sorted = have([...developer, ...designer, ...people([[], ['Developer']], [[], []])]);
    expect(linesOf(planOf({ want: wanted, have: sorted, last: kept }))).toEqual([
      'forecast:update:person:7/17 roles ["Developer"] → [] [person.roles] harvest',
    ]);
  });

  test('ignored altogether they are a remark', () => {
    const after = have([...designer, role('harvest', 3, 'Developer'), role('harvest', 4, 'Developer')]);
    const ignore = { ...want().ignore, role: { harvest: ['Developer'], forecast: [] } };
    const plan = planOf({ want: want([], { ignore }), have: after, last: null });
    expect([linesOf(plan), plan.observations.map(({ text }) => text)]).toEqual([
      [],
      ['Harvest has 2 roles with this name. hfsync leaves the roles of everybody who has one as they are.'],
    ]);
  });
});
