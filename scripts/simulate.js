// Plays random histories against the whole of hfsync, for as long as you like:
//
//   npm run simulate -- --runs 1000000 --seed 7 --jobs 2
//
// In: how many histories, the first seed. Out: progress, each history that broke a law as small as it gets, and totals. Exit 1 where
// one did. The same seed plays the same histories, whatever the machine.
import { playInWorkers, playOptions } from './workers.js';

const options = playOptions(10_000);
const total = { histories: 0, runs: 0, requests: 0, writes: 0, kills: 0, deeds: 0, failures: 0 };
const faults = new Map();
const start = Date.now();
await playInWorkers('test/simulation/main.ts', options, take);
report();
process.exitCode = total.failures > 0 ? 1 : 0;

function take({ seed: batch, histories, counts, failure }) {
  total.histories += histories;
  for (const key of ['runs', 'requests', 'writes', 'kills', 'deeds']) total[key] += counts[key];
  for (const [fault, count] of Object.entries(counts.faults)) faults.set(fault, (faults.get(fault) ?? 0) + count);
  const seconds = Math.round((Date.now() - start) / 1000);
  process.stderr.write(`${total.histories} of ${options.runs} histories, ${seconds} s\n`);
  if (!failure) return;
  total.failures += 1;
  console.log(`\nA law is broken. Seed ${batch}, path ${failure.path}`);
  for (const wrong of failure.wrong) console.log(`  ${wrong}`);
  console.log('To keep it, add this to test/simulation/regressions.ts:');
  console.log(JSON.stringify(failure.history));
}

function report() {
  const { histories, failures, ...rest } = total;
  console.log(`\n${histories} histories, ${failures} broke a law.`);
  for (const [what, count] of Object.entries(rest)) console.log(`${String(count).padStart(12)}  ${what}`);
  console.log('Faults on the way to a service:');
  for (const [fault, count] of [...faults].sort()) console.log(`${String(count).padStart(12)}  ${fault}`);
}
