import fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { createRateBudget, type RateBudget, type Slot } from '../../src/http/rate-budget.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const PATIENT = { patienceMs: Infinity };

async function acquired(budget: RateBudget): Promise<Slot> {
  const slots = await budget.acquire(PATIENT);
  if (!slots?.[0]) throw new Error('turned away');
  return slots[0];
}

describe('budget', () => {
  test('P19 for every window at the service there are no more requests than the limit', async () => {
    const latency = fc.integer({ min: 0, max: 3_000 });
    const request = fc.record({ after: fc.integer({ min: 0, max: 2_000 }), there: latency, back: latency });
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 7 }),
        async (requests, limit) => {
          const clock = createVirtualClock();
          const budget = createRateBudget({ requests: limit, seconds: 5, clock });
          const seen: number[] = [];
          const all = requests.map(async ({ after, there, back }) => {
            await clock.sleep(after);
            const slot = await acquired(budget);
            await clock.sleep(there);
            seen.push(clock.elapsed());
            await clock.sleep(back);
            slot.release();
          });
          await clock.run();
          await Promise.all(all);
          expect(seen).toHaveLength(requests.length);
          const sorted = seen.toSorted((left, right) => left - right);
          sorted.forEach((time, index) => expect((sorted[index + limit] ?? Infinity) - time).toBeGreaterThan(5_000));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('P19 for every schedule: while the service says to wait, nothing is sent', async () => {
    const time = fc.integer({ min: 0, max: 20_000 });
    const block = fc.record({ at: time, ms: fc.integer({ min: 1, max: 20_000 }) });
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(time, { minLength: 1, maxLength: 40 }),
        fc.array(block, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 7 }),
        async (requests, blocks, limit) => {
          const clock = createVirtualClock();
          const budget = createRateBudget({ requests: limit, seconds: 5, clock });
          const sent: number[] = [];
          const all = [
            ...requests.map(async (at) => {
              await clock.sleep(at);
              const slot = await acquired(budget);
              sent.push(clock.elapsed());
              if (clock.elapsed() > at) held += 1;
              slot.release();
            }),
            ...blocks.map(async ({ at, ms }) => {
              await clock.sleep(at);
              budget.block(ms);
            }),
          ];
          await clock.run();
          await Promise.all(all);
          expect(sent).toHaveLength(requests.length);
          for (const { at, ms } of blocks) expect(sent.filter((each) => each > at && each < at + ms)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
    expect(held).toBeGreaterThan(60);
  });

  test('keeps the throughput the limit allows: the 100 next requests start one window later', async () => {
    const clock = createVirtualClock();
    const budget = createRateBudget({ requests: 100, seconds: 15, clock });
    const times: number[] = [];
    const all = Array.from({ length: 250 }, async () => {
      const slot = await acquired(budget);
      times.push(clock.elapsed());
      slot.release();
    });
    await clock.run();
    await Promise.all(all);
    expect(times.filter((time) => time === 0)).toHaveLength(100);
    expect(times.filter((time) => time === 15_001)).toHaveLength(100);
    expect(times.filter((time) => time === 30_002)).toHaveLength(50);
  });

  test('is first come, first served', async () => {
    const clock = createVirtualClock();
    const budget = createRateBudget({ requests: 1, seconds: 1, clock });
    const order: number[] = [];
    const all = [0, 1, 2, 3].map(async (index) => {
      const slot = await acquired(budget);
      order.push(index);
      slot.release();
    });
    await clock.run();
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2, 3]);
  });

  test('P19 H1 a block stops everybody, also those already waiting, and never gets shorter', async () => {
    const clock = createVirtualClock();
    const budget = createRateBudget({ requests: 10, seconds: 15, clock });
    budget.block(20_000);
    budget.block(1_000);
    let at = -1;
    const waiting = acquired(budget).then(() => (at = clock.elapsed()));
    await clock.advance(19_999);
    expect(at).toBe(-1);
    await clock.advance(1);
    await waiting;
    expect(at).toBe(20_000);
  });

  test('a block longer than the patience turns away at once, also those already waiting', async () => {
    const clock = createVirtualClock();
    const budget = createRateBudget({ requests: 1, seconds: 15, clock });
    await acquired(budget);
    const waiting = budget.acquire({ patienceMs: 60_000 });
    budget.block(61_000);
    expect(await waiting).toBeNull();
    expect(await budget.acquire({ patienceMs: 60_999 })).toBeNull();
    expect(clock.sleeping()).toBe(0);
  });

  test('an aborted wait ends at once, takes no slot and leaves no timer', async () => {
    const clock = createVirtualClock();
    const budget = createRateBudget({ requests: 1, seconds: 15, clock });
    (await acquired(budget)).release();
    const abort = new AbortController();
    const waiting = budget.acquire({ ...PATIENT, signal: abort.signal });
    const next = acquired(budget);
    abort.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
    await clock.advance(15_001);
    (await next).release();
    await clock.advance(20_000);
    await expect(budget.acquire({ ...PATIENT, signal: abort.signal })).rejects.toThrow('stop');
    expect(clock.sleeping()).toBe(0);
  });

  test('tells once that requests start to wait', async () => {
    const clock = createVirtualClock();
    const waits: string[] = [];
    const budget = createRateBudget({
      requests: 1,
      seconds: 15,
      clock,
      onWait: (ms, reason) => waits.push(`${reason} ${ms}`),
    });
    (await acquired(budget)).release();
    const all = [acquired(budget).then((slot) => slot.release()), acquired(budget).then((slot) => slot.release())];
    await clock.run();
    await Promise.all(all);
    expect(waits).toEqual(['pace 15001']);
  });
});

describe('something else uses the limit', () => {
  /** How many requests go out in each window, when everybody asks at once. */
  async function perWindow(budget: RateBudget, clock: ReturnType<typeof createVirtualClock>, count: number) {
    const windows: number[] = [];
    const all = Array.from({ length: count }, async () => {
      const slot = await acquired(budget);
      const window = Math.floor(clock.elapsed() / 15_001);
      windows[window] = (windows[window] ?? 0) + 1;
      slot.release();
    });
    await clock.run();
    await Promise.all(all);
    return windows;
  }

  test('a refusal halves the budget, once however many requests met it, and it grows back by tenths', async () => {
    const clock = createVirtualClock();
    const told: number[] = [];
    const budget = createRateBudget({
      requests: 100,
      seconds: 15,
      clock,
      onCrowded: (requests) => told.push(requests),
    });
    budget.block(15_000);
    budget.block(15_000);
    expect(told).toEqual([50]);
    expect(await perWindow(budget, clock, 400)).toEqual([50, 60, 70, 80, 90, 50]);
  });

  test('never less than a tenth, and a check with its write still gets through', async () => {
    const clock = createVirtualClock();
    const told: number[] = [];
    const budget = createRateBudget({ requests: 10, seconds: 15, clock, onCrowded: (requests) => told.push(requests) });
    for (let refusal = 0; refusal < 6; refusal++) {
      budget.block(1_000);
      await clock.advance(1_000);
    }
    expect(told).toEqual([5, 2, 1, 1, 1, 1]);
    const slots = budget.acquire({ ...PATIENT, slots: 3 });
    await clock.run();
    expect(await slots).toHaveLength(3);
  });

  test('what an earlier run sent counts until its window is over', async () => {
    const clock = createVirtualClock();
    await clock.advance(1_000_000);
    let answers = 0;
    const before = [14_000, 2_000, 14_500];
    const budget = createRateBudget({ requests: 4, seconds: 15, clock, before, onUsed: () => answers++ });
    const times: number[] = [];
    const all = Array.from({ length: 4 }, async () => {
      const slot = await acquired(budget);
      times.push(clock.elapsed() - 1_000_000);
      slot.release();
    });
    await clock.run();
    await Promise.all(all);
    expect(times).toEqual([0, 501, 1_001, 13_001]);
    expect(answers).toBe(4);
  });
});
