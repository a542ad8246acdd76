import { expect, it } from 'vitest';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';

/** What a change tells its reviewer besides what it writes. */
const FILE = want([link('client', 1, 11), link('project', 2, 12), link('person', 7, 17)]);
const CLIENT = [h('client', 1, { name: 'Acme' }), f('client', 11, { name: 'Acme', pointer: 1 })];
const KIM = [h('person', 7), f('person', 17, { pointer: 7 })];
const before = have([
  ...CLIENT,
  ...KIM,
  h('project', 2, { name: 'Site' }),
  f('project', 12, { name: 'Site', pointer: 2 }),
]);

function changesOf(harvest: string, forecast: string, editedBy: number | null | undefined) {
  const now = have([
    ...CLIENT,
    ...KIM,
    h('project', 2, { name: harvest }),
    f('project', 12, { name: forecast, pointer: 2 }, editedBy === undefined ? {} : { editedBy }),
  ]);
  const { changes } = planOf({ want: FILE, have: now, last: synced(FILE, before) });
  return changes.map(({ baseline, edited_by }) => ({ baseline, edited_by }));
}

it.each([
  ['edited in Forecast, by somebody known', 'Site', 'Web', 17, { baseline: { name: 'Site' }, edited_by: 'Kim Allen' }],
  [
    'by somebody who is not there',
    'Site',
    'Web',
    99,
    { baseline: { name: 'Site' }, edited_by: 'person 99 of Forecast' },
  ],
  ['by nobody knows whom', 'Site', 'Web', null, { baseline: { name: 'Site' } }],
  ['edited in Harvest, which does not tell', 'Web', 'Site', 17, { baseline: { name: 'Site' } }],
] as const)('%s', (_what, harvest, forecast, editedBy, expected) => {
  expect(changesOf(harvest, forecast, editedBy)).toEqual([expected]);
});

it('roles are told by their names', () => {
  const roles = (harvest: readonly string[]) =>
    have([
      ...[h('role', 3, { name: 'Designer' }), f('role', 13, { name: 'Designer', pointer: 3 })],
      ...[h('person', 7, { roles: harvest }), f('person', 17, { roles: ['Designer'], pointer: 7 })],
    ]);
  const file = want([link('role', 3, 13), link('person', 7, 17)]);
  const [change] = planOf({ want: file, have: roles([]), last: synced(file, roles(['Designer'])) }).changes;
  expect(change?.baseline).toEqual({ roles: ['Designer'] });
});

it('nothing was ever in sync: no baseline', () => {
  const now = have([h('project', 2, { name: 'Web' }), f('project', 12, { name: 'Site', pointer: 2 })]);
  const [change] = planOf({ want: want([link('project', 2, 12)]), have: now, last: null }).changes;
  expect(change).not.toHaveProperty('baseline');
});

it('the pages of the records that are there; a record to create has none on its side', () => {
  const file = want([
    link('client', 1, 11),
    link('project', 2, 12),
    link('person', 7, 17),
    link('project', 3, 'create'),
  ]);
  const now = have([
    ...[h('client', 1, { name: 'Acme' }), f('client', 11, { name: 'Akme', pointer: 1 })],
    ...[h('person', 7, { first_name: 'Kimberly' }), f('person', 17, { pointer: 7 })],
    ...[h('project', 2, { name: 'Web' }), f('project', 12, { name: 'Site', pointer: 2 }), h('project', 3)],
  ]);
  const { changes } = planOf({ want: file, have: now, last: null });
  expect(changes.map(({ id, urls }) => [id, urls])).toEqual([
    ['forecast:update:client:1/11', [`${HARVEST}/clients/1`, `${FORECAST}/clients/11/edit`]],
    ['forecast:update:person:7/17', [`${HARVEST}/people/7/edit`, `${FORECAST}/team/17/edit`]],
    ['forecast:update:project:2/12', [`${HARVEST}/projects/2`, `${FORECAST}/projects/12/edit`]],
    ['forecast:create:project:3/-', [`${HARVEST}/projects/3`]],
  ]);
});

const HARVEST = 'https://sample.harvestapp.com';
const FORECAST = 'https://forecastapp.com/2';
