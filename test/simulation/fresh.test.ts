import { describe, expect, it } from 'vitest';
import { SIDES, type Side } from '../../src/model/side.ts';
import type { History, Run } from './history.ts';
import type { Deed } from './people.ts';
import { simulate } from './simulate.ts';
import { QUIET } from './stage.ts';
import { LINKS, type Setup } from './world.ts';

const SETUP: Setup = {
  ...{ conflicts: 'manual', firstSync: 'harvest', harvestEditor: 'unknown', budgets: 'off' },
  ...{ creates: false, set: false, trust: false, rate: 100 },
};

/** From the last page that such a run reads to after its end. */
const POINTS = Array.from({ length: 44 }, (_, index) => index + 20);

function rename(side: Side, index: number, name: string): Deed {
  const ids = LINKS.project[index]!;
  const id = ids[side === 'harvest' ? 0 : 1];
  return { do: 'edit', side, kind: 'project', id, values: { name }, by: 3001 };
}

/** Once one was written, hfsync knows that changed keys are enough: from then on the three leave together. */
function volleys(setup: Partial<Setup>, run: Partial<Run>): History {
  const { steps, ...rest } = history('harvest', { partial: true, ...setup }, run);
  const learn: History['steps'] = [
    { step: 'deed', deed: rename('harvest', 0, 'First') },
    { step: 'apply', run: QUIET, beside: null },
    { step: 'wait', ms: 60_000 },
  ];
  return { ...rest, steps: [...steps.slice(0, 2), ...learn, ...steps.slice(2)] };
}

/** In step; then all three projects are renamed on one side, and while hfsync syncs that, people rename them on the other. */
function history(side: Side, setup: Partial<Setup>, run: Partial<Run>): History {
  return {
    seed: 1,
    setup: { ...SETUP, ...setup },
    steps: [
      { step: 'apply', run: QUIET, beside: null },
      { step: 'wait', ms: 60_000 },
      ...LINKS.project.map((_, index) => ({ step: 'deed', deed: rename(side, index, `New ${index}`) }) as const),
      { step: 'apply', run: { ...QUIET, ...run }, beside: null },
    ],
  };
}

const byHand = (side: Side, at: number) =>
  LINKS.project.map((_, index) => ({ at, deed: rename(side, index, `By hand ${index}`) }));

/** Every edit at every point of the run: no law is broken, above all P5, no lost update. */
async function brokenAt(at: (point: number) => History): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const point of POINTS) {
    const { wrong } = await simulate(at(point));
    broken.push(...wrong.map((text) => `at point ${point}: ${text}`));
  }
  return broken;
}

describe.each(SIDES)('P5 freshness: edits in %s at every point of a run that writes there', (side) => {
  const from = side === 'harvest' ? 'forecast' : 'harvest';

  it('B9 K20 while writes wait for a slot of a narrow rate', { timeout: 120_000 }, async () => {
    expect(await brokenAt((point) => history(from, { rate: 7 }, { deeds: byHand(side, point) }))).toEqual([]);
  });

  it('B10 K20 while the laptop sleeps', { timeout: 120_000 }, async () => {
    const sleeps = (at: number) => [{ at, ms: 600_000 }];
    const run = (point: number): Partial<Run> => ({ deeds: byHand(side, point), sleeps: sleeps(point) });
    expect(await brokenAt((point) => history(from, {}, run(point)))).toEqual([]);
  });

  it('B11 K19 after a pause, under a date that is an hour off', { timeout: 120_000 }, async () => {
    const sleeps = (at: number) => [{ at, ms: 12_000 }];
    const run = (point: number): Partial<Run> => ({ deeds: byHand(side, point), sleeps: sleeps(point) });
    expect(await brokenAt((point) => history(from, { dates: 3_600_000 }, run(point)))).toEqual([]);
  });
});

describe('P5 freshness: edits in Forecast at every point of a run whose writes leave together', () => {
  it.each([
    ['B9 K20 while they wait for slots of a narrow rate', { rate: 7 }, []],
    ['B10 K20 while the laptop sleeps', {}, [600_000]],
  ] as const)('%s', { timeout: 120_000 }, async (_what, setup, pauses) => {
    const run = (at: number): Partial<Run> => ({
      deeds: byHand('forecast', at),
      sleeps: pauses.map((ms) => ({ at, ms })),
    });
    expect(await brokenAt((point) => volleys(setup, run(point)))).toEqual([]);
  });
});
