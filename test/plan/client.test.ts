import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../../src/model/record.ts';
import { f, h, have, linesOf, link, planOf, synced, want } from '../support/world.ts';

const links = [link('client', 1, 11), link('client', 2, 12), link('project', 5, 15)];
const acme = (harvest = {}, forecast = {}) => [h('client', 1, harvest), f('client', 11, { pointer: 1, ...forecast })];
const umbrella = (harvest = {}, forecast = {}) => [
  h('client', 2, { name: 'Umbrella', ...harvest }),
  f('client', 12, { name: 'Umbrella', pointer: 2, ...forecast }),
];
const website = (harvest = {}, forecast = {}) => [
  h('project', 5, harvest),
  f('project', 15, { pointer: 5, ...forecast }),
];
const start = have([...acme(), ...umbrella(), ...website()]);

interface Row {
  readonly name: string;
  readonly after: readonly AccountRecord[];
  readonly expected: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: 'client.name: in Harvest',
    after: [...acme({ name: 'Acme Inc' }), ...umbrella(), ...website()],
    expected: ['forecast:update:client:1/11 name "Acme" → "Acme Inc" [client.name] harvest'],
  },
  {
    name: 'client.name: in Forecast',
    after: [...acme({}, { name: 'Acme Inc' }), ...umbrella(), ...website()],
    expected: ['harvest:update:client:1/11 name "Acme" → "Acme Inc" [client.name] forecast'],
  },
  {
    name: 'client.name: one takes the name that another gives up',
    after: [...acme({ name: 'Umbrella' }), ...umbrella({ name: 'Hooli' }), ...website()],
    expected: [
      'forecast:update:client:1/11 name "Acme" → "Umbrella" [client.name] harvest',
      'forecast:update:client:2/12 name "Umbrella" → "Hooli" [client.name] harvest',
    ],
  },
  {
    name: 'client.name: a name that another client keeps waits',
    after: [
      ...acme({ name: 'Stray' }),
      ...umbrella(),
      ...website(),
      f('client', 13, { name: 'Stray', status: 'archived' }),
    ],
    expected: ['manual client.name client:1/11'],
  },
  {
    name: 'client.status: archived where no active project is left',
    after: [...acme(), ...umbrella({ status: 'archived' }), ...website()],
    expected: ['forecast:update:client:2/12 status "active" → "archived" [client.status] harvest'],
  },
  {
    name: 'client.status: the archive is blocked by an active project on the other side',
    after: [
      ...acme(),
      ...umbrella({ status: 'archived' }),
      ...website(),
      f('project', 16, { name: 'Own', client: 12 }),
    ],
    expected: ['manual client.status client:2/12', 'manual project.new-in-forecast project:-/16'],
  },
  {
    name: 'client.status: archived with its last project',
    after: [...acme({ status: 'archived' }), ...umbrella(), ...website({ status: 'archived' })],
    expected: [
      'forecast:update:client:1/11 status "active" → "archived" [client.status] harvest',
      'forecast:update:project:5/15 status "active" → "archived" [project.status] harvest',
    ],
  },
  {
    name: 'client.status: archived after its last project moved',
    after: [...acme({ status: 'archived' }), ...umbrella(), ...website({ client: 2 })],
    expected: [
      'forecast:update:client:1/11 status "active" → "archived" [client.status] harvest',
      'forecast:update:project:5/15 client "Acme" → "Umbrella" #11→#12 [project.client] harvest',
    ],
  },
];

describe('a linked client', () => {
  test.each(rows)('$name', ({ after, expected }) => {
    const state = synced(want(links), start);
    expect(linesOf(planOf({ want: want(links), have: have(after), last: state }))).toEqual(expected);
  });

  test('client.status: an archive waits for its projects, a project for the restore', () => {
    const state = synced(want(links), start);
    const archived = [...acme({ status: 'archived' }), ...umbrella(), ...website({ status: 'archived' })];
    const archive = planOf({ want: want(links), have: have(archived), last: state });
    expect(archive.changes.map((change) => [change.id, change.after])).toEqual([
      ['forecast:update:client:1/11', ['forecast:update:project:5/15']],
      ['forecast:update:project:5/15', []],
    ]);
    const off = { status: 'archived' as const };
    const asleep = synced(want(links), have([...acme(off, off), ...umbrella(), ...website(off, off)]));
    const restored = have([...acme({}, off), ...umbrella(), ...website({}, off)]);
    const restore = planOf({ want: want(links), have: restored, last: asleep });
    expect(restore.changes.map((change) => [change.id, change.after])).toEqual([
      ['forecast:update:client:1/11', []],
      ['forecast:update:project:5/15', ['forecast:update:client:1/11']],
    ]);
  });

  test('project.status, project.client: an archived client that stays so takes no active project', () => {
    const off = { status: 'archived' as const };
    const asleep = synced(want(links), have([...acme(), ...umbrella(), ...website(off, off)]));
    const restored = have([...acme({}, off), ...umbrella(), ...website({}, off)]);
    expect(linesOf(planOf({ want: want(links), have: restored, last: asleep }))).toEqual([
      'manual client.status client:1/11',
      'manual project.status project:5/15',
    ]);
    const moved = have([...acme(), ...umbrella({}, off), ...website({ client: 2 })]);
    expect(linesOf(planOf({ want: want(links), have: moved, last: synced(want(links), start) }))).toEqual([
      'manual client.status client:2/12',
      'manual project.client project:5/15',
    ]);
  });

  test('project.name: names that swap within a client never need a double in Harvest, and no detour in Forecast', () => {
    const wanted = want([link('client', 1, 11), link('project', 5, 15), link('project', 6, 16)]);
    const projects = (first: string, second: string, on: readonly ('harvest' | 'forecast')[]) => [
      ...acme(),
      h('project', 5, { name: on.includes('harvest') ? first : 'A' }),
      h('project', 6, { name: on.includes('harvest') ? second : 'B' }),
      f('project', 15, { name: on.includes('forecast') ? first : 'A', pointer: 5 }),
      f('project', 16, { name: on.includes('forecast') ? second : 'B', pointer: 6 }),
    ];
    const state = synced(wanted, have(projects('A', 'B', [])));
    const plan = (side: 'harvest' | 'forecast') =>
      planOf({ want: wanted, have: have(projects('B', 'A', [side])), last: state });
    expect(plan('harvest').changes.map((change) => change.id)).toEqual([
      'forecast:update:project:5/15',
      'forecast:update:project:6/16',
    ]);
    expect(plan('forecast').changes.map((change) => [change.id, change.after])).toEqual([
      ['harvest:update:project:5/15#1', []],
      ['harvest:update:project:5/15#2', ['harvest:update:project:5/15#1', 'harvest:update:project:6/16']],
      ['harvest:update:project:6/16', ['harvest:update:project:5/15#1']],
    ]);
  });

  test('person.email: e-mails that move on are written in turn', () => {
    const people = (first: string, second: string) => [
      h('person', 7, { email: 'a@x.example' }),
      h('person', 8, { email: 'b@x.example' }),
      f('person', 17, { email: first, pointer: 7 }, { editedBy: 17 }),
      f('person', 18, { email: second, pointer: 8 }, { editedBy: 18 }),
    ];
    const wanted = want([link('person', 7, 17), link('person', 8, 18)]);
    const state = synced(wanted, have(people('a@x.example', 'b@x.example')));
    const plan = planOf({ want: wanted, have: have(people('b@x.example', 'c@x.example')), last: state });
    expect(plan.changes.map((change) => [change.id, change.after])).toEqual([
      ['harvest:update:person:7/17', ['harvest:update:person:8/18']],
      ['harvest:update:person:8/18', []],
    ]);
  });

  test('person.email: e-mails that swap wait for a person', () => {
    const people = (first: string, second: string) => [
      h('person', 7, { email: 'a@x.example' }),
      h('person', 8, { email: 'b@x.example' }),
      f('person', 17, { email: first, pointer: 7 }, { editedBy: 17 }),
      f('person', 18, { email: second, pointer: 8 }, { editedBy: 18 }),
    ];
    const wanted = want([link('person', 7, 17), link('person', 8, 18)]);
    const state = synced(wanted, have(people('a@x.example', 'b@x.example')));
    expect(linesOf(planOf({ want: wanted, have: have(people('b@x.example', 'a@x.example')), last: state }))).toEqual([
      'manual person.email.self person:7/17',
      'manual person.email.self person:8/18',
    ]);
  });
});
