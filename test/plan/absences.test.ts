import { expect, it } from 'vitest';
import type { Last } from '../../src/model/last.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import type { Want } from '../../src/model/want.ts';
import { absencesToConfirm } from '../../src/plan/plan.ts';
import { f, h, have, last, link, want } from '../support/world.ts';

const SITE = link('project', 1, 11);
const BOTH = [h('project', 1), f('project', 11, { pointer: 1 })];

it.each<readonly [string, Want, readonly AccountRecord[], Last | null, readonly string[]]>([
  ['both ends are there', want([SITE]), BOTH, null, []],
  ['an end of a link', want([SITE]), [h('project', 1)], null, ['forecast project 11']],
  ['both ends of a link', want([SITE]), [], null, ['harvest project 1', 'forecast project 11']],
  ['the source of a create', want([link('project', 1, 'create')]), [], null, ['harvest project 1']],
  ['a pointer without a link', want(), [f('client', 11, { pointer: 1 })], null, ['harvest client 1']],
  ['a pointer of somebody archived', want(), [f('client', 11, { pointer: 1, status: 'archived' })], null, []],
  ['no pointer', want(), [f('client', 11)], null, []],
  ['a role of the state', want(), [h('role', 3)], last({ 'role:3/13': {} }), ['forecast role 13']],
  ['a role of the state, where roles are off', want([], { roles: 'off' }), [], last({ 'role:3/13': {} }), []],
  [
    'a role of the state, whose survivor is long since in another pair',
    want(),
    [h('role', 4), f('role', 13, { pointer: 4 })],
    last({ 'role:3/13': {}, 'role:4/13': {} }),
    [],
  ],
  [
    'another record of the state, of which nothing is left',
    want(),
    [],
    last({ 'project:3/13': {} }),
    ['harvest project 3', 'forecast project 13'],
  ],
  ['another record of the state with an end left', want(), [h('project', 3)], last({ 'project:3/13': {} }), []],
])('to confirm: %s', (_what, wanted, records, state, expected) => {
  const absences = absencesToConfirm({ want: wanted, have: have(records), last: state });
  expect(absences.map(({ side, kind, id }) => `${side} ${kind} ${id}`)).toEqual(expected);
});
