import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Histories in the normal run; a nightly one sets `HFSYNC_SIMULATION_RUNS` to 10000 or more. */
const RUNS = process.env['HFSYNC_SIMULATION_RUNS'] ?? '1000';
const SEED = process.env['HFSYNC_SIMULATION_SEED'] ?? '2026';
const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');

/**
 * What `npm run simulate` plays for a night, which is bundled and so twice as fast as in this process, in two processes. A history that
 * breaks a law is in the message, as small as it gets.
 */
test(
  `P1 P2 P3 P4 P5 P7 P8 P11 P12 P13 P14 P16 P18 P19 P20 P23: ${RUNS} histories of edits, faults and crashes`,
  { timeout: Math.max(120_000, Number(RUNS) * 600) },
  async ({ signal }) => {
    const args = ['scripts/simulate.js', '--runs', RUNS, '--seed', SEED, '--jobs', '2'];
    expect(await told(args, signal)).toContain(`${RUNS} histories, 0 broke a law.`);
  },
);

/** All that the command prints, whether it ends well or not. It ends with the test. */
function told(args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1e8, signal }, (_error, out, err) => resolve(out + err));
  });
}
