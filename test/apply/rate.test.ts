import { expect, it } from 'vitest';
import { changeOf, project } from '../support/changes.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { stageOf } from './stage.ts';

const UPDATES = 300;
const LIMIT = 100;
const WINDOW_MS = 15_000;
const WAY_MS = 25;

it('P19 many updates of Harvest use the rate limit, and do not pass it', { timeout: 60_000 }, async () => {
  const clock = createVirtualClock();
  const arrivals: { readonly at: number; readonly isWrite: boolean }[] = [];
  const stage = await clock.run(
    stageOf(
      {
        clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
        projects: Array.from({ length: UPDATES }, (_, index) => ({
          ...{ harvest: index + 2, forecast: index + 2, client: 'Acme' },
          name: { harvest: `Site ${index}`, forecast: `Web ${index}` },
        })),
      },
      {
        clock,
        before: async ({ method }) => {
          await clock.sleep(WAY_MS);
          arrivals.push({ at: clock.elapsed(), isWrite: method !== 'GET' });
        },
        after: () => clock.sleep(WAY_MS),
      },
    ),
  );
  const changes = Array.from({ length: UPDATES }, (_, index) =>
    changeOf('harvest', 'update', project(index + 2, index + 2), { name: [`Site ${index}`, `Web ${index}`] }),
  );
  expect(await clock.run(stage.run(changes))).toMatchObject({ done: UPDATES });
  for (const [index, { at }] of arrivals.slice(LIMIT).entries())
    expect(at - arrivals[index]!.at).toBeGreaterThan(WINDOW_MS);
  // From the second window on: 98 writes of 100 requests are the target, and a list takes one.
  const start = arrivals.find(({ at }) => at - arrivals[0]!.at >= WINDOW_MS)!.at;
  const inWindow = arrivals.filter(({ at, isWrite }) => isWrite && at >= start && at < start + WINDOW_MS);
  expect(inWindow.length).toBeGreaterThanOrEqual(0.98 * LIMIT);
});

it('a write waits for the disk once: the outcome of one and the intent of the next are saved together', async () => {
  const [WRITES, AT_ONCE] = [40, 4];
  const clock = createVirtualClock();
  const stage = await clock.run(
    stageOf(
      {
        clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
        projects: Array.from({ length: WRITES }, (_, index) => ({
          ...{ harvest: index + 2, forecast: index + 2, client: 'Acme' },
          name: { harvest: `Site ${index}`, forecast: `Web ${index}` },
        })),
      },
      { clock, before: () => clock.sleep(WAY_MS), after: () => clock.sleep(WAY_MS) },
    ),
  );
  const changes = Array.from({ length: WRITES }, (_, index) =>
    changeOf('harvest', 'update', project(index + 2, index + 2), { name: [`Site ${index}`, `Web ${index}`] }),
  );
  const before = stage.disk.calls();
  expect(await clock.run(stage.run(changes))).toMatchObject({ done: WRITES });
  expect(stage.busiest('harvest')).toBe(AT_ONCE);
  // A write and a sync each. On this clock no two answers come at the same moment.
  expect(stage.disk.calls() - before).toBeLessThanOrEqual(2 * (WRITES + AT_ONCE));
});
