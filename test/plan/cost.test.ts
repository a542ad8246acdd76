import { expect, it } from 'vitest';
import type { Change } from '../../src/model/plan.ts';
import { costOf } from '../../src/plan/cost.ts';
import { change } from '../report/sample.ts';
import { have, last, want } from '../support/world.ts';

const times = (count: number, part: Partial<Change>): readonly Change[] =>
  Array.from({ length: count }, () => change(part));

it.each<readonly [string, readonly Change[], readonly [number, number], number]>([
  ['nothing', [], [0, 0], 0],
  ['Harvest: one request an update', times(3, { account: 'harvest' }), [3, 0], 0],
  ['Forecast: read, then put', times(3, { account: 'forecast' }), [0, 6], 0],
  [
    'a create is one request',
    [change({ action: 'create' }), change({ action: 'create', account: 'harvest' })],
    [1, 1],
    0,
  ],
  ['a role is read before it is deleted', times(1, { account: 'harvest', action: 'delete' }), [2, 0], 0],
  ['a link is a put', times(1, { action: 'link' }), [0, 2], 0],
  // Reading took 6 requests: 94 more are in the first window of 15 s.
  ['a window that is full', times(94, { account: 'harvest' }), [94, 0], 0],
  ['one request more', times(95, { account: 'harvest' }), [95, 0], 15],
  ['the slower account counts', [...times(95, { account: 'harvest' }), ...times(148, {})], [95, 296], 45],
])('%s', (_what, changes, [harvest, forecast], seconds) => {
  expect(costOf({ want: want(), have: have([]), last: null }, changes)).toEqual({
    requests: { harvest: 6, forecast: 6 },
    apply_requests: { harvest, forecast },
    apply_seconds_at_least: seconds,
  });
});

it('nothing read and nothing to write takes no time', () => {
  const nothing = {
    ...have([]),
    harvest: { ...have([]).harvest, requests: 0 },
    forecast: { ...have([]).forecast, requests: 0 },
  };
  expect(costOf({ want: want(), have: nothing, last: null }, []).apply_seconds_at_least).toBe(0);
});

it.each([
  ['too few to leave together', 2, 4],
  ['one list for all', 3, 4],
  ['one for each 13', 26, 28],
  ['two are left', 28, 32],
])('Forecast takes changed keys alone: %s', (_what, count, expected) => {
  const known = last({}, { capabilities: { 'partial-put.project': { value: 'yes', from: 'probe' } } });
  const cost = costOf({ want: want(), have: have([]), last: known }, times(count, { kind: 'project' }));
  expect(cost.apply_requests.forecast).toBe(expected);
});
