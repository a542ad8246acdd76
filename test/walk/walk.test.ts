import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Walks in the normal run; a nightly one sets `HFSYNC_WALK_RUNS` to 2000 or more. */
const RUNS = process.env['HFSYNC_WALK_RUNS'] ?? '100';
const SEED = process.env['HFSYNC_WALK_SEED'] ?? '2026';
const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');

/** What `npm run walk` does. A walk that goes wrong is in the message, in words and as short as it gets. */
test(
  `${RUNS} walks: edits, commits, runs, kills and undos in sequence`,
  { timeout: Math.max(180_000, Number(RUNS) * 500) },
  async ({ signal }) => {
    const args = ['scripts/walk.js', '--runs', RUNS, '--seed', SEED, '--jobs', '2'];
    expect(await told(args, signal)).toMatch(/ 0 went wrong\./);
  },
);

/** All that the command prints, whether it ends well or not. It ends with the test. */
function told(args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1e8, signal }, (_error, out, err) => resolve(out + err));
  });
}
