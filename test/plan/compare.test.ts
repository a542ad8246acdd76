import { expect, test } from 'vitest';
import { compareThreeWays, mergeSets, type Verdict } from '../../src/plan/compare/three-way.ts';

type Row = readonly [last: string | undefined, harvest: string | undefined, forecast: string | undefined, Verdict];

test.each<Row>([
  ['b', 'x', 'x', 'same'],
  [undefined, 'x', 'x', 'same'],
  ['b', 'b', 'y', 'forecast'],
  ['b', 'x', 'b', 'harvest'],
  ['b', 'x', 'y', 'both'],
  [undefined, 'x', 'y', 'first'],
  ['b', undefined, 'y', 'unknown'],
  ['b', 'x', undefined, 'unknown'],
  ['b', undefined, 'b', 'unknown'],
  ['b', undefined, undefined, 'unknown'],
  [undefined, undefined, 'y', 'unknown'],
])('last %s, Harvest %s, Forecast %s: %s', (last, harvest, forecast, verdict) => {
  expect(compareThreeWays(last, harvest, forecast, (a, b) => a === b)).toBe(verdict);
});

test.each([
  { last: 'ab', harvest: 'ab', forecast: 'ab', merged: 'ab' },
  { last: 'ab', harvest: 'abc', forecast: 'ab', merged: 'abc' },
  { last: 'ab', harvest: 'a', forecast: 'ab', merged: 'a' },
  { last: 'ab', harvest: 'ac', forecast: 'bd', merged: 'cd' },
  { last: '', harvest: 'a', forecast: 'b', merged: 'ab' },
])('a set merges by element: $last, $harvest, $forecast come to $merged', ({ last, harvest, forecast, merged }) => {
  expect([...mergeSets(new Set(last), new Set(harvest), new Set(forecast))].sort().join('')).toBe(merged);
});
