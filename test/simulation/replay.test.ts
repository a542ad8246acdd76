import fc from '../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import { histories } from './history.ts';
import { REGRESSIONS } from './regressions.ts';
import { simulate } from './simulate.ts';

describe('histories that once broke a law', () => {
  it.each(REGRESSIONS.map(({ was, history }) => [was, history] as const))('%s', async (_was, history) => {
    expect((await simulate(history)).wrong).toEqual([]);
  });
});

test('P17 determinism: a history replays byte for byte, requests, outputs and all', { timeout: 120_000 }, async () => {
  // The first one loads the program's parts as it goes, at the real disk's own time.
  for (const history of fc.sample(histories, { numRuns: 41, seed: 7 })) {
    const first = await simulate(history);
    const second = await simulate(history);
    expect(second.trace).toEqual(first.trace);
  }
});
