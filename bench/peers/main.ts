/**
 * hfsync beside other tools that keep things in step, in one run on one machine.
 *
 *   --records 1000
 *   --rounds 3       runs in which nothing changes
 *   --install        puts the packages of npm into node_modules/.cache, in the versions of installed.ts
 *   --write          docs/performance.md, and not only the table
 *
 * A tool that is not installed is left out. vdirsyncer and radicale are packages of Debian.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../speed/measure.ts';
import { alchemy } from './alchemy.ts';
import { auth0 } from './auth0.ts';
import { faults, type Verdict } from './faults.ts';
import { hfsync } from './hfsync.ts';
import { install, PACKAGES, type Package } from './installed.ts';
import { page, table, type Row, type Section } from './page.ts';
import type { Peer, Stage } from './peer.ts';
import { run, type Command, type Ran } from './run.ts';
import { vdirsyncer } from './vdirsyncer.ts';

const ROOT = process.cwd();
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '3' },
    install: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const RECORDS = Number(values.records);
const ROUNDS = Number(values.rounds);
if (!existsSync('/usr/bin/time')) throw new Error('GNU time is missing: apt-get install time');
if (values.install) for (const name of Object.keys(PACKAGES) as Package[]) await install(ROOT, name);
const scratch = await mkdtemp(path.join(tmpdir(), 'hfsync-peers-'));
const rows: Row[] = [];
const verdicts: { readonly peer: string; readonly verdicts: readonly Verdict[] }[] = [];
const driven: string[] = [];
try {
  for (const peer of [hfsync(ROOT), vdirsyncer, alchemy(ROOT), auth0(ROOT)]) {
    const version = await peer.version();
    if (version === null) {
      console.error(`${peer.name} is not installed`);
      continue;
    }
    driven.push(`${peer.name} ${version}: ${peer.driven}.`);
    rows.push(...(await measure(peer)));
    const seen = await faults(peer, scratch);
    if (seen) verdicts.push({ peer: peer.name, verdicts: seen });
  }
  const section: Section = { records: RECORDS, rows, verdicts, driven };
  console.log(table(section));
  if (values.write) await writeFile(path.join(ROOT, 'docs/performance.md'), await page(ROOT, section));
} finally {
  await rm(scratch, { recursive: true });
}

async function measure(peer: Peer): Promise<Row[]> {
  const stage = await peer.open(await mkdtemp(path.join(scratch, 'speed-')), RECORDS);
  try {
    const first = await once(stage, stage.sync, 'first run');
    // Finds what the first run left for later, such as compiled code.
    await once(stage, stage.sync, '');
    const found = [first, await several(stage, stage.sync, 'no change')];
    if (stage.look) found.push(await several(stage, stage.look, 'no change, looks only'));
    for (const share of [0.01, 0.1]) {
      await stage.edit(Math.round(RECORDS * share));
      found.push(await once(stage, stage.sync, `${share * 100} % changed`));
    }
    for (const way of stage.ways) way.delay(50);
    await stage.edit(Math.round(RECORDS * 0.1));
    found.push(await once(stage, stage.sync, '10 % changed, 50 ms to each server'));
    return found.map((row) => ({ ...row, peer: peer.name }));
  } finally {
    await stage.stop();
  }
}

type Found = Omit<Row, 'peer'>;

async function once(stage: Stage, command: Command, what: string): Promise<Found> {
  for (const way of stage.ways) way.reset();
  const ran = await run(command);
  if (ran.code !== 0) throw new Error(`${what}: exit ${ran.code}: ${ran.said.slice(-1000)}`);
  return found(what, ran, stage);
}

async function several(stage: Stage, command: Command, what: string): Promise<Found> {
  const all: Found[] = [];
  for (let round = 0; round < ROUNDS; round++) all.push(await once(stage, command, what));
  const of = (key: 'cpu' | 'wall' | 'memory' | 'requests') => median(all.map((each) => each[key]));
  return { what, cpu: of('cpu'), wall: of('wall'), memory: of('memory'), requests: of('requests') };
}

function found(what: string, { cpu, wall, memory }: Ran, { ways }: Stage): Found {
  return { what, cpu, wall, memory, requests: ways.reduce((sum, way) => sum + way.requests(), 0) };
}
