import { expect, it } from 'vitest';
import type { Side } from '../../src/model/side.ts';
import type { Intent, IntentOutcome } from '../../src/model/store.ts';
import { changeOf, project } from '../support/changes.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { stageOf } from './stage.ts';

const UPDATES = 300;
const LIMIT = 100;
const WINDOW_MS = 15_000;
const WAY_MS = 25;
const DISK_MS = 20;

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

const [WRITES, AT_ONCE] = [40, 4];

/** Projects whose names are to be written, on a clock where each way to a service takes `WAY_MS`. */
async function renaming(side: Side) {
  const clock = createVirtualClock();
  const stage = await clock.run(
    stageOf(
      {
        clients: [{ harvest: 1, forecast: 1, name: 'Acme' }],
        projects: Array.from({ length: WRITES }, (_, index) => ({
          ...{ harvest: index + 2, forecast: index + 2, client: 'Acme' },
          name: { ...{ harvest: `Web ${index}`, forecast: `Web ${index}` }, [side]: `Site ${index}` },
        })),
      },
      { clock, before: () => clock.sleep(WAY_MS), after: () => clock.sleep(WAY_MS) },
    ),
  );
  const changes = Array.from({ length: WRITES }, (_, index) =>
    changeOf(side, 'update', project(index + 2, index + 2), { name: [`Site ${index}`, `Web ${index}`] }),
  );
  return { clock, stage, changes };
}

it('a write takes one call to the disk and its sync: the outcome of one and the intent of the next are saved together', async () => {
  const { clock, stage, changes } = await renaming('harvest');
  const before = stage.disk.calls();
  expect(await clock.run(stage.run(changes))).toMatchObject({ done: WRITES });
  expect(stage.busiest('harvest')).toBe(AT_ONCE);
  // A write and a sync each. On this clock no two answers come at the same moment.
  expect(stage.disk.calls() - before).toBeLessThanOrEqual(2 * (WRITES + AT_ONCE));
});

it.each([
  ['harvest', 1],
  ['forecast', 2],
] as const)(
  'no request to %s waits for the disk, but for the first intents and the last outcomes',
  async (side, requests) => {
    const { clock, stage, changes } = await renaming(side);
    const slow = async (work: Promise<void>): Promise<void> => {
      await clock.sleep(DISK_MS);
      await work;
    };
    const store = {
      ...stage.store,
      intent: (intent: Intent) => slow(stage.store.intent(intent)),
      outcome: (outcome: IntentOutcome) => slow(stage.store.outcome(outcome)),
    };
    const start = clock.elapsed();
    expect(await clock.run(stage.run(changes, { store }))).toMatchObject({ done: WRITES });
    expect(stage.busiest(side)).toBe(AT_ONCE);
    expect(clock.elapsed() - start).toBe((WRITES / AT_ONCE) * requests * 2 * WAY_MS + 2 * DISK_MS);
  },
);
