import { describe, expect, test } from 'vitest';
import type { Values } from '../../src/model/field.ts';
import type { RecordKind } from '../../src/model/kind.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link, LinkSet, Want } from '../../src/model/want.ts';
import { applied, inOrder } from '../support/simulate.ts';
import { f, h, have, linesOf, link, manualLines, planOf, synced, want } from '../support/world.ts';

/**
 * A declared create that finds its record on the other side: the side that is imported or pushed wins in every field, status
 * included, in one apply. The mirror of each import is a push.
 */
const clients = [h('client', 1), f('client', 11, { pointer: 1 })];
const clientLink = link('client', 1, 11);

interface Row {
  readonly name: string;
  readonly kind: RecordKind;
  readonly source: 'harvest' | 'forecast';
  readonly harvest: Values;
  readonly forecast: Values;
  readonly set?: LinkSet;
  readonly records?: readonly AccountRecord[];
  readonly links?: readonly Link[];
  readonly options?: Partial<Want>;
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'project.new-in-forecast: an archived match is restored and gets the code; the live project is left alone',
    ...{ kind: 'project', source: 'forecast' },
    harvest: { status: 'archived', code: 'OLD' },
    forecast: { code: 'NEW' },
    expected: [
      'harvest:update:project:5/15#1 status "archived" → "active" [project.status] forecast',
      'harvest:update:project:5/15#2 code "OLD" → "NEW" [project.code] forecast',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-harvest: the same the other way',
    ...{ kind: 'project', source: 'harvest' },
    harvest: { code: 'NEW' },
    forecast: { status: 'archived', code: 'OLD' },
    expected: [
      'forecast:link:project:5/15 code "OLD" → "NEW" [project.code] harvest',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-harvest] harvest',
      'forecast:update:project:5/15 status "archived" → "active" [project.status] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: wins whatever first_sync says',
    ...{ kind: 'project', source: 'forecast' },
    harvest: { status: 'archived', code: 'OLD' },
    forecast: { code: 'NEW' },
    options: { firstSync: 'manual' },
    expected: [
      'harvest:update:project:5/15#1 status "archived" → "active" [project.status] forecast',
      'harvest:update:project:5/15#2 code "OLD" → "NEW" [project.code] forecast',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: with set, both sides have the set values, and the rest is as pushed',
    ...{ kind: 'project', source: 'forecast' },
    harvest: { status: 'archived', code: 'OLD' },
    forecast: { code: 'NEW' },
    set: { name: 'Portal' },
    expected: [
      'harvest:update:project:5/15#1 status "archived" → "active" [project.status] forecast',
      'harvest:update:project:5/15#2 name "Website" → "Portal" [project.name] config',
      'harvest:update:project:5/15#2 code "OLD" → "NEW" [project.code] forecast',
      'forecast:link:project:5/15 name "Website" → "Portal" [project.name] config',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: with the status set, that one holds',
    ...{ kind: 'project', source: 'forecast' },
    harvest: { status: 'archived' },
    forecast: {},
    set: { status: 'archived' },
    expected: [
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-forecast] harvest',
      'forecast:update:project:5/15 status "active" → "archived" [project.status] config',
    ],
  },
  {
    name: 'project.new-in-forecast: the client of a push is restored first',
    ...{ kind: 'project', source: 'forecast' },
    harvest: { client: 2, status: 'archived', code: 'OLD' },
    forecast: { client: 12, code: 'NEW' },
    records: [h('client', 2, { name: 'Umbrella', status: 'archived' }), f('client', 12, { name: 'Umbrella' })],
    options: { firstSync: 'manual' },
    expected: [
      'harvest:update:client:2/12 status "archived" → "active" [client.status] forecast',
      'forecast:link:client:2/12 pointer null → 2 [client.new-in-forecast] harvest',
      'harvest:update:project:5/15#1 status "archived" → "active" [project.status] forecast',
      'harvest:update:project:5/15#2 code "OLD" → "NEW" [project.code] forecast',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'client.new-in-harvest: an archived client of that name is restored',
    ...{ kind: 'client', source: 'harvest' },
    harvest: {},
    forecast: { status: 'archived' },
    options: { firstSync: 'forecast' },
    expected: [
      'forecast:link:client:5/15 status "archived" → "active" [client.status] harvest',
      'forecast:link:client:5/15 pointer null → 5 [client.new-in-harvest] harvest',
    ],
  },
  {
    name: 'person.new-in-harvest: an archived person of that e-mail is restored and gets every field',
    ...{ kind: 'person', source: 'harvest' },
    harvest: { first_name: 'Kim', last_name: 'Allen', capacity: 90_000, roles: ['Developer'] },
    forecast: { first_name: 'K.', last_name: 'A.', capacity: 126_000, roles: ['Designer'], status: 'archived' },
    records: ['Developer', 'Designer'].flatMap((name, index) => [
      h('role', 31 + index, { name }),
      f('role', 41 + index, { name, pointer: 31 + index }),
    ]),
    options: { firstSync: 'forecast' },
    expected: [
      'forecast:link:person:5/15 first_name "K." → "Kim" [person.name.no-sign-in] harvest',
      'forecast:link:person:5/15 last_name "A." → "Allen" [person.name.no-sign-in] harvest',
      'forecast:link:person:5/15 capacity 126000 → 90000 [person.capacity] harvest',
      'forecast:link:person:5/15 roles ["Designer"] → ["Developer"] [person.roles] harvest',
      'forecast:link:person:5/15 status "archived" → "active" [person.status] harvest',
      'forecast:link:person:5/15 pointer null → 5 [person.new-in-harvest] harvest',
    ],
  },
];

function world(row: Row) {
  const link_ = row.source === 'harvest' ? link(row.kind, 5, 'create', row.set) : link(row.kind, 'create', 15, row.set);
  return {
    want: want([clientLink, link_, ...(row.links ?? [])], row.options),
    have: have([
      ...clients,
      ...(row.records ?? []),
      h(row.kind, 5, named(row, row.harvest)),
      f(row.kind, 15, named(row, row.forecast)),
    ]),
    last: null,
  };
}

/** Clients are found by a name of their own. */
function named({ kind }: Row, values: Values): Values {
  return kind === 'client' ? { name: 'Umbrella', ...values } : values;
}

describe('a declared create that finds its record', () => {
  test.each(rows)('$name', (row) => {
    const start = world(row);
    const plan = planOf(start);
    expect(linesOf(plan)).toEqual(row.expected);
    const second = planOf({ want: start.want, ...applied(start.want, start.have, null, plan) });
    expect([...linesOf(second), ...second.guards]).toEqual([]);
  });

  test.each(rows)('$name: also where it is cut off after any of its requests', (row) => {
    const start = world(row);
    const order = inOrder(planOf(start).changes);
    const end = applied(start.want, start.have, null, planOf(start)).have;
    for (let done = 0; done < order.length; done++) {
      const plan = planOf(start);
      const changes = order.slice(0, done).map((change) => ({ ...change, after: [] }));
      const cut = applied(start.want, start.have, null, { ...plan, changes });
      const rest = planOf({ want: start.want, ...cut });
      expect([...manualLines(rest), ...rest.guards]).toEqual([]);
      expect(applied(start.want, cut.have, cut.last, rest).have).toEqual(end);
    }
  });

  test('project.new-in-forecast: under a client that stays archived nothing is linked, and nothing archived', () => {
    const archived = [h('client', 1, { status: 'archived' }), f('client', 11, { pointer: 1 })];
    const records = [...archived, h('project', 5, { status: 'archived' }), f('project', 15, { code: 'NEW' })];
    const links = [link('client', 1, 11), link('project', 'create', 15)];
    expect(linesOf(planOf({ want: want(links), have: have(records), last: null }))).toEqual([
      'manual client.status client:1/11',
      'manual project.new-in-forecast project:5/15',
    ]);
  });

  test('once the pointer tells that it is done, first_sync decides as for every link', () => {
    const records = [...clients, h('project', 5, { code: 'NEW' }), f('project', 15, { code: 'OLD', pointer: 5 })];
    const links = [clientLink, link('project', 'create', 15)];
    const plan = planOf({ want: want(links), have: have(records), last: null });
    expect(linesOf(plan)).toEqual(['forecast:update:project:5/15 code "OLD" → "NEW" [project.code] harvest']);
    expect(plan.guards.map(({ guard }) => guard)).toEqual(['first_sync']);
  });
});

test('project.status: a project that cannot be restored takes no edit either', () => {
  const records = (status: 'active' | 'archived', code: string, client: 'active' | 'archived') => [
    ...[h('client', 1, { status: client }), f('client', 11, { pointer: 1 })],
    ...[h('project', 5, { status: 'archived' }), f('project', 15, { pointer: 5, status, code })],
  ];
  const links = [link('client', 1, 11), link('project', 5, 15)];
  const last = synced(want(links), have(records('archived', '', 'active')));
  const plan = planOf({ want: want(links), have: have(records('active', 'WEB', 'archived')), last });
  expect(linesOf(plan)).toEqual([
    'manual client.status client:1/11',
    'manual project.code project:5/15',
    'manual project.status project:5/15',
  ]);
});
