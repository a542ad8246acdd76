import { describe, expect, test } from 'vitest';
import { f, h, have, link, planOf, synced, want } from '../support/world.ts';
import type { AccountRecord } from '../../src/model/record.ts';

const count = 24;
const ids = Array.from({ length: count }, (_, index) => index + 1);
const links = [link('client', 1, 11), ...ids.map((id) => link('project', 100 + id, 200 + id))];
const client = [h('client', 1), f('client', 11, { pointer: 1 })];
const projects = (edited: number, edit: object): AccountRecord[] =>
  ids.flatMap((id) => [
    h('project', 100 + id, { name: `P${id}`, ...(id <= edited ? edit : {}) }),
    f('project', 200 + id, { name: `P${id}`, pointer: 100 + id }),
  ]);
const state = synced(want(links), have([...client, ...projects(0, {})]));

describe('guards', () => {
  test('P15 max_archives', () => {
    const world = have([...client, ...projects(21, { status: 'archived' })]);
    expect(planOf({ want: want(links), have: world, last: state }).guards).toEqual([
      { guard: 'max_archives', limit: 20, value: 21 },
      { guard: 'max_changed_share', limit: 0.5, value: 0.84 },
    ]);
  });

  test('max_changed_share counts from 20 changed records on', () => {
    const guards = (edited: number) =>
      planOf({ want: want(links), have: have([...client, ...projects(edited, { code: 'X' })]), last: state }).guards;
    expect(guards(19)).toEqual([]);
    expect(guards(20)).toEqual([{ guard: 'max_changed_share', limit: 0.5, value: 0.8 }]);
  });

  test('guards count what --only and --except leave', () => {
    const world = have([...client, ...projects(21, { status: 'archived' })]);
    const plan = planOf({ want: want(links), have: world, last: state, only: ['project:101/201'] });
    expect(plan.changes.map((change) => change.address)).toEqual(['project:101/201']);
    expect(plan.guards).toEqual([]);
  });

  test('P15 D5 emptied: a list that lost most of what the state knows', () => {
    const gone = have([
      ...client,
      ...projects(0, {}).filter((record) => record.side === 'forecast' || Number(record.id) > 113),
    ]);
    expect(planOf({ want: want(links), have: gone, last: state }).guards).toEqual([
      { guard: 'emptied', limit: 12, value: 13 },
    ]);
  });

  test('first_sync: overwriting a value that was never in sync, on a pair whose pointer matches', () => {
    const world = have([...client, ...projects(1, { name: 'Other' })]);
    const baseline = Object.fromEntries(
      Object.entries(state.baseline).filter(([address]) => address !== 'project:101/201'),
    );
    const plan = planOf({ want: want(links), have: world, last: { ...state, baseline } });
    expect(plan.guards).toEqual([{ guard: 'first_sync', limit: 0, value: 1 }]);
  });

  test('an unknown address is an error, not an empty plan', () => {
    const world = have([...client, ...projects(0, {})]);
    expect(() => planOf({ want: want(links), have: world, last: state, only: ['project:1/1'] })).toThrow(
      '--only: "project:1/1" is not known here.',
    );
  });

  test('--only pulls in what its changes wait for, --except takes along what waits for it', () => {
    const world = have([h('client', 1), h('project', 5)]);
    const wanted = want([link('project', 5, 'create')]);
    const only = planOf({ want: wanted, have: world, last: null, only: ['project:5/-'] });
    expect(only.changes.map((change) => change.id)).toEqual([
      'forecast:create:client:1/-',
      'forecast:create:project:5/-',
    ]);
    const except = planOf({ want: wanted, have: world, last: null, except: ['client:1/-'] });
    expect(except.changes).toEqual([]);
  });
});
