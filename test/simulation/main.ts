import fc from '../support/property.ts';
import { endWithParent } from '../support/worker.ts';
import { histories, type History } from './history.ts';
import { simulate } from './simulate.ts';
import type { Counts } from './stage.ts';

/** One worker of `npm run simulate`: plays histories in batches, each with a seed of its own, and tells what it saw as JSON lines. */
const [, , runsText = '1000', seedText = '1'] = process.argv;
const BATCH = 500;

endWithParent();
let left = Number(runsText);
for (let seed = Number(seedText); left > 0; seed++) {
  const numRuns = Math.min(BATCH, left);
  left -= numRuns;
  tell(await batch(seed, numRuns));
}

interface Batch {
  readonly seed: number;
  readonly histories: number;
  readonly counts: Omit<Counts, 'faults'> & { readonly faults: { readonly [fault: string]: number } };
  /** A history that broke a law, as small as it gets. */
  readonly failure: { readonly path: string; readonly history: History; readonly wrong: readonly string[] } | null;
}

async function batch(seed: number, numRuns: number): Promise<Batch> {
  const total: Counts = { runs: 0, requests: 0, writes: 0, kills: 0, deeds: 0, faults: new Map() };
  let played = 0;
  const result = await fc.check(
    fc.asyncProperty(histories, async (history) => {
      const { wrong, counts } = await simulate(history);
      played += 1;
      add(total, counts);
      return wrong.length === 0;
    }),
    { numRuns, seed },
  );
  const history = result.counterexample?.[0];
  const failure = history
    ? { path: result.counterexamplePath ?? '', history, wrong: (await simulate(history)).wrong }
    : null;
  return { seed, histories: played, counts: { ...total, faults: Object.fromEntries(total.faults) }, failure };
}

function add(total: Counts, counts: Counts): void {
  for (const key of ['runs', 'requests', 'writes', 'kills', 'deeds'] as const) total[key] += counts[key];
  for (const [fault, count] of counts.faults) total.faults.set(fault, (total.faults.get(fault) ?? 0) + count);
}

function tell(done: Batch): void {
  process.stdout.write(`${JSON.stringify(done)}\n`);
}
