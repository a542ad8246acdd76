import fc from '../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import { judgeState } from './end.ts';
import { LITERALS } from './literals.ts';
import { play } from './play.ts';
import { walks } from './walks.ts';

describe('walks that once went wrong', () => {
  it.each(LITERALS.map(({ was, walk }) => [was, walk] as const))('%s', async (_was, walk) => {
    expect((await play(walk)).wrong).toEqual([]);
  });
});

test('(7) a temporary name in the state is told', () => {
  const baseline = { 'client:101/201': { name: 'hfsync-tmp-1' }, 'client:102/202': { name: 'Beta' } };
  expect(judgeState(JSON.stringify({ baseline }))).toEqual([expect.stringContaining('client:101/201')]);
});

test('the same seed walks the same way', async () => {
  for (const walk of fc.sample(walks, { numRuns: 5, seed: 7 })) expect(await play(walk)).toEqual(await play(walk));
});
