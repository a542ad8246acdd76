/**
 * How long many updates take: beside the least that the latency allows, and beside the rate limit.
 *
 *   --changes 100    without a rate limit, 50 ms to each server, with the built program, from its first request to its end
 *   --updates 1000   with the documented limit, on a clock that skips all waits
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { hfsync } from '../peers/hfsync.ts';
import type { Stage } from '../peers/peer.ts';
import { run, type Command, type Ran } from '../peers/run.ts';
import { median } from '../speed/measure.ts';
import { atRate } from './rate.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '100' },
    updates: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
  },
});
const MS = 50;
/** As many as hfsync sends at a time (`apply/apply-plan.ts`, `snapshot/in-turn.ts`). */
const WRITES_AT_ONCE = 4;
const READS_AT_ONCE = 6;

for (const side of ['harvest', 'forecast'] as const) await atLatency(side, Number(values.changes));
for (const [side, how] of [
  ['harvest', 'by its lists'],
  ['forecast', 'by a GET each'],
  ['forecast', 'in volleys'],
] as const) {
  const { requests, reads, seconds, share } = await atRate(side, Number(values.updates), how === 'in volleys');
  const each = (requests / Number(values.updates)).toFixed(3);
  console.log(
    `${values.updates} updates to ${side}, ${how}: ${requests} requests (${reads} reads, ${each} each), ${seconds.toFixed(1)} s, ${(share * 100).toFixed(1)} % of the rate`,
  );
}

/** So many names that were changed on the other side. */
async function atLatency(side: 'harvest' | 'forecast', changes: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-apply-'));
  const stage = await hfsync(process.cwd()).open(folder, 400);
  const perChange = side === 'forecast' ? 2 : 1;
  try {
    for (let n = 0; n < 2; n++) await ended(stage.sync);
    const walls: number[] = [];
    const floors: number[] = [];
    let reads = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const way of stage.ways) {
        way.reset();
        way.delay(MS);
      }
      for (let n = 0; n < changes; n++)
        await stage.sides!.rename(side === 'harvest' ? 1 : 0, n, `Website ${n}, ${round} for ${side}`);
      walls.push(await fromFirstRequest(stage, stage.sync));
      reads = stage.ways.reduce((sum, way) => sum + way.requests(), 0) - changes * perChange;
      const phases = [
        { lanes: READS_AT_ONCE, each: Math.ceil(reads / READS_AT_ONCE) },
        { lanes: WRITES_AT_ONCE, each: Math.ceil(changes / WRITES_AT_ONCE) * perChange },
      ];
      for (const way of stage.ways) way.reset();
      floors.push(await fromFirstRequest(stage, floor(folder, stage.ways[0]!.url, phases)));
    }
    const trips = Math.ceil(reads / READS_AT_ONCE) + Math.ceil(changes / WRITES_AT_ONCE) * perChange;
    const bound = (trips * MS) / 1000;
    const [wall, bare] = [median(walls), median(floors)];
    console.log(
      `${changes} updates to ${side} at ${MS} ms: ${wall.toFixed(2)} s; ${trips} trips take ${bound.toFixed(2)} s (× ${(wall / bound).toFixed(2)}), and in a bare script ${bare.toFixed(2)} s (× ${(wall / bare).toFixed(2)})`,
    );
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true });
  }
}

/** The same number of requests, as many at a time, and nothing else. */
function floor(folder: string, url: string, phases: readonly { readonly lanes: number; readonly each: number }[]) {
  const script = `(async () => {
    const http = require('node:http');
    const agent = new http.Agent({ keepAlive: true });
    const ask = () =>
      new Promise((resolve) => http.get('${url}/v2/company', { agent }, (answer) => answer.resume().on('end', resolve)));
    const lane = async (each) => { for (let n = 0; n < each; n++) await ask(); };
    for (const { lanes, each } of ${JSON.stringify(phases)})
      await Promise.all(Array.from({ length: lanes }, () => lane(each)));
    agent.destroy();
  })()`;
  return { program: process.execPath, args: ['-e', script], folder, env: {} };
}

/** Seconds to the end, without the start of the program. */
async function fromFirstRequest({ ways }: Stage, command: Command): Promise<number> {
  const start = performance.now();
  const { wall } = await ended(command);
  return wall - (Math.min(...ways.map((way) => way.firstAt())) - start) / 1000;
}

async function ended(command: Command): Promise<Ran> {
  const ran = await run(command);
  if (ran.code !== 0) throw new Error(`exit ${ran.code}: ${ran.said.slice(-1000)}`);
  return ran;
}
