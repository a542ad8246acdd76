import fc from '../support/property.ts';
import { endWithParent } from '../support/worker.ts';
import { play } from './play.ts';
import type { Walk } from './walk.ts';
import { walks } from './walks.ts';

/** One worker of `npm run walk`: walks in batches, each with a seed of its own, and tells what it saw as JSON lines. */
const [, , runsText = '200', seedText = '1'] = process.argv;
const BATCH = 50;

endWithParent();
let left = Number(runsText);
for (let seed = Number(seedText); left > 0; seed++) {
  const numRuns = Math.min(BATCH, left);
  left -= numRuns;
  process.stdout.write(`${JSON.stringify(await batch(seed, numRuns))}\n`);
}

interface Batch {
  readonly seed: number;
  readonly counts: { walks: number; steps: number; runs: number };
  /** A walk that went wrong, as short as it gets: its steps in words, and itself. */
  readonly failure: {
    readonly path: string;
    readonly told: readonly string[];
    readonly wrong: readonly string[];
    readonly walk: Walk;
  } | null;
}

async function batch(seed: number, numRuns: number): Promise<Batch> {
  const counts = { walks: 0, steps: 0, runs: 0 };
  let law: string | null = null;
  const result = await fc.check(
    fc.asyncProperty(walks, async (walk) => {
      const { told, wrong, runs } = await play(walk);
      if (law === null) {
        counts.walks += 1;
        counts.steps += told.length;
        counts.runs += runs;
      }
      // Made shorter, it stays the same mistake.
      const broken = wrong[0] === undefined ? null : lawOf(wrong[0]);
      law ??= broken;
      return broken === null || broken !== law;
    }),
    { numRuns, seed },
  );
  const walk = result.counterexample?.[0];
  if (!walk) return { seed, counts, failure: null };
  const { told, wrong } = await play(walk);
  return { seed, counts, failure: { path: result.counterexamplePath ?? '', told, wrong, walk } };
}

/** What is wrong, without ids and values. */
function lawOf(wrong: string): string {
  return wrong.replace(/\d+|"[^"]*"/g, '·').slice(0, 60);
}
