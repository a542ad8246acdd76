import fc from 'fast-check';
import { expect, test } from 'vitest';
import { histories } from './history.ts';
import { simulate } from './simulate.ts';

/** Histories in the normal run, over both shards; `HFSYNC_SIMULATION_RUNS` asks for more, or for fewer. */
const RUNS = Number(process.env['HFSYNC_SIMULATION_RUNS'] ?? 6_000);
const SEED = Number(process.env['HFSYNC_SIMULATION_SEED'] ?? 2026);
const SHARDS = 2;

/** A share of the histories in a test file of its own, so that they use both cores. A failing one is printed and shrunk by fast-check. */
export function simulationShard(shard: number): void {
  const numRuns = Math.ceil(RUNS / SHARDS);
  test(
    `P1 P2 P3 P5 P7 P8 P12 P13 P14 P16 P18 P20: ${numRuns} histories of edits, faults and crashes (shard ${shard})`,
    { timeout: Math.max(120_000, numRuns * 200) },
    async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (history) => {
          const { wrong } = await simulate(history);
          expect(wrong, `to keep it: test/simulation/regressions.ts\n${JSON.stringify(history)}`).toEqual([]);
        }),
        { numRuns, seed: SEED + shard },
      );
    },
  );
}
