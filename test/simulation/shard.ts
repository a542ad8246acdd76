import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** Histories in the normal run, over both shards; `HFSYNC_SIMULATION_RUNS` asks for more, or for fewer. */
const RUNS = Number(process.env['HFSYNC_SIMULATION_RUNS'] ?? 10_000);
const SEED = Number(process.env['HFSYNC_SIMULATION_SEED'] ?? 2026);
const SHARDS = 2;
const ROOT = path.resolve(fileURLToPath(import.meta.url), '../../..');

/**
 * A share of the histories in a test file of its own, so that they use both cores: what `npm run simulate` plays for a night, which
 * is bundled and so twice as fast as in this process. A history that breaks a law is in the message, as small as it gets.
 */
export function simulationShard(shard: number): void {
  const runs = Math.ceil(RUNS / SHARDS);
  // As far apart as the seeds of two jobs of that command.
  const seed = SEED + (shard - 1) * 100_000_000;
  test(
    `P1 P2 P3 P4 P5 P7 P8 P11 P12 P13 P14 P16 P18 P19 P20 P23: ${runs} histories of edits, faults and crashes (shard ${shard})`,
    { timeout: Math.max(120_000, runs * 200) },
    async () => {
      const args = ['scripts/simulate.js', '--runs', String(runs), '--seed', String(seed), '--jobs', '1'];
      expect(await told(args)).toContain(`${runs} histories, 0 broke a law.`);
    },
  );
}

/** All that the command prints, whether it ends well or not. */
function told(args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT, maxBuffer: 1e8 }, (_error, out, err) => resolve(out + err));
  });
}
