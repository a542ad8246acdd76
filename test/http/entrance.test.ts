import { expect, test } from 'vitest';
import type { Call, WireCheck } from '../../src/http/call.ts';
import { createEntrance } from '../../src/http/entrance.ts';
import { createRateBudget } from '../../src/http/rate-budget.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const WAY = { attempt: 1, patienceMs: Infinity, stock: null };

test('a write that must not be sent after all gives its slot back', async () => {
  const budget = createRateBudget({ requests: 2, seconds: 5, clock: createVirtualClock() });
  const entrance = createEntrance({
    ...{ budget, signal: undefined },
    over: () => {
      throw new Error('nothing is read');
    },
    limited: () => new Error('limited'),
    tooSlow: () => new Error('too slow'),
  });
  const check: WireCheck = {
    ...{ isShared: true, cost: () => 0, again: async () => undefined, volley: () => null, leaveWithinMs: () => null },
    claim: () => {
      throw new Error('somebody edited it');
    },
  };
  const call = { method: 'PATCH', path: '/projects/1', scope: 'record', check } as unknown as Call;
  for (let write = 0; write < 5; write++) await expect(entrance.enter(call, WAY)).rejects.toThrow('somebody edited it');
  expect(budget.free()).toBe(2);
});
