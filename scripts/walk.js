// Walks at random over one small world, in sequences of edits, commits to the file, runs, kills and undos, and holds each step
// against the rule table and a log of who typed what:
//
//   npm run walk -- --runs 2000 --seed 9 --jobs 2
//
// In: how many walks, the first seed. Out: progress, each walk that went wrong as short as it gets, in words, and totals. Exit 1
// where one did. The same seed walks the same way, whatever the machine.
import { playInWorkers, playOptions } from './workers.js';

const options = playOptions(2_000);
const total = { walks: 0, steps: 0, runs: 0, failures: 0 };
const start = Date.now();
await playInWorkers('test/walk/main.ts', options, take);
console.log(`\n${total.walks} walks of ${total.steps} steps and ${total.runs} runs, ${total.failures} went wrong.`);
process.exitCode = total.failures > 0 ? 1 : 0;

function take({ seed, counts, failure }) {
  for (const [key, count] of Object.entries(counts)) total[key] += count;
  process.stderr.write(`${total.walks} of ${options.runs} walks, ${Math.round((Date.now() - start) / 1000)} s\n`);
  if (!failure) return;
  total.failures += 1;
  console.log(`\nA walk went wrong. Seed ${seed}, path ${failure.path}`);
  for (const line of failure.told) console.log(`  ${line}`);
  for (const wrong of failure.wrong) console.log(`  WRONG ${wrong}`);
  console.log('To keep it, add this to test/walk/literals.ts:');
  console.log(JSON.stringify(failure.walk));
}
