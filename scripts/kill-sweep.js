// Kills the built program at every point of every scenario: `npm run kill-sweep -- [--scenario NAME] [--jobs 2]`. test/kill/sweep.ts
// says what is checked. The tests' TypeScript is bundled first, since Node does not run it as it is.
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
// Inside node_modules, so that the bundle finds the packages.
const folder = await mkdtemp(path.join(root, 'node_modules', '.kill-sweep-'));
try {
  const outfile = path.join(folder, 'main.mjs');
  await build({
    entryPoints: ['test/kill/main.ts'],
    ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', outfile, logLevel: 'warning' },
  });
  const sweep = await import(pathToFileURL(outfile).href);
  process.exitCode = await sweep.main(process.argv.slice(2));
} finally {
  await rm(folder, { recursive: true });
}
