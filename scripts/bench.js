// Measures the candidates: how many are right, how many are found, how long it takes.
//
//   npm run bench -- SEED SETS PAIRS show
//
// In: the first seed, how many labelled sets of 2,000 pairs, how many pairs to time, and whether to show every mistake. Out: a line each.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
// Beside node_modules, so that the bundle finds what stays outside of it.
const folder = await mkdtemp(path.join(root, 'node_modules', '.bench-'));
try {
  const program = path.join(folder, 'main.mjs');
  await build({
    entryPoints: [path.join(root, 'bench/candidates/main.ts')],
    outfile: program,
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  process.exitCode = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' }).status ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
