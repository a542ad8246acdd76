import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/model/address.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link, Want } from '../../src/model/want.ts';
import { createLedger } from '../../src/plan/memory/ledger.ts';
import { f, h, have, last, linesOf, link, planOf, want } from '../support/world.ts';

const client = [h('client', 1), f('client', 11, { pointer: 1 })];
const clientLink = link('client', 1, 11);
const seen = {
  'project:5/15': { name: 'Website', code: '', client: '1/11', status: 'active' },
  company: { capacity: 126_000 },
};

interface Row {
  readonly name: string;
  readonly records: readonly AccountRecord[];
  readonly links?: readonly Link[];
  readonly options?: Partial<Want>;
  readonly expected: readonly string[];
}

const none = { harvest: [], forecast: [] };

const rows: readonly Row[] = [
  {
    name: 'project.new-in-harvest',
    records: [h('project', 5)],
    expected: ['manual project.new-in-harvest project:5/-'],
  },
  {
    name: 'project.new-in-forecast',
    records: [f('project', 15)],
    expected: ['manual project.new-in-forecast project:-/15'],
  },
  {
    name: 'archived unlinked records are silent',
    records: [h('project', 5, { status: 'archived' }), f('project', 15, { status: 'archived' })],
    expected: [],
  },
  {
    name: 'client.new-in-harvest',
    records: [h('client', 2, { name: 'New' })],
    expected: ['manual client.new-in-harvest client:2/-'],
  },
  {
    name: 'client.new-in-forecast',
    records: [f('client', 12, { name: 'New' })],
    expected: ['manual client.new-in-forecast client:-/12'],
  },
  { name: 'person.new-in-harvest', records: [h('person', 7)], expected: ['manual person.new-in-harvest person:7/-'] },
  { name: 'person.forecast-only', records: [f('person', 17)], expected: ['manual person.forecast-only person:-/17'] },
  {
    name: 'the built-in Time Off project is never touched',
    records: [f('project', 15, { name: 'Time Off', client: null })],
    expected: [],
  },
  {
    name: 'a project without a client is the built-in one only with its name and no pointer',
    records: [
      f('project', 15, { client: null }),
      h('project', 5),
      f('project', 16, { name: 'Time Off', client: null, pointer: 5 }),
    ],
    expected: ['manual link.undeclared project:5/16', 'manual project.new-in-forecast project:-/15'],
  },
  {
    name: 'pointers: trust takes a project without a client for what its pointer says',
    records: [...client, h('project', 5), f('project', 15, { name: 'Time Off', client: null, pointer: 5 })],
    links: [clientLink],
    options: { pointers: 'trust', firstSync: 'forecast' },
    expected: [
      'harvest:update:project:5/15 name "Website" → "Time Off" [project.name] forecast',
      'manual project.client project:5/15',
    ],
  },
  {
    name: 'link.elsewhere: the built-in Time Off is not touched, even if the file links it',
    records: [...client, h('project', 6), f('project', 16, { name: 'Time Off', client: null })],
    links: [clientLink, link('project', 6, 16, { code: 'HOL' })],
    expected: ['manual link.elsewhere project:6/16'],
  },
  {
    name: 'link.elsewhere: nor is it created in Harvest',
    records: [f('project', 16, { name: 'Time Off', client: null })],
    links: [link('project', 'create', 16)],
    expected: ['manual link.elsewhere project:-/16'],
  },
  {
    name: 'project.new-in-forecast: a push needs a client',
    records: [f('project', 16, { client: null })],
    links: [link('project', 'create', 16)],
    expected: ['manual project.new-in-forecast project:-/16'],
  },
  {
    name: 'ignored by id, and by pattern on the whole name',
    records: [
      h('project', 5, { name: 'Internal tools' }),
      f('person', 17, { first_name: 'Meeting', last_name: 'room 1' }),
      f('project', 15),
    ],
    options: {
      ignore: {
        role: none,
        client: none,
        project: { harvest: ['Internal*'], forecast: [15] },
        person: { harvest: [], forecast: ['Meeting room ?'] },
      },
    },
    expected: [],
  },
  {
    name: 'link.undeclared: one item for the pair, none for its ends',
    records: [h('project', 5), f('project', 15, { pointer: 5 })],
    expected: ['manual link.undeclared project:5/15'],
  },
  {
    name: 'link.undeclared: ignored',
    records: [h('project', 5), f('project', 15, { pointer: 5 })],
    options: { ignore: { role: none, client: none, person: none, project: { harvest: [5], forecast: [] } } },
    expected: [],
  },
  {
    name: 'pointers: trust takes it for a link',
    records: [h('project', 5), f('project', 15, { pointer: 5 })],
    options: { pointers: 'trust' },
    expected: [],
  },
  {
    name: 'pointers: trust: ignore beats it',
    records: [h('project', 5), f('project', 15, { pointer: 5 })],
    options: {
      pointers: 'trust',
      ignore: { role: none, client: none, person: none, project: { harvest: ['Web*'], forecast: [] } },
    },
    expected: [],
  },
  {
    name: 'project.deleted-in-harvest: no link, a dangling pointer, an active record: one item',
    records: [f('project', 15, { pointer: 5 })],
    expected: ['manual project.deleted-in-harvest project:5/15'],
  },
  {
    name: 'link.elsewhere: the pointer names another existing record; nothing else is planned for it',
    records: [
      h('project', 5, { name: 'Edited' }),
      h('project', 6, { status: 'archived' }),
      f('project', 15, { pointer: 6 }),
    ],
    links: [link('project', 5, 15)],
    expected: ['manual link.elsewhere project:5/15'],
  },
  {
    name: 'link.elsewhere: a push of a project whose pointer names an existing record makes no second one',
    records: [h('project', 5), f('project', 15, { pointer: 5 }), f('project', 16, { name: 'Twin', pointer: 5 })],
    links: [link('project', 5, 15), link('project', 'create', 16)],
    expected: ['manual link.elsewhere project:5/15', 'manual link.elsewhere project:-/16'],
  },
  {
    name: 'project.deleted-in-forecast: told as well where another record names what is left (link.undeclared)',
    records: [h('project', 5), f('project', 16, { name: 'Twin', pointer: 5 })],
    links: [link('project', 5, 15)],
    expected: ['manual project.deleted-in-forecast project:5/15', 'manual link.undeclared project:5/16'],
  },
  {
    name: 'pointers: trust: a pair in the state stays one: its pointer moved',
    records: [h('project', 5), h('project', 6, { status: 'archived' }), f('project', 15, { pointer: 6 })],
    options: { pointers: 'trust' },
    expected: ['manual link.elsewhere project:5/15'],
  },
  {
    name: 'pointers: trust: a pair in the state stays one: its pointer is gone (link.pointer)',
    records: [h('project', 5), f('project', 15)],
    options: { pointers: 'trust' },
    expected: ['forecast:link:project:5/15 pointer null → 5 [link.pointer] harvest'],
  },
  {
    name: 'pointers: trust: a pair in the state stays one: its Forecast end is gone (project.deleted-in-forecast)',
    records: [h('project', 5)],
    options: { pointers: 'trust' },
    expected: ['manual project.deleted-in-forecast project:5/15'],
  },
  {
    name: 'link.elsewhere: two Forecast records name one',
    records: [h('project', 5), f('project', 15, { pointer: 5 }), f('project', 16, { name: 'Twin', pointer: 5 })],
    links: [link('project', 5, 15)],
    expected: ['manual link.elsewhere project:5/15'],
  },
  {
    name: 'project.deleted-in-harvest',
    records: [f('project', 15, { pointer: 5 })],
    links: [link('project', 5, 15)],
    expected: ['manual project.deleted-in-harvest project:5/15'],
  },
  {
    name: 'project.deleted-in-forecast',
    records: [h('project', 5)],
    links: [link('project', 5, 15)],
    expected: ['manual project.deleted-in-forecast project:5/15'],
  },
  {
    name: 'both ends gone: two items',
    records: [],
    links: [link('project', 5, 15)],
    expected: ['manual project.deleted-in-forecast project:5/15', 'manual project.deleted-in-harvest project:5/15'],
  },
  {
    name: 'project.deleted-in-harvest: set: archived applies to what is left',
    records: [f('project', 15, { pointer: 5 })],
    links: [link('project', 5, 15, { status: 'archived' })],
    expected: [
      'forecast:update:project:5/15 status "active" → "archived" [project.status] config',
      'manual project.deleted-in-harvest project:5/15',
    ],
  },
  {
    name: 'project.deleted-in-harvest: and silences the item once true',
    records: [f('project', 15, { pointer: 5, status: 'archived' })],
    links: [link('project', 5, 15, { status: 'archived' })],
    expected: [],
  },
  {
    name: 'client.deleted-in-harvest',
    records: [f('client', 12, { pointer: 2 })],
    links: [link('client', 2, 12)],
    expected: ['manual client.deleted-in-harvest client:2/12'],
  },
  {
    name: 'client.deleted-in-forecast',
    records: [h('client', 2, { name: 'B' })],
    links: [link('client', 2, 12)],
    expected: ['manual client.deleted-in-forecast client:2/12'],
  },
  {
    name: 'person.deleted-in-harvest',
    records: [f('person', 17, { pointer: 7 })],
    links: [link('person', 7, 17)],
    expected: ['manual person.deleted-in-harvest person:7/17'],
  },
  {
    name: 'person.deleted-in-forecast',
    records: [h('person', 7)],
    links: [link('person', 7, 17)],
    expected: ['manual person.deleted-in-forecast person:7/17'],
  },
];

describe('link.elsewhere: what the file and Forecast disagree about moves nothing else', () => {
  const clients = [
    h('client', 1),
    h('client', 2, { name: 'Beta' }),
    f('client', 11, { pointer: 1 }),
    f('client', 12, { name: 'Beta', pointer: 2 }),
  ];
  const project = [h('project', 5, { client: 2 }), f('project', 15, { client: 12, pointer: 5 })];
  const inStep = { ...seen, 'project:5/15': { ...seen['project:5/15'], client: '2/12' } };

  test.each(['harvest', 'forecast'] as const)('a mistyped client, first_sync: %s', (firstSync) => {
    const plan = planOf({
      want: want([link('client', 2, 11), link('project', 5, 15)], { firstSync }),
      have: have([...clients, ...project]),
      last: last(inStep),
    });
    expect(linesOf(plan)).toEqual(['manual client.new-in-harvest client:1/-', 'manual link.elsewhere client:2/11']);
  });

  test('a project that moved to a mistyped client is not remembered as in step there', () => {
    const ledger = createLedger({
      want: want([link('client', 1, 12), link('project', 5, 15)]),
      have: have([...clients, h('project', 5, { client: 1 }), project[1]!]),
      last: last(inStep),
    });
    expect(ledger.memory().baseline).toMatchObject({ 'project:5/15': { client: '2/12' } });
  });

  test('a mistyped role stays with whom it was', () => {
    const roles = [
      h('role', 1, { name: 'Designer' }),
      h('role', 2, { name: 'Developer' }),
      f('role', 11, { name: 'Designer', pointer: 1 }),
      f('role', 12, { name: 'Developer', pointer: 2 }),
    ];
    const person = [
      h('person', 7, { roles: ['Developer'] }),
      f('person', 17, { roles: ['Developer'], pointer: 7 }),
    ] as const;
    const values = {
      first_name: 'Kim',
      last_name: 'Allen',
      email: 'kim@x.example',
      capacity: 126_000,
      status: 'active',
    };
    const plan = planOf({
      want: want([clientLink, link('role', 2, 11), link('person', 7, 17)]),
      have: have([...client, ...roles, ...person]),
      last: last({ ...seen, 'person:7/17': { ...values, roles: ['2/12'] } }),
    });
    expect(linesOf(plan).filter((line) => line.includes('person'))).toEqual([]);
  });
});

describe('records without a counterpart', () => {
  test.each(rows)('$name', ({ records, links = [], options, expected }) => {
    const plan = planOf({
      want: want([clientLink, ...links], options),
      have: have([...client, ...records]),
      last: last(seen),
    });
    expect(linesOf(plan)).toEqual(expected);
  });

  test('an id that was never seen is deleted or mistyped', () => {
    const plan = planOf({
      want: want([clientLink, link('project', 5, 15)]),
      have: have([...client, h('project', 5)]),
      last: null,
    });
    expect(plan.manual[0]?.reason).toBe(
      'Forecast has no project 15, and no earlier apply has seen it. The id is mistyped, or the record was deleted.',
    );
  });

  test('every way out with YAML names the record', () => {
    const world = have([...client, h('project', 5, { name: 'yes: "no" # x' })]);
    const [item] = planOf({ want: want([clientLink]), have: world, last: null }).manual;
    expect(item?.address).toBe('project:5/-' as Address);
    expect(item?.ways_out.map((way) => way.yaml)).toEqual([
      'links:\n  projects:\n    - { name: "yes: \\"no\\" # x", harvest: 5, forecast: create }',
      'links:\n  projects:\n    - { name: "yes: \\"no\\" # x", harvest: 5, forecast: ID }',
      'ignore:\n  projects: { harvest: [5] }',
    ]);
    // The pair that the state knows would come back, with an end that is gone.
    const [known] = planOf({ want: want([clientLink]), have: world, last: last(seen) }).manual;
    expect(known?.ways_out.map(({ key }) => key)).toEqual(['link', 'ignore']);
  });
});
