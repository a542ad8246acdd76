// Plays random histories against the whole of hfsync, for as long as you like:
//
//   npm run simulate -- --runs 1000000 --seed 7 --jobs 2
//
// In: how many histories, the first seed. Out: progress, each history that broke a law as small as it gets, and totals. Exit 1 where
// one did. The same seed plays the same histories, whatever the machine.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
});
const [runs, seed, jobs] = [values.runs, values.seed, values.jobs].map(Number);

// Beside node_modules, so that the bundle finds what stays outside of it.
const folder = await mkdtemp(path.join(root, 'node_modules', '.simulate-'));
const total = { histories: 0, runs: 0, requests: 0, writes: 0, kills: 0, deeds: 0, failures: 0 };
const faults = new Map();
const start = Date.now();
try {
  const program = path.join(folder, 'main.mjs');
  await build({
    entryPoints: [path.join(root, 'test/simulation/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const share = Math.ceil(runs / jobs);
  // Seeds of different jobs stay apart by a stride that no night reaches.
  await Promise.all(Array.from({ length: jobs }, (_, job) => worker(program, share, seed + job * 100_000_000)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
report();
process.exitCode = total.failures > 0 ? 1 : 0;

function worker(program, count, first) {
  const child = spawn(process.execPath, [program, String(count), String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => take(JSON.parse(line)));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`))));
  });
}

function take({ seed: batch, histories, counts, failure }) {
  total.histories += histories;
  for (const key of ['runs', 'requests', 'writes', 'kills', 'deeds']) total[key] += counts[key];
  for (const [fault, count] of Object.entries(counts.faults)) faults.set(fault, (faults.get(fault) ?? 0) + count);
  const seconds = Math.round((Date.now() - start) / 1000);
  process.stderr.write(`${total.histories} of ${runs} histories, ${seconds} s\n`);
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
