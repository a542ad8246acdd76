import { describe, expect, test } from 'vitest';
import { labelledSet } from '../../bench/candidates/labelled.ts';
import { measure } from '../../bench/candidates/measure.ts';

/** The promise of docs/decisions/0013. Seeds are few here; `npm run bench` measures more. */
describe.each([1, 2, 3])('2,000 labelled pairs, seed %i', (seed) => {
  const found = measure(labelledSet(seed, 2000));

  test('exact is never wrong', () => {
    expect(found.wrong.filter((pair) => pair.class === 'exact')).toEqual([]);
    expect(found.found.exact).toBeGreaterThan(200);
  });

  test('likely is wrong once in a hundred at most', () => {
    expect(found.precision.likely).toBeGreaterThanOrEqual(0.99);
  });

  test('both together find 95 of 100', () => {
    expect(found.recall).toBeGreaterThanOrEqual(0.95);
  });
});
