import type { Plan } from '../../src/model/plan.ts';
import { otherSide, sideName, SIDES, type Side } from '../../src/model/side.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import { rowsOf } from '../simulation/cells.ts';
import { LINKS } from '../simulation/world.ts';
import { cellValue, COMPANY, hasBothEnds, rowOf, type Pair, type WalkCell } from './pairs.ts';
import { fatesOf, type Judged } from './rules.ts';
import { scopeOfCell } from './judge.ts';

/** After a whole apply that ended well, with `plan` made right after it: nothing is left to do, and what waits, waits rightly. */
export function judgeRest(now: Judged, plan: Plan): readonly string[] {
  const waiting = waitingIn(plan);
  return [
    ...plan.changes.map(({ id }) => `(3) after a whole apply the plan still has ${id}`),
    ...now.book.cells().flatMap((cell) => judgeWaiting(now, cell, waiting)),
    ...plan.conflicts.flatMap((conflict) => judgeConflict(now, conflict)),
    ...[...now.book.pairs.values()].flatMap((pair) => judgeLost(now, pair, waiting)),
  ];
}

interface Waiting {
  conflict(cell: WalkCell): boolean;
  /** Some item about one of these records. */
  told(kind: string, ids: readonly number[]): boolean;
}

function waitingIn({ manual, conflicts }: Plan): Waiting {
  const told = [...manual, ...conflicts].map(({ address }) => address.split(/[:/]/));
  return {
    conflict: ({ address, field }) => conflicts.some((one) => one.address === address && one.field === field),
    told: (kind, ids) =>
      told.some(([of, ...own]) => of === kind && (kind === 'company' || own.some((id) => ids.includes(Number(id))))),
  };
}

function judgeWaiting(now: Judged, cell: WalkCell, waiting: Waiting): readonly string[] {
  const [harvest, forecast] = SIDES.map((side) => cellValue(now.world, cell, side));
  if (harvest === forecast || harvest === null || forecast === null || scopeOfCell(now, cell) !== 'in') return [];
  if (cell.field === 'capacity' && cell.kind === 'person' && isCompanyMoving(now)) return [];
  const { writes, waits } = fatesOf(now, cell);
  const ids = [cell.ids.harvest, cell.ids.forecast];
  const what = `${cell.key} is ${JSON.stringify(harvest)} in Harvest and ${JSON.stringify(forecast)} in Forecast (in step at ${[...now.book.agreedOn(cell)].map(String).join(' or ')})`;
  if (isTellingClient(cell, [harvest, forecast], waiting)) return [];
  if (
    !waiting.told(cell.kind, ids) &&
    !(cell.role && waiting.told('role', [cell.role.ids.harvest, cell.role.ids.forecast]))
  )
    return [`(3) ${what}, and nobody is told`];
  if (waits.size === 0 && writes.length > 0 && waiting.conflict(cell))
    return [`(3) ${what}: one side alone changed, but it is called a conflict`];
  if (waits.size === 0 && writes.length > 0 && !writes.some(({ to, value }) => isHindered(now, cell, to, value)))
    return [`(3) ${what}: the rule lets it go to ${sideName(writes[0]!.to)}, but it does not`];
  if (waits.size === 1 && waits.has('conflict') && writes.length === 0 && !waiting.conflict(cell))
    return [`(3) ${what}: it is a conflict, but not told as one`];
  return [];
}

/** The file and Forecast disagree about a client: it is told once, not with each of its projects. */
function isTellingClient({ kind, field }: WalkCell, clients: readonly unknown[], waiting: Waiting): boolean {
  if (kind !== 'project' || field !== 'client') return false;
  return clients.some((index) => waiting.told('client', LINKS.client[Number(index)] ?? []));
}

function isCompanyMoving({ world }: Judged): boolean {
  return cellValue(world, COMPANY, 'harvest') !== cellValue(world, COMPANY, 'forecast');
}

function judgeConflict(now: Judged, { id, address, field }: Plan['conflicts'][number]): readonly string[] {
  if (id.startsWith('contested:')) return [];
  const cells = now.book.cells().filter((cell) => cell.address === address && cell.field === field);
  if (cells.some((cell) => SIDES.some((side) => cellValue(now.world, cell, side) === null))) return [];
  if (cells.some((cell) => fatesOf(now, cell).waits.has('conflict'))) return [];
  return [`(3) ${id} is called a conflict, but one side alone changed`];
}

/** What the service, or the order of things, does not let through; the plan has told it. */
function isHindered(now: Judged, cell: WalkCell, to: Side, value: unknown): boolean {
  const { kind, ids, field } = cell;
  if (kind === 'company') return false;
  const row = rowOf(now.world, to, kind, ids[to]);
  const isArchived = row?.['is_active'] === false || row?.['archived'] === true;
  if (isArchived && (kind === 'project' || kind === 'person')) return true;
  if (kind === 'client' && field === 'status') return true;
  if (kind === 'project' && (field === 'status' || field === 'client')) return isUnderArchived(now, cell, to, value);
  const names = SIDES.map((side) => rowOf(now.world, side, kind, ids[side])?.['name']);
  if (names.some((name) => isTemporary(String(name)))) return true;
  const unique = kind === 'person' ? 'email' : 'name';
  return (
    field === unique &&
    rowsOf(now.world, to, kind).some((other) => other.id !== ids[to] && fold(other[unique]) === fold(value))
  );
}

function fold(value: unknown): string {
  return String(value).toLowerCase();
}

function isUnderArchived({ world }: Judged, cell: WalkCell, to: Side, value: unknown): boolean {
  const project = rowOf(world, to, 'project', cell.ids[to]);
  const moved =
    cell.field === 'client' ? LINKS.client[Number(value)]?.[to === 'harvest' ? 0 : 1] : project?.['client_id'];
  const client = rowOf(world, to, 'client', Number(moved));
  return !client || client['is_active'] === false || client['archived'] === true;
}

/** (2) A role that was paired and that somebody deleted goes on the other side too, unless it was renamed there. */
function judgeLost(now: Judged, pair: Pair, waiting: Waiting): readonly string[] {
  if (pair.kind !== 'role' || now.scope.of(pair) !== 'in' || hasBothEnds(now.world, pair)) return [];
  const side = SIDES.find((one) => rowOf(now.world, one, 'role', pair.ids[one]));
  if (!side || waiting.told('role', [pair.ids[side]])) return [];
  // It may have a new pair by now.
  const isPaired = [...now.book.pairs.values()].some(
    (other) => other.kind === 'role' && other.ids[side] === pair.ids[side] && hasBothEnds(now.world, other),
  );
  return isPaired
    ? []
    : [`(3) ${pair.address} is gone in ${sideName(otherSide(side))}, and stays in ${sideName(side)}`];
}
