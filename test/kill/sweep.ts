import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Remembered } from '../../src/model/store.ts';
import { parseStateKey } from '../../src/state/crypt.ts';
import { nodeDisk } from '../../src/state/local/disk.ts';
import { openStore } from '../../src/state/store.ts';
import type { World } from '../../src/sandbox/world.ts';
import { APPLY, type Bench, type Ended, type Moment, type When } from './bench.ts';
import {
  appliedWrites,
  comparableState,
  comparableWorld,
  contradicted,
  differences,
  fingerprint,
  labelsOf,
} from './compare.ts';
import { handEdit, withEdit, type HandEdit } from './hand-edit.ts';
import type { Scenario, Stage } from './scenarios.ts';

/**
 * Kill -9 at one point of an apply, run again, compare with a run that nobody disturbed. In: a bench, a scenario. Out: what is
 * wrong, as lines; none where all is well.
 *
 * | after the kill           | then |
 * | ------------------------ | ---- |
 * | nobody does anything     | P12: both accounts and the state end as undisturbed, nothing twice, nothing left behind |
 * | a person edits a record that was brought over already | P13: that edit is on both sides, everything else as above |
 */
export interface Rehearsal {
  readonly scenario: Scenario;
  readonly start: Moment;
  readonly points: readonly Point[];
  readonly end: End;
  /** What kills have left so far, with what came of it. */
  readonly known: Map<string, Outcome>;
}

export interface Point {
  readonly point: number;
  readonly when: When;
  readonly label: string;
}

export interface End {
  readonly world: World;
  readonly remembered: Remembered;
  readonly writes: ReadonlyMap<string, number>;
  readonly verified: number;
}

/** Where scenarios start: the sample agency, before and after its first apply. */
export interface Origins {
  readonly fresh: Moment;
  readonly applied: Moment;
}

export async function originsOf(bench: Bench): Promise<Origins> {
  const fresh = await bench.moment();
  mustEnd(await bench.run(APPLY), 0, 'the first apply');
  return { fresh, applied: await bench.moment() };
}

/** Sets the scenario up, runs it undisturbed, and lists the points at which it can be killed. */
export async function rehearse(bench: Bench, scenario: Scenario, origins: Origins): Promise<Rehearsal> {
  bench.variables = scenario.variables ?? {};
  const stage = stageOf(bench);
  if (scenario.isFirst) {
    await bench.putBack(origins.fresh);
  } else if (scenario.before || scenario.variables) {
    await bench.putBack(origins.fresh);
    await scenario.before?.(stage);
    mustEnd(await bench.run(APPLY), 0, 'the apply before');
  } else {
    await bench.putBack(origins.applied);
  }
  await scenario.edits(stage);
  const start = await bench.moment();
  bench.sandbox.control.resetRequests();
  const run = await bench.run(APPLY);
  mustEnd(run, 0, 'the undisturbed apply');
  const { world } = await bench.moment();
  const writes = appliedWrites(bench.sandbox.requests, labelsOf(world, start.world));
  if (writes.size === 0) throw new Error(`${scenario.name}: the undisturbed apply writes nothing`);
  const { code } = await bench.verify();
  if (code !== 0 && code !== 3) throw new Error(`${scenario.name}: the undisturbed apply leaves changes (${code})`);
  const end = { world, remembered: await remembered(bench), writes, verified: code };
  return {
    scenario,
    start,
    points: run.points.flatMap((label, index) => pointsAt(label, index + 1)),
    end,
    known: new Map(),
  };
}

/** Before every call; after it where more than the next call lies between; writes in their middle too. */
function pointsAt(label: string, point: number): readonly Point[] {
  const whens: When[] = ['before'];
  if (label.startsWith('write ')) whens.push('torn');
  if (/^(rename|rm|[A-Z]+) /.test(label)) whens.push('after');
  return whens.map((when) => ({ point, when, label }));
}

export interface Outcome {
  readonly faults: readonly string[];
  /** Whether somebody could edit a record that was brought over already. */
  readonly edited: boolean;
}

export async function tryPoint(bench: Bench, rehearsal: Rehearsal, { point, when }: Point): Promise<Outcome> {
  const { scenario, start } = rehearsal;
  bench.variables = scenario.variables ?? {};
  const killed = await killedAt(bench, start, { point, when });
  if (killed.signal !== 'SIGKILL')
    return { faults: [`was not killed, but ended with ${killed.code}\n${killed.err}`], edited: false };
  const moment = await bench.moment();
  const left = fingerprint(moment, start.world);
  const known = rehearsal.known.get(left);
  if (known) return known;
  const outcome = await afterKill(bench, rehearsal, moment);
  rehearsal.known.set(left, outcome);
  return outcome;
}

/** What is written at the same time goes to the disk at once, so one run may make a few calls fewer than another. */
async function killedAt(bench: Bench, start: Rehearsal['start'], { point, when }: Pick<Point, 'point' | 'when'>) {
  for (let earlier = 0; ; earlier += 2) {
    await bench.putBack(start);
    const killed = await bench.run(APPLY, { kill: { point: point - earlier, when } });
    if (killed.signal === 'SIGKILL' || killed.code !== 0 || earlier === 8) return killed;
  }
}

async function afterKill(bench: Bench, rehearsal: Rehearsal, moment: Moment): Promise<Outcome> {
  const { scenario } = rehearsal;
  const known = await remembered(bench);
  const edit = scenario.ownsNames ? null : handEdit(bench.sandbox, rehearsal.end, known);
  const faults = [...(await goOn(bench, rehearsal))];
  if (edit) {
    await bench.putBack(moment);
    const { side, kind, id, field, value } = edit;
    await bench.sandbox.control.edit({ side, kind, id, values: { [field]: value }, by: 3001 });
    faults.push(...(await goOn(bench, rehearsal, edit)).map((fault) => `P13: ${fault}`));
  }
  return { faults, edited: edit !== null };
}

/**
 * Runs again to the end, and compares with the undisturbed end; after an edit by hand with that edit in it. Without one, both
 * runs together must have written what the undisturbed one wrote, each once.
 */
export async function goOn(
  bench: Bench,
  { start, end }: Rehearsal,
  edit: HandEdit | null = null,
): Promise<readonly string[]> {
  const second = await bench.run(APPLY);
  if (second.code !== 0)
    return [`the second run ended with ${second.code ?? second.signal}\n${second.out}${second.err}`];
  const { world } = await bench.moment();
  const labels = labelsOf(world, start.world);
  const endLabels = labelsOf(end.world, start.world);
  const state = await remembered(bench);
  const wanted = edit ? withEdit(end, edit) : end;
  const faults = [
    ...differences(comparableWorld(wanted.world, endLabels), comparableWorld(world, labels), 'accounts'),
    ...differences(comparableState(wanted.remembered.last, endLabels), comparableState(state.last, labels), 'state'),
    ...contradicted(wanted.remembered.last, state.last),
  ];
  if (state.open.length > 0) faults.push(`${state.open.length} intents are still open`);
  if (JSON.stringify(world).includes('hfsync-tmp-')) faults.push('a temporary name is left');
  const left = (await bench.names()).filter((name) => !/^(state\.json(\.backup)?|\.gitignore)$/.test(name));
  if (left.length > 0) faults.push(`left behind: ${left.join(', ')}`);
  if (!edit) faults.push(...repeated(end.writes, appliedWrites(bench.sandbox.requests, labels)));
  const { code, out } = await bench.verify();
  if (code !== end.verified) faults.push(`verify says ${code}, undisturbed ${end.verified}\n${out}`);
  return faults;
}

function repeated(wanted: End['writes'], found: End['writes']): readonly string[] {
  const keys = new Set([...wanted.keys(), ...found.keys()]);
  return [...keys].flatMap((key) => {
    const [once = 0, now = 0] = [wanted.get(key), found.get(key)];
    return now === once ? [] : [`${key}: applied ${now} times, undisturbed ${once}`];
  });
}

function remembered(bench: Bench): Promise<Remembered> {
  const key = bench.variables['HFSYNC_STATE_KEY'];
  return openStore(
    { backend: 'local', path: '.hfsync/state.json' },
    {
      folder: bench.folder,
      accounts: { harvest: 1234567, forecast: 7654321 },
      key: key === undefined ? null : parseStateKey(key),
      variables: {},
      clock: { now: () => Date.now(), elapsed: () => performance.now(), sleep: () => Promise.resolve() },
      random: { fraction: () => 0.5, uuid: () => crypto.randomUUID() },
      holder: { pid: process.pid, host: 'test', user: 'test' },
      disk: nodeDisk,
      transport: () => Promise.reject(new Error('the sweep keeps its state on the disk')),
    },
  ).read();
}

function mustEnd(run: Ended, code: number, what: string): void {
  if (run.code !== code) throw new Error(`${what} ended with ${run.code ?? run.signal}\n${run.out}${run.err}`);
}

function stageOf({ sandbox: { control }, folder }: Bench): Stage {
  const file = path.join(folder, 'hfsync.yaml');
  async function replace(text: string, by: string): Promise<void> {
    const now = await readFile(file, 'utf8');
    if (!now.includes(text)) throw new Error(`hfsync.yaml has no ${text}`);
    await writeFile(file, now.replace(text, by));
  }
  return {
    control,
    replace,
    edit: (side, kind, id, values, by) =>
      control.edit({ side, kind, values, ...(id !== null && { id }), ...(by !== undefined && { by }) }),
    create: async (side, kind, values) => Number((await control.create({ side, kind, values }))['id']),
    link: (list, ...entries) =>
      replace(`  ${list}:\n`, `  ${list}:\n${entries.map((entry) => `    - ${entry}\n`).join('')}`),
  };
}
