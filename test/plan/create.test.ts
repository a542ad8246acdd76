import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Link } from '../../src/model/want.ts';
import { applied } from '../support/simulate.ts';
import { f, h, have, linesOf, link, planOf, want } from '../support/world.ts';

const linkedClient = [h('client', 1), f('client', 11, { pointer: 1 })];
const clientLink = link('client', 1, 11);

interface Row {
  readonly name: string;
  readonly records: readonly AccountRecord[];
  readonly links: readonly Link[];
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'project.new-in-harvest: an import creates the project with its pointer',
    records: [...linkedClient, h('project', 5, { code: 'WEB' })],
    links: [clientLink, link('project', 5, 'create')],
    expected: [
      'forecast:create:project:5/- name null → "Website" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- code null → "WEB" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme" #null→#11 [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'project.new-in-harvest: an import waits for a client that stays archived',
    records: [h('client', 1), f('client', 11, { pointer: 1, status: 'archived' }), h('project', 5)],
    links: [link('client', 1, 11, { status: 'archived' }), link('project', 5, 'create')],
    expected: ['manual client.status client:1/11', 'manual project.new-in-harvest project:5/-'],
  },
  {
    name: 'client.new-in-harvest: the client of an import comes along',
    records: [h('client', 1), h('project', 5)],
    links: [link('project', 5, 'create')],
    expected: [
      'forecast:create:client:1/- name null → "Acme" [client.new-in-harvest] harvest',
      'forecast:create:client:1/- pointer null → 1 [client.new-in-harvest] harvest',
      'forecast:create:project:5/- name null → "Website" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- code null → "" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme" #null→#null from forecast:create:client:1/- [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'client.new-in-harvest: a client of the exact name is linked',
    records: [h('client', 1), f('client', 11), h('project', 5)],
    links: [link('project', 5, 'create')],
    expected: [
      'forecast:link:client:1/11 pointer null → 1 [client.new-in-harvest] harvest',
      'forecast:create:project:5/- name null → "Website" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- code null → "" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme" #null→#11 [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: "project.new-in-harvest: the one of that name under that client is linked, and Harvest's code wins",
    records: [...linkedClient, h('project', 5, { code: 'WEB' }), f('project', 15, { code: 'OLD' })],
    links: [clientLink, link('project', 5, 'create')],
    expected: [
      'forecast:link:project:5/15 code "OLD" → "WEB" [project.code] harvest',
      'forecast:link:project:5/15 pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: a push creates in Harvest and links in Forecast',
    records: [...linkedClient, f('project', 15, { code: 'WEB' })],
    links: [clientLink, link('project', 'create', 15)],
    expected: [
      'harvest:create:project:-/15 name null → "Website" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 code null → "WEB" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 client null → "Acme" #null→#1 [project.new-in-forecast] forecast',
      'forecast:link:project:-/15 pointer null → null from harvest:create:project:-/15 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: the client of a push comes along (client.new-in-forecast)',
    records: [f('client', 11), f('project', 15)],
    links: [link('project', 'create', 15)],
    expected: [
      'harvest:create:client:-/11 name null → "Acme" [client.new-in-forecast] forecast',
      'forecast:link:client:-/11 pointer null → null from harvest:create:client:-/11 [client.new-in-forecast] harvest',
      'harvest:create:project:-/15 name null → "Website" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 code null → "" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 client null → "Acme" #null→#null from harvest:create:client:-/11 [project.new-in-forecast] forecast',
      'forecast:link:project:-/15 pointer null → null from harvest:create:project:-/15 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-forecast: a dangling pointer is replaced',
    records: [...linkedClient, f('project', 15, { pointer: 99 })],
    links: [clientLink, link('project', 'create', 15)],
    expected: [
      'harvest:create:project:-/15 name null → "Website" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 code null → "" [project.new-in-forecast] forecast',
      'harvest:create:project:-/15 client null → "Acme" #null→#1 [project.new-in-forecast] forecast',
      'forecast:link:project:-/15 pointer 99 → null from harvest:create:project:-/15 [project.new-in-forecast] harvest',
    ],
  },
  {
    name: 'project.new-in-harvest: with set: both sides have the set values',
    records: [...linkedClient, h('project', 5)],
    links: [clientLink, link('project', 5, 'create', { name: 'Portal' })],
    expected: [
      'harvest:update:project:5/- name "Website" → "Portal" [project.name] config',
      'forecast:create:project:5/- name null → "Portal" [project.new-in-harvest] config',
      'forecast:create:project:5/- code null → "" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme" #null→#11 [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'project.new-in-harvest: a client of this plan goes by the name that it will have there',
    records: [h('client', 1), h('project', 5, { client: 1 })],
    links: [link('client', 1, 'create', { name: 'Acme Ltd' }), link('project', 5, 'create')],
    expected: [
      'harvest:update:client:1/- name "Acme" → "Acme Ltd" [client.name] config',
      'forecast:create:client:1/- name null → "Acme Ltd" [client.new-in-harvest] config',
      'forecast:create:client:1/- pointer null → 1 [client.new-in-harvest] harvest',
      'forecast:create:project:5/- name null → "Website" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- code null → "" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme Ltd" #null→#null from forecast:create:client:1/- [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'project.new-in-harvest: a create that was done stays done, by native pointer',
    records: [...linkedClient, h('project', 5), f('project', 15, { pointer: 5 })],
    links: [clientLink, link('project', 5, 'create')],
    expected: [],
  },
  {
    name: 'project.new-in-harvest: create for an archived project waits',
    records: [...linkedClient, h('project', 5, { status: 'archived' })],
    links: [clientLink, link('project', 5, 'create')],
    expected: ['manual project.new-in-harvest project:5/-'],
  },
  {
    name: 'project.deleted-in-harvest: create for an id that is not there waits',
    records: linkedClient,
    links: [clientLink, link('project', 5, 'create')],
    expected: ['manual project.deleted-in-harvest project:5/-'],
  },
  {
    name: 'project.new-in-harvest: a temporary name of hfsync is not imported',
    records: [...linkedClient, h('project', 5, { name: 'hfsync-tmp-1' })],
    links: [clientLink, link('project', 5, 'create')],
    expected: ['manual project.new-in-harvest project:5/-'],
  },
  {
    name: 'project.new-in-forecast: nor pushed, nor under a client of such a name',
    records: [
      ...linkedClient,
      ...[f('client', 12, { name: 'hfsync-tmp-2' }), f('project', 16, { client: 12 })],
      f('project', 15, { name: 'hfsync-tmp-1' }),
    ],
    links: [clientLink, link('project', 'create', 15), link('project', 'create', 16)],
    expected: [
      'manual client.new-in-forecast client:-/12',
      'manual project.new-in-forecast project:-/15',
      'manual project.new-in-forecast project:-/16',
    ],
  },
  {
    name: 'project.new-in-harvest: with another name in the file it is',
    records: [...linkedClient, h('project', 5, { name: 'hfsync-tmp-1' })],
    links: [clientLink, link('project', 5, 'create', { name: 'Portal' })],
    expected: [
      'harvest:update:project:5/- name "hfsync-tmp-1" → "Portal" [project.name] config',
      'forecast:create:project:5/- name null → "Portal" [project.new-in-harvest] config',
      'forecast:create:project:5/- code null → "" [project.new-in-harvest] harvest',
      'forecast:create:project:5/- client null → "Acme" #null→#11 [project.new-in-harvest] harvest',
      'forecast:create:project:5/- pointer null → 5 [project.new-in-harvest] harvest',
    ],
  },
  {
    name: 'client.new-in-harvest: declared by itself',
    records: [h('client', 1)],
    links: [link('client', 1, 'create')],
    expected: [
      'forecast:create:client:1/- name null → "Acme" [client.new-in-harvest] harvest',
      'forecast:create:client:1/- pointer null → 1 [client.new-in-harvest] harvest',
    ],
  },
  {
    name: 'person.new-in-harvest: an import creates with a capacity in numbers',
    records: [h('person', 7)],
    links: [link('person', 7, 'create')],
    expected: [
      'forecast:create:person:7/- first_name null → "Kim" [person.new-in-harvest] harvest',
      'forecast:create:person:7/- last_name null → "Allen" [person.new-in-harvest] harvest',
      'forecast:create:person:7/- email null → "kim@acme.example" [person.new-in-harvest] harvest',
      'forecast:create:person:7/- capacity null → 126000 [person.new-in-harvest] harvest',
      'forecast:create:person:7/- pointer null → 7 [person.new-in-harvest] harvest',
    ],
  },
  {
    name: 'person.new-in-harvest: links on the exact e-mail, in any case',
    records: [h('person', 7), f('person', 17, { email: 'KIM@acme.example' })],
    links: [link('person', 7, 'create')],
    expected: ['forecast:link:person:7/17 pointer null → 7 [person.new-in-harvest] harvest'],
  },
];

describe('declared creates', () => {
  test.each(rows)('$name', ({ records, links, expected }) => {
    const wanted = want(links);
    const world = have(records);
    const plan = planOf({ want: wanted, have: world, last: null });
    expect(linesOf(plan)).toEqual(expected);
    const second = planOf({ want: wanted, ...applied(wanted, world, null, plan) });
    expect(linesOf(second).filter((line) => !line.startsWith('manual'))).toEqual([]);
  });

  test('project.new-in-harvest: what is done stays done when the pointer is lost, by the state', () => {
    const wanted = want([clientLink, link('project', 5, 'create')]);
    const world = have([...linkedClient, h('project', 5)]);
    const after = applied(wanted, world, null, planOf({ want: wanted, have: world, last: null }));
    const created = [...after.have.forecast.records.project.values()][0]!;
    const lost = have([...linkedClient, h('project', 5), f('project', created.id, { pointer: null })]);
    expect(linesOf(planOf({ want: wanted, have: lost, last: after.last }))).toEqual([
      `forecast:link:project:5/${created.id} pointer null → 5 [link.pointer] harvest`,
    ]);
  });

  test('project.deleted-in-forecast: what was created and then deleted by a person is not created again', () => {
    const wanted = want([clientLink, link('project', 5, 'create')]);
    const world = have([...linkedClient, h('project', 5)]);
    const after = applied(wanted, world, null, planOf({ want: wanted, have: world, last: null }));
    const plan = planOf({ want: wanted, have: have([...linkedClient, h('project', 5)]), last: after.last });
    expect(linesOf(plan)).toEqual(['manual project.deleted-in-forecast project:5/900000']);
  });

  test('link.undeclared: a client that came along counts as declared, later too, while its pointer and a project stand', () => {
    const wanted = want([link('project', 5, 'create')]);
    const world = have([h('client', 1), h('project', 5)]);
    const after = applied(wanted, world, null, planOf({ want: wanted, have: world, last: null }));
    const project = [...after.have.forecast.records.project.values()][0]!;
    const written = want([link('project', 5, project.id)]);
    expect(linesOf(planOf({ want: written, ...after }))).toEqual([]);
    expect(linesOf(planOf({ want: want(), ...after }))).toEqual([
      'manual link.undeclared client:1/900000',
      `manual link.undeclared project:5/${project.id}`,
    ]);
  });
});
