import { otherSide, sideName, type Side } from '../../src/model/side.ts';
import { isTemporary } from '../../src/model/temporary.ts';
import type { World } from '../../src/sandbox/world.ts';
import { cellsOf } from '../simulation/cells.ts';
import { IMPORT, PUSH } from '../simulation/world.ts';
import { movesBetween, type Move } from './moves.ts';
import {
  cellValue,
  COMPANY,
  hasBothEnds,
  pairOf,
  pointedPairs,
  pointerOf,
  rowOf,
  type Pair,
  type WalkCell,
} from './pairs.ts';
import { fatesOf, isOnDefault, type Judged } from './rules.ts';
import type { Ended } from './stage.ts';
import type { Run } from './walk.ts';

/** A run as the oracle sees it: both accounts before and after it, and how it ended. */
export interface Seen extends Judged {
  readonly after: World;
  readonly run: Run;
  readonly ended: Ended;
}

/** Every single thing that a run changed, held against the rule table and the log. Answers what is wrong with it. */
export function judgeWrites(seen: Seen): readonly string[] {
  const wrong: string[] = [];
  const moves = movesBetween(seen.world, seen.after);
  const { code } = seen.ended;
  if (moves.length > 0 && code !== null && [1, 4, 5, 7].includes(code))
    wrong.push(`exit ${code}, but something was written`);
  for (const move of moves) {
    switch (move.move) {
      case 'made':
        wrong.push(...judgeMade(seen, move));
        break;
      case 'gone':
        wrong.push(...judgeGone(seen, move));
        break;
      case 'member':
        wrong.push(...judgeMember(seen, move));
        break;
      case 'value':
        wrong.push(...judgeValue(seen, move));
    }
  }
  return wrong;
}

type Of<M extends Move['move']> = Extract<Move, { readonly move: M }>;

function judgeMade(seen: Seen, { side, kind, id, row }: Of<'made'>): readonly string[] {
  const what = `${sideName(side)} ${kind} ${id} ${JSON.stringify(row['name'])} was created`;
  const pair = pointedPairs(seen.after, kind).find(({ ids }) => ids[side] === id);
  if (kind === 'role') return judgeRole(seen, side, what, pair);
  if (kind !== 'project')
    return seen.scope.of(pairOf(kind, id, id)) === 'maybe' ? [] : [`${what}: nobody asked for it`];
  const { creates } = seen.file;
  const isImport = side === 'forecast' && creates.import && pair?.ids.harvest === IMPORT;
  const isPush = side === 'harvest' && creates.push && (pair?.ids.forecast === PUSH || seen.ended.code !== 0);
  if (!isImport && !isPush) return [`${what}: nobody asked for it`];
  const twins = [...seen.book.pairs.values()].filter(
    ({ kind: of, ids }) => of === 'project' && pair && ids[otherSide(side)] === pair.ids[otherSide(side)],
  );
  return twins.length > 0
    ? [`(2) duplicate: ${what}, and its record was brought over before as ${twins[0]!.address}`]
    : [];
}

/** (2) A role that was paired and is gone is not created again. */
function judgeRole(seen: Seen, side: Side, what: string, pair: Pair | undefined): readonly string[] {
  if (seen.file.options.roles === 'off') return [`${what} with roles: off`];
  // A run that ended early may not have tied it to the other one yet.
  if (!pair) return seen.ended.code === 0 ? [`${what}, and is tied to no other role`] : [];
  if (seen.scope.of(pair) === 'out') return [`${what} for an ignored role`];
  const other = otherSide(side);
  const earlier = [...seen.book.pairs.values()].filter(
    ({ kind, ids }) => kind === 'role' && ids[other] === pair.ids[other],
  );
  const wins = seen.file.options.conflicts === other && earlier.every((old) => renamed(seen, old, other));
  return earlier.length === 0 || wins
    ? []
    : [`(2) resurrection: ${what}; it was paired as ${earlier[0]!.address} and deleted by somebody`];
}

function renamed(seen: Seen, { ids, address, kind }: Pair, side: Side): boolean {
  const cell = seen.book.cells().find((one) => one.address === address && one.field === 'name')!;
  const name = seen.book.real(cell, side, rowOf(seen.world, side, kind, ids[side])?.['name']);
  return [...seen.book.agreedOn(cell)].some((agreed) => agreed !== name);
}

function judgeGone(seen: Seen, { side, kind, id, row }: Of<'gone'>): readonly string[] {
  const what = `${sideName(side)} ${kind} ${id} ${JSON.stringify(row['name'])} was deleted`;
  if (kind !== 'role') return [what];
  const other = otherSide(side);
  const pairs = [...seen.book.pairs.values()].filter(({ kind: of, ids }) => of === 'role' && ids[side] === id);
  const lost = pairs.filter(
    (pair) => seen.scope.of(pair) === 'in' && !rowOf(seen.world, other, 'role', pair.ids[other]),
  );
  if (lost.length === 0 || pairs.some((pair) => hasBothEnds(seen.world, pair)))
    return [`${what} although nobody deleted its pair`];
  const cells = seen.book
    .cells()
    .filter((cell) => cell.field === 'name' && lost.some(({ address }) => address === cell.address));
  const same = cells.some((cell) => seen.book.agreedOn(cell).has(seen.book.real(cell, side, row['name'])));
  return same || seen.file.options.conflicts === other ? [] : [`(1) ${what}, but it was renamed since`];
}

function judgeMember(seen: Seen, { side, role, person, to }: Of<'member'>): readonly string[] {
  const what = `person ${person} ${to ? 'got' : 'lost'} role ${role} in ${sideName(side)}`;
  const cells = seen.book.cells().filter((cell) => cell.role?.ids[side] === role && cell.ids[side] === person);
  const live = cells.filter((cell) => cell.role && cellValue(seen.world, cell, otherSide(side)) !== null);
  const isDoomed =
    cells.length > 0 &&
    cells.every(({ role: of }) => !rowOf(seen.world, otherSide(side), 'role', of!.ids[otherSide(side)]));
  if (live.length === 0)
    return (isDoomed && !to) || isMadeNow(seen, side, role) ? [] : [`(4) ${what}: no such role over there`];
  const own = live.filter((cell) => seen.scope.of(cell.role!) !== 'out' && scopeOfCell(seen, cell) !== 'out');
  if (own.length === 0) return [`(4) ${what}, which the file leaves alone`];
  return own.flatMap((cell) => judgeCell(seen, cell, side, !to, to, what));
}

/** A role that this run brings over, or has brought over before it was killed. */
function isMadeNow({ world, after }: Seen, side: Side, id: number): boolean {
  const pair = pointedPairs(after, 'role').find(({ ids }) => ids[side] === id);
  return pair !== undefined && !rowOf(world, otherSide(side), 'role', pair.ids[otherSide(side)]);
}

function judgeValue(seen: Seen, { side, kind, id, field, from, to }: Of<'value'>): readonly string[] {
  const what = `${sideName(side)} ${kind} ${id} ${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`;
  if (kind === 'company') {
    if (seen.file.options.company === 'off') return [`(4) ${what} with company: off`];
    return judgeCell(seen, COMPANY, side, from, to, what);
  }
  const pairs = [...seen.book.pairs.values()].filter((pair) => pair.kind === kind && pair.ids[side] === id);
  const owner = pairs.find((pair) => seen.scope.of(pair) !== 'out' && hasBothEnds(seen.world, pair));
  const survivor = pairs.find(
    (pair) => seen.scope.set(pair)['status'] === 'archived' && !hasBothEnds(seen.world, pair),
  );
  if (!owner && survivor && field === 'status') return [];
  if (!owner && field === 'pointer' && kind === 'role' && isMadeNow(seen, side, id)) return [];
  const settled = owner ? undefined : settledNow(seen, side, id);
  if (settled && kind === 'project') return judgeSettled(seen, settled, side, field, what);
  if (!owner) return [`(4) ${what}: it is not linked, ignored, or its other end is gone`];
  if (!isSelected(seen, owner)) return [`(4) ${what}: the run was about something else`];
  if (field === 'pointer') return to === owner.ids.harvest ? [] : [`${what}, but it belongs to ${owner.ids.harvest}`];
  if (field === 'notes') return sameNotes(from, to) && seen.file.options.budgets === 'auto' ? [] : [`(4) ${what}`];
  const cell = seen.book.cells().find((one) => one.address === owner.address && one.field === field && !one.role);
  if (!cell) return [`(4) ${what}: nobody syncs that`];
  return judgeCell(seen, cell, side, cellValue(seen.world, cell, side), cellValue(seen.after, cell, side), what);
}

/** The pair of a declared create that this run completes: the record that it brings over, or finds there. */
function settledNow(seen: Seen, side: Side, id: number): Settled | undefined {
  const { after, file, ended, world } = seen;
  for (const pair of pointedPairs(after, 'project')) {
    if (pair.ids[side] !== id) continue;
    if (file.creates.import && pair.ids.harvest === IMPORT) return { ...pair, source: 'harvest' };
    if (file.creates.push && pair.ids.forecast === PUSH) return { ...pair, source: 'forecast' };
  }
  // The pointer comes last: a run that ended early has not tied what it found.
  const pushed = rowOf(world, 'forecast', 'project', PUSH);
  const isFound = side === 'harvest' && pushed?.['name'] === rowOf(world, side, 'project', id)?.['name'];
  if (!file.creates.push || ended.code === 0 || !isFound) return undefined;
  return { ...pairOf('project', id, PUSH), source: 'forecast' };
}

type Settled = Pair & { readonly source: Side };

/** The side that is imported or pushed wins in every field, and stays as it is. */
function judgeSettled(seen: Seen, pair: Settled, side: Side, field: string, what: string): readonly string[] {
  if (field === 'pointer') return [];
  if (side === pair.source) return [`(1) ${what}: it is the ${side === 'harvest' ? 'imported' : 'pushed'} record`];
  const cell = cellsOf('project', [pair.ids.harvest, pair.ids.forecast]).find((one) => one.field === field);
  const isTaken = cell && cellValue(seen.after, cell, 'harvest') === cellValue(seen.after, cell, 'forecast');
  return isTaken || field === 'notes' ? [] : [`(4) ${what}: not what its other end has`];
}

function judgeCell(
  seen: Seen,
  cell: WalkCell,
  side: Side,
  from: unknown,
  to: unknown,
  what: string,
): readonly string[] {
  if (typeof to === 'string' && isTemporary(to)) return seen.ended.code === 0 ? [] : mayMove(seen, cell, side, what);
  const { book, world } = seen;
  const shown = typeof from === 'string' && isTemporary(from);
  // Back behind a temporary name, or one's own number back after a default passed by.
  if (shown && to === book.real(cell, side, from)) return [];
  if (
    cell.kind === 'person' &&
    cell.field === 'capacity' &&
    isOnDefault(world, cell, side) &&
    to === cellValue(world, cell, side)
  )
    return [];
  const allowed = fatesOf(seen, cell).writes.filter((fate) => fate.to === side && fate.value === to);
  const other = otherSide(side);
  const log = `${what} (in step at ${[...book.agreedOn(cell)].map(String).join(' or ')}; ${sideName(other)} has ${String(cellValue(world, cell, other))})`;
  if (allowed.length === 0) return [`(1) no rule lets hfsync write ${log}`];
  // With no state at all, or a pointer that matches already, a first sync asks.
  const isFirst = allowed.every(({ by }) => by === 'first');
  if (isFirst && !seen.run.allow && isPointed(seen, cell)) return [`(1) a first sync that nobody allowed: ${log}`];
  return [];
}

function mayMove(seen: Seen, cell: WalkCell, side: Side, what: string): readonly string[] {
  return fatesOf(seen, cell).writes.some((fate) => fate.to === side) ? [] : [`(7) ${what}: it was to stay as it was`];
}

function isPointed({ world }: Seen, { kind, ids }: WalkCell): boolean {
  if (kind === 'company') return true;
  const row = rowOf(world, 'forecast', kind, ids.forecast);
  return row !== undefined && pointerOf(kind, row) === ids.harvest;
}

export function scopeOfCell({ scope, file }: Judged, cell: WalkCell): 'in' | 'maybe' | 'out' {
  if (cell.kind === 'company') return file.options.company === 'off' ? 'out' : 'in';
  const own = scope.of(pairOf(cell.kind, cell.ids.harvest, cell.ids.forecast));
  if (!cell.role) return own;
  if (file.options.roles === 'off') return 'out';
  const role = scope.of(cell.role);
  return own === 'in' ? role : role === 'out' ? 'out' : own;
}

/** What `--only` pulls in beside what it names: what a change may have to wait for. */
const PULLED_IN: { readonly [kind: string]: readonly string[] } = {
  company: ['person'],
  role: ['role', 'person'],
  client: ['client', 'project'],
  person: ['role', 'company', 'person'],
  project: ['client', 'project'],
};

function isSelected({ run }: Seen, { kind, address }: Pair): boolean {
  if (run.except.includes(address)) return false;
  if (run.only.length === 0 || run.only.includes(address)) return true;
  return run.only.some((one) => PULLED_IN[one.split(':')[0]!]!.includes(kind));
}

/** The line about the budget comes and goes; all other text stays, byte for byte. */
function sameNotes(from: unknown, to: unknown): boolean {
  const bare = (notes: unknown): string => ((notes ?? '') as string).replace(/(\r?\n)?\[hfsync:[^\]]*\](\r?\n)?/g, '');
  return bare(from) === bare(to);
}
