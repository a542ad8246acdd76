import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBench, type Bench } from './bench.ts';
import { SCENARIOS } from './scenarios.ts';
import { originsOf, rehearse, tryPoint, type Origins } from './sweep.ts';

/**
 * A sample of the sweep: every scenario is killed at one point, each at another place of its run. `npm run kill-sweep` takes
 * every point.
 */
describe('K1, K2, P12, P13: killed at any point and run again, the real program ends as if nobody had disturbed it', () => {
  let bench: Bench;
  let origins: Origins;

  beforeAll(async () => {
    bench = await openBench();
    origins = await originsOf(bench);
  }, 60_000);

  afterAll(() => bench.stop());

  it.each(SCENARIOS.map((scenario, index) => [scenario.name, scenario, index] as const))(
    '%s',
    async (_name, scenario, index) => {
      const rehearsal = await rehearse(bench, scenario, origins);
      // The last two thirds of a run: the first one only reads.
      const part = 1 / 3 + (2 / 3) * ((index * 0.618) % 1);
      const point = rehearsal.points[Math.floor(rehearsal.points.length * part)];
      expect(point && (await tryPoint(bench, rehearsal, point)).faults, JSON.stringify(point)).toEqual([]);
    },
    60_000,
  );
});
