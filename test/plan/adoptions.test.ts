import { describe, expect, test } from 'vitest';
import type { Have } from '../../src/model/have.ts';
import type { Last } from '../../src/model/last.ts';
import type { Link, Want } from '../../src/model/want.ts';
import { findAdoptions } from '../../src/plan/adopt.ts';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

interface World {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}

/** `what address edit`, in the order of addresses. */
function adopted(world: World, except: readonly string[] = []): string[] {
  const rest = { version: '0', createdAt: '', digestKey: null, select: { only: [], except } };
  return findAdoptions({ ...world, ...rest }).adoptions.map(({ address, facts, edits }) => {
    const said = edits.map(({ op, ...edit }) => `${op} ${JSON.stringify(edit)}`);
    return `${facts.map(({ what }) => what).join()} ${address} ${said.join()}`;
  });
}

const CLIENTS = [h('client', 1), f('client', 11, { pointer: 1 })];
const client = link('client', 1, 11);
const named = (of: Link, label: string): Link => ({ ...of, label });

describe('ids of creates', () => {
  const entry = link('project', 5, 'create');
  const world = (pointer: number | null, last: Last | null = null): World => ({
    want: want([client, entry]),
    have: have([...CLIENTS, h('project', 5), f('project', 15, { pointer })]),
    last,
  });

  test('none whose id another entry has: the file would link a record twice', () => {
    const rest = world(5);
    expect(adopted({ ...rest, want: want([client, entry, link('project', 'create', 15)]) })).toEqual([]);
  });

  test('one that is done, once the pointer says so', () => {
    expect(adopted(world(5))).toEqual([
      'create project:5/15 change {"kind":"project","harvest":5,"forecast":"create","to":{"forecast":15}}',
    ]);
  });

  test('none that this plan would link, or whose pointer was taken away: the side that it takes over still wins', () => {
    expect(adopted(world(null))).toEqual([]);
    const done = world(5);
    expect(adopted(world(null, synced(done.want, done.have)))).toEqual([]);
  });

  test('the client that came along gets an entry, unless the file ignores it', () => {
    const bare = { want: want([entry]), have: world(5).have, last: null };
    expect(adopted(bare)).toEqual([
      'create client:1/11 link {"kind":"client","name":"Acme","harvest":1,"forecast":11}',
      'create project:5/15 change {"kind":"project","harvest":5,"forecast":"create","to":{"forecast":15}}',
    ]);
    const ignored = want([entry], { ignore: { ...want().ignore, client: { harvest: [], forecast: [11] } } });
    expect(adopted({ ...bare, want: ignored }).join()).not.toContain('client:1/11');
  });
});

describe('labels', () => {
  const world = (label: string, harvest: string, forecast: string, set = {}): World => ({
    want: want([client, named(link('project', 5, 15, set), label)]),
    have: have([...CLIENTS, h('project', 5, { name: harvest }), f('project', 15, { name: forecast, pointer: 5 })]),
    last: null,
  });
  const change = (name: string): string =>
    `label project:5/15 change {"kind":"project","harvest":5,"forecast":15,"to":{"name":${JSON.stringify(name)}}}`;

  test.each([
    ['a new name', world('Old', 'Site', 'Site'), [change('Site')]],
    ['a name with a quote and what cannot be seen', world('Old', 'a"\u200bb', 'a"\u200bb'), [change('a"\u200bb')]],
    ['one of two names', world('Old', 'Old', 'Site'), []],
    ['none of two names that differ: a rename is on its way', world('Old', 'Site', 'Shop'), []],
    ['the name that the file sets', world('Old', 'Site', 'Site', { name: 'Old' }), []],
    ['a temporary name', world('Old', 'hfsync-tmp-1', 'hfsync-tmp-1'), []],
    ['no name', world('Old', '', ''), []],
  ])('%s', (_what, at, expected) => expect(adopted(at)).toEqual(expected));
});

describe('values under set', () => {
  const set = { email: 'Kim@x.example', capacity: 126_000, status: 'active' } as const;
  const people = (email: string, capacity: number | null = 126_000) => [
    h('person', 7, { email: 'kim@x.example' }),
    f('person', 17, { email, capacity, pointer: 7 }),
  ];
  const world = (records: Have, last: Last | null): World => ({
    want: want([link('person', 7, 17, set)]),
    have: records,
    last,
  });
  const same = have(people('kim@x.example', null));

  test('those that both sides have and an apply has seen go, whatever their case; the label stays', () => {
    expect(adopted(world(same, synced(want([link('person', 7, 17)]), same)))).toEqual([
      'set,set,set person:7/17 change {"kind":"person","harvest":7,"forecast":17,"to":{"unset":["email","capacity","status"]}}',
    ]);
  });

  test('one that waits stays, and so does one that no apply has seen, or that a service stores otherwise', () => {
    const last = synced(want([link('person', 7, 17)]), same);
    const other = have(people('other@x.example', null));
    expect(adopted(world(other, last))).toEqual([
      'set,set person:7/17 change {"kind":"person","harvest":7,"forecast":17,"to":{"unset":["capacity","status"]}}',
    ]);
    expect(adopted(world(same, null))).toEqual([]);
    const stored = { ...last, stored: { 'person:7/17': { email: { forecast: { asked: 'a', got: 'b' } } } } };
    expect(adopted(world(same, stored as Last))[0]).toContain('["capacity","status"]');
  });

  test('what silences a link with an end that is gone stays', () => {
    const archived = link('project', 5, 15, { status: 'archived' });
    const both = have([
      ...CLIENTS,
      h('project', 5, { status: 'archived' }),
      f('project', 15, { status: 'archived', pointer: 5 }),
    ]);
    const last = synced(want([client, archived]), both);
    const left = have([...CLIENTS, h('project', 5, { status: 'archived' })]);
    expect(adopted({ want: want([client, archived]), have: left, last })).toEqual([]);
    expect(adopted({ want: want([client, archived]), have: both, last })).toHaveLength(1);
  });
});

describe('links and entries that have had their day', () => {
  const all = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((id) => [
    h('client', id, { name: `C ${id}` }),
    f('client', id + 10, { name: `C ${id}`, pointer: id }),
  ]);
  const links = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => link('client', id, id + 10));
  const last = synced(want(links), have(all));
  const without = (...ids: readonly number[]): Have => have(all.filter(({ id }) => !ids.includes(Number(id))));

  test('a link goes once both ends are gone, if hfsync knew them', () => {
    expect(adopted({ want: want(links), have: without(1, 11), last })).toEqual([
      'gone client:1/11 unlink {"kind":"client","harvest":1,"forecast":11}',
    ]);
    expect(adopted({ want: want(links), have: without(1), last })).toEqual([]);
    expect(adopted({ want: want([...links, link('client', 9, 19)]), have: have(all), last })).toEqual([]);
  });

  test('a role whose both ends are gone says nothing', () => {
    const role = link('role', 51, 61);
    expect(adopted({ want: want([role]), have: have([]), last: null })).toEqual([
      'gone role:51/61 unlink {"kind":"role","harvest":51,"forecast":61}',
    ]);
    expect(adopted({ want: want([role], { roles: 'off' }), have: have([]), last: null })).toEqual([]);
  });

  test('nothing goes where the accounts are in doubt', () => {
    const lost = without(1, 11, 2, 12, 3, 13, 4, 14, 5, 15);
    const input = { want: want(links), have: lost, last, version: '0', createdAt: '', digestKey: null };
    const found = findAdoptions({ ...input, select: { only: [], except: [] } });
    expect([found.adoptions, found.doubts.map(({ guard }) => guard)]).toEqual([[], ['emptied']]);
    expect(planOf(input).adoptable).toBeUndefined();
  });

  test('an entry of ignore goes that matches nothing, but for one that is rather mistyped', () => {
    const ignore = {
      ...want().ignore,
      client: { harvest: [99, 'c 1', 'Gone*', 'C 2'], forecast: [8] },
      role: { harvest: [1], forecast: [] },
    };
    const lists = { ignore, ignoreWithProjects: { harvest: [98], forecast: [] } };
    const world = { want: want([], { ...lists, roles: 'off' }), have: have(all), last: null };
    expect(adopted(world, ['link.undeclared'])).toEqual([
      'ignore client:98/- unignore {"kind":"client","side":"harvest","entry":98,"projects":true}',
      'ignore client:99/- unignore {"kind":"client","side":"harvest","entry":99}',
      'ignore client:-/- unignore {"kind":"client","side":"harvest","entry":"Gone*"}',
    ]);
  });
});

describe('pointers', () => {
  const pair = (pointer: number) => have([...CLIENTS, h('project', 5), f('project', 15, { pointer, name: 'Site' })]);

  test('a link that Forecast alone has; none with pointers: trust, or where another entry has one of the ends', () => {
    expect(adopted({ want: want([client]), have: pair(5), last: null })).toEqual([
      'pointer project:5/15 link {"kind":"project","name":"Site","harvest":5,"forecast":15}',
    ]);
    expect(adopted({ want: want([client], { pointers: 'trust' }), have: pair(5), last: null })).toEqual([]);
    expect(adopted({ want: want([client, link('project', 5, 16)]), have: pair(5), last: null })).toEqual([]);
  });
});
