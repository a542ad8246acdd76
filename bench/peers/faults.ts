import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import type { Peer, Sides, Stage } from './peer.ts';
import { run, start, type Ran } from './run.ts';

/** What goes wrong, and what must be true afterwards. */
export interface Verdict {
  readonly what: string;
  readonly seen: string;
}

const RECORDS = 40;
const THEIRS = 'Renamed by a colleague';

/** Each story starts with two sides in step. Null: this tool has one side. */
export async function faults(peer: Peer, scratch: string): Promise<readonly Verdict[] | null> {
  const stories: readonly (readonly [string, (stage: Stage, sides: Sides) => Promise<string>])[] = [
    ['killed in the middle, a colleague edits, run again', killed],
    ['every 7th request is answered with 429', limited],
    ['two at once', atOnce],
  ];
  const verdicts: Verdict[] = [];
  for (const [what, story] of stories) {
    const stage = await peer.open(await mkdtemp(path.join(scratch, 'fault-')), RECORDS);
    try {
      if (!stage.sides) return null;
      await mustEnd(stage);
      verdicts.push({ what, seen: await story(stage, stage.sides) });
    } finally {
      await stage.stop();
    }
  }
  return verdicts;
}

async function mustEnd(stage: Stage): Promise<void> {
  const { code, said } = await run(stage.sync);
  if (code !== 0) throw new Error(`the first run ended with ${code}: ${said}`);
}

/**
 * 20 records are renamed on one side. The program is killed when the 8th of them arrives on the other side. There a colleague then renames
 * the first that had arrived. Nobody has edited that record on the first side since, so the colleague's name is the newer one.
 */
async function killed({ sync, ways }: Stage, sides: Sides): Promise<string> {
  for (let n = 0; n < 20; n++) await sides.rename(0, n, `Renamed ${n}`);
  const process = start(sync);
  await new Promise<void>((resolve) => {
    for (const way of ways)
      way.onWrite(8, () => {
        process.kill();
        resolve();
      });
    void process.end.then(() => resolve());
  });
  await process.end;
  for (const way of ways) way.onWrite(0, null);
  const arrived = await arrivedOf(sides);
  const [target] = arrived;
  if (target === undefined) return 'nothing had arrived';
  await sides.rename(1, target, THEIRS);
  const ran = await run(sync);
  const [one, two] = [await sides.name(0, target), await sides.name(1, target)];
  const edit =
    two === THEIRS
      ? one === THEIRS
        ? 'the edit reaches both sides'
        : 'the edit stays, and is called a conflict'
      : 'the edit is overwritten';
  return `${edit}; exit ${ran.code}${await left(sides, target)}`;
}

async function arrivedOf(sides: Sides): Promise<readonly number[]> {
  const arrived: number[] = [];
  for (let n = 0; n < 20; n++) if ((await sides.name(1, n)) === `Renamed ${n}`) arrived.push(n);
  return arrived;
}

/** Whether the others have arrived. */
async function left(sides: Sides, except: number): Promise<string> {
  let missing = 0;
  for (let n = 0; n < 20; n++) if (n !== except && (await sides.name(1, n)) !== `Renamed ${n}`) missing++;
  return missing === 0 ? ', all others are there' : `, ${missing} are missing`;
}

async function limited({ sync, ways }: Stage, sides: Sides): Promise<string> {
  for (let n = 0; n < 20; n++) await sides.rename(0, n, `Renamed ${n}`);
  for (const way of ways) way.limit(7);
  const { code } = await run(sync);
  for (const way of ways) way.limit(null);
  return `exit ${code}${await left(sides, -1)}`;
}

async function atOnce({ sync }: Stage, sides: Sides): Promise<string> {
  for (let n = 0; n < 20; n++) await sides.rename(0, n, `Renamed ${n}`);
  const both = await Promise.all<Ran>([run(sync), run(sync)]);
  const codes = both.map(({ code }) => code).join(' and ');
  const names = await sides.names(1);
  const twice = names.length - new Set(names).size;
  return `exits ${codes}${await left(sides, -1)}${twice === 0 ? ', none twice' : `, ${twice} twice`}`;
}
