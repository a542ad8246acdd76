// Measures hfsync.
//
//   npm run bench                         how fast, as ratios: bench/speed/main.ts has the flags
//   npm run bench -- --write              the same, into docs/performance.md
//   npm run bench -- views ITEMS MIX      what the views of a large plan cost: bench/views/main.ts
//   npm run bench -- apply                how long many updates take, beside latency and rate limit: bench/apply/main.ts
//   npm run bench -- peers --install      beside other tools, as far as they are installed: bench/peers/main.ts
//   npm run bench -- candidates SEED SETS PAIRS show   how many candidates are right, how many are found, how long it takes
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const given = process.argv.slice(2);
const [what, args] = /^[a-z]/.test(given[0] ?? '') ? [given[0], given.slice(1)] : ['speed', given];
// Beside node_modules, so that the bundle finds what stays outside of it.
const folder = await mkdtemp(path.join(root, 'node_modules', '.bench-'));
try {
  const program = path.join(folder, 'main.mjs');
  await build({
    entryPoints: [path.join(root, `bench/${what}/main.ts`)],
    outfile: program,
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  process.exitCode = spawnSync(process.execPath, [program, ...args], { cwd: root, stdio: 'inherit' }).status ?? 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
