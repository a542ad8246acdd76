// Plays a TypeScript program of the tests in several processes, bundled: that is twice as fast as in a test, and Node does not run
// it as it is. In: its file, how many runs, the first seed, how many processes. The program gets its runs and its first seed as
// arguments, tells what it saw as JSON lines, which `take` gets one by one, and ends when its standard input does.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** `--runs`, `--seed` and `--jobs` as numbers. */
export function playOptions(runs) {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: String(runs) },
      seed: { type: 'string', default: '1' },
      jobs: { type: 'string', default: String(availableParallelism()) },
    },
  });
  return { runs: Number(values.runs), seed: Number(values.seed), jobs: Number(values.jobs) };
}

export async function playInWorkers(entry, { runs, seed, jobs }, take) {
  // Beside node_modules, so that the bundle finds what stays outside of it.
  const folder = await mkdtemp(path.join(root, 'node_modules', '.play-'));
  try {
    const program = path.join(folder, 'main.mjs');
    await build({
      entryPoints: [path.join(root, entry)],
      outfile: program,
      ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
    });
    const share = Math.ceil(runs / jobs);
    // Seeds of different jobs stay apart by a stride that no night reaches.
    const workers = Array.from({ length: jobs }, (_, job) => startWorker(program, share, seed + job * 100_000_000));
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => workers.forEach((one) => one.kill()));
    await Promise.all(workers.map((one) => listen(one, take)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Its standard input closes when this process ends, however that comes about, and then it ends too. */
function startWorker(program, count, first) {
  return spawn(process.execPath, [program, String(count), String(first)], { stdio: ['pipe', 'pipe', 'inherit'] });
}

function listen(worker, take) {
  createInterface({ input: worker.stdout }).on('line', (line) => take(JSON.parse(line)));
  return new Promise((resolve, reject) => {
    worker.on('close', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code ?? signal}`)),
    );
  });
}
