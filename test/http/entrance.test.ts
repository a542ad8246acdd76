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

/** Writes of one volley, whose checks count as soon as they are made. */
function volleyOf(paths: readonly string[]): readonly Call[] {
  const volley = {};
  return paths.map((path) => {
    let isChecked = false;
    const check: WireCheck = {
      ...{ isShared: false, cost: () => 1, volley: () => (isChecked ? null : volley), leaveWithinMs: () => null },
      again: async () => void (isChecked = true),
      claim: () => isChecked,
    };
    return { method: 'PUT', path, scope: 'record', check } as unknown as Call;
  });
}

function entranceFor(budget: ReturnType<typeof createRateBudget>) {
  return createEntrance({
    ...{ budget, signal: undefined },
    over: () => ({ base: '', request: () => Promise.reject(new Error('nothing is read')) }),
    limited: ({ path }) => new Error(`limited: ${path}`),
    tooSlow: () => new Error('too slow'),
  });
}

test('a volley that must not wait for the rate limit tells each write its own path', async () => {
  const budget = createRateBudget({ requests: 20, seconds: 5, clock: createVirtualClock() });
  budget.block(60_000);
  const entrance = entranceFor(budget);
  const calls = volleyOf(['/projects/1', '/projects/2', '/projects/3']);
  const ends = await Promise.allSettled(calls.map((call) => entrance.enter(call, { ...WAY, patienceMs: 1_000 })));
  expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.status))).toEqual(
    calls.map(({ path }) => `Error: limited: ${path}`),
  );
});

test('after refusals, a volley takes no more slots at once than the lowered share', async () => {
  const clock = createVirtualClock();
  const shares: number[] = [];
  const budget = createRateBudget({ requests: 20, seconds: 5, clock, onCrowded: (share) => shares.push(share) });
  for (const ms of [1, 1]) {
    budget.block(ms);
    clock.pass(10);
  }
  expect(shares).toEqual([10, 5]);
  const entrance = entranceFor(budget);
  let [held, most] = [0, 0];
  const writes = volleyOf(Array.from({ length: 13 }, (_, index) => `/projects/${index}`)).map(async (call) => {
    const slots = await entrance.enter(call, WAY);
    held += slots.length;
    // Later windows may have more again.
    if (clock.elapsed() < 5_000) most = Math.max(most, held);
    await clock.sleep(100);
    for (const slot of slots) slot.release();
    held -= slots.length;
  });
  await clock.run(Promise.all(writes));
  // One of them is for the list.
  expect(most).toBe(4);
});
