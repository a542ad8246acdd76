import type { Plan } from '../../src/model/plan.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { SIDES } from '../../src/model/side.ts';
import { CELLS, rowsOf, valuesOf, type Cell } from './cells.ts';
import { IMPORT, PUSH } from './world.ts';
import { STATE } from './environment.ts';
import { MOST_FOR_CREATES_MS } from './lag.ts';
import { QUIET, type Stage } from './stage.ts';

/** Applies that it may take until nothing is left to do, once nobody edits and nothing fails. */
const MOST_APPLIES = 4;

/** Nobody edits and nothing fails any more: what must be true then. */
export async function finalLaws(stage: Stage): Promise<void> {
  const { wrong, machine, scheduler } = stage;
  // What was on its way arrives, or never will.
  await scheduler.pass(30_000);
  let known = false;
  for (let round = 1; ; round++) {
    const before = machine.disk.text(STATE);
    const [ended] = await stage.apply(QUIET);
    if (ended?.code === 1) return void wrong.push(`P18 liveness: a quiet apply failed: ${ended.out}${ended.err}`);
    const isDone = ended?.code === 0 && ended.writes.length === 0;
    if (isDone && known) {
      if (machine.disk.text(STATE) !== before) wrong.push('P2 silence: a quiet apply changed the state');
      break;
    }
    // Once an apply ended well, everything that agrees is remembered: from then on silence is complete.
    known = ended?.code === 0;
    if (round > MOST_APPLIES)
      return void wrong.push(`P3 termination: not at rest after ${round} quiet applies: ${ended?.out}`);
  }
  const plan = JSON.parse((await stage.plan()).out) as Plan;
  const reported = new Set<string>([...plan.manual, ...plan.conflicts].map(({ address }) => address));
  if (plan.changes.length > 0) wrong.push(`P1 convergence: ${plan.changes.map(({ id }) => id).join(', ')} is left`);
  converged(stage, reported);
  nothingLeftBehind(stage, reported);
}

/** P1: what the rules sync is equal on both sides, or the plan says who has to act. */
function converged(stage: Stage, reported: ReadonlySet<string>): void {
  const values = valuesOf(stage.world());
  const differing = CELLS.filter((cell) => values[cell.key]!.harvest !== values[cell.key]!.forecast);
  for (const cell of differing) {
    const { harvest, forecast } = values[cell.key]!;
    if (isReported(reported, cell.kind, [cell.ids.harvest, cell.ids.forecast])) continue;
    if ((harvest === null || forecast === null) && isSilent(stage, cell)) continue;
    if (cell.field === 'capacity' && reported.has('company')) continue;
    if (cell.field === 'client' && (harvest === -1 || forecast === -1)) continue;
    stage.wrong.push(
      `P1 convergence: ${cell.key} is ${String(harvest)} in Harvest and ${String(forecast)} in Forecast, and nobody is told`,
    );
  }
}

/** An item or a conflict about one of these records, in whatever pair. */
function isReported(reported: ReadonlySet<string>, kind: string, ids: readonly number[]): boolean {
  return [...reported].some((address) => {
    const [of, harvest, forecast] = address.split(/[:/]/);
    return of === kind && (kind === 'company' || [harvest, forecast].some((id) => ids.includes(Number(id))));
  });
}

/** One end is gone, and what is left is a role (which goes too) or archived. */
function isSilent({ world }: Stage, { kind, ids }: Cell): boolean {
  if (kind === 'company' || kind === 'role') return true;
  const left = SIDES.flatMap((side) => rowsOf(world(), side, kind).filter(({ id }) => id === ids[side]));
  return left.every((row) => row['archived'] === true || row['is_active'] === false);
}

function nothingLeftBehind({ wrong, world, machine, history, behind }: Stage, reported: ReadonlySet<string>): void {
  for (const side of SIDES) {
    for (const kind of ['role', 'client', 'project'] as const) {
      for (const row of rowsOf(world(), side, kind)) {
        // Somebody may take the name that a rotation needs while it runs: then a person is told.
        const isTold = isReported(reported, kind, [row.id]);
        if (isTemporary(String(row['name'])) && !isTold)
          wrong.push(`a temporary name is left on ${side} ${kind} ${row.id}`);
      }
    }
  }
  if (machine.isLocked()) wrong.push('P16: the lock is still held');
  const rest = machine.disk.names().filter((name) => !/state\.json(\.backup)?$/.test(name));
  if (rest.length > 0) wrong.push(`files are left: ${rest.join(', ')}`);
  if (!history.setup.creates) return;
  const imported = rowsOf(world(), 'forecast', 'project').filter((row) => row['harvest_id'] === IMPORT);
  if (imported.length > 1 && behind <= MOST_FOR_CREATES_MS)
    wrong.push(`P8 no duplicates: ${imported.length} Forecast projects name Harvest's ${IMPORT}`);
  const pushed = rowsOf(world(), 'forecast', 'project').find(({ id }) => id === PUSH);
  // Its client may be archived where it would go: then a person is told.
  if (imported.length === 0 && isActive(world(), IMPORT) && !isReported(reported, 'project', [IMPORT]))
    wrong.push('P1 convergence: the import is not done');
  if (
    pushed &&
    pushed['archived'] !== true &&
    pushed['harvest_id'] === null &&
    !isReported(reported, 'project', [PUSH])
  )
    wrong.push('P1 convergence: the push is not done');
}

function isActive(world: ReturnType<Stage['world']>, id: number): boolean {
  return rowsOf(world, 'harvest', 'project').some((row) => row.id === id && row['is_active'] === true);
}
