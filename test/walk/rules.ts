import { otherSide, SIDES, type Side } from '../../src/model/side.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { Book } from './book.ts';
import type { Options, WalkFile } from './file.ts';
import { cellValue, COMPANY, pairOf, rowOf, type WalkCell } from './pairs.ts';
import type { Scope } from './scope.ts';
import { LINKS } from '../simulation/world.ts';

/**
 * The rule table of the specification, once more and by itself: what may become of one cell in one run. It takes nothing from
 * src/plan. Where a person could not know what hfsync has seen (a run that was killed, an editor who saved twice), several things may.
 */
export interface Fates {
  /** What may be written to a side, and what entitles to it. */
  readonly writes: readonly Fate[];
  readonly waits: ReadonlySet<'same' | 'manual' | 'conflict'>;
}

export interface Fate {
  readonly to: Side;
  readonly value: unknown;
  /** `lone`: the other side alone changed. */
  readonly by: 'lone' | 'policy' | 'first' | 'set' | 'create';
}

/** Never in step. */
export const NEVER = Symbol('never');

export interface Judged {
  readonly world: World;
  readonly file: WalkFile;
  readonly scope: Scope;
  readonly book: Book;
}

export function fatesOf(now: Judged, cell: WalkCell): Fates {
  const writes: Fate[] = [];
  const waits = new Set<'same' | 'manual' | 'conflict'>();
  const owned =
    cell.kind === 'company'
      ? undefined
      : now.scope.set(pairOf(cell.kind, cell.ids.harvest, cell.ids.forecast))[cell.field];
  const winners = (winner: Side, value: unknown, by: Fate['by']): void => {
    for (const verdict of classesOf(now, cell, winner, value)) {
      if (verdict === 'auto') writes.push({ to: otherSide(winner), value, by });
      else waits.add('manual');
    }
  };
  for (const harvest of valuesOn(now, cell, 'harvest')) {
    for (const forecast of valuesOn(now, cell, 'forecast')) {
      if (owned !== undefined) {
        for (const to of SIDES)
          if (cellValue(now.world, cell, to) !== owned) writes.push({ to, value: owned, by: 'set' });
        continue;
      }
      if (harvest === forecast) {
        waits.add('same');
        continue;
      }
      for (const agreed of now.book.agreedOn(cell)) {
        const { conflicts, first_sync } = now.file.options;
        const create = now.book.sources.get(cell.address);
        const choice = (policy: Options['conflicts'], by: Fate['by'], else_: 'manual' | 'conflict'): void => {
          if (policy === 'manual') waits.add(else_);
          else winners(policy, policy === 'harvest' ? harvest : forecast, by);
        };
        if (agreed === NEVER && create) winners(create, create === 'harvest' ? harvest : forecast, 'create');
        else if (agreed === NEVER) choice(first_sync, 'first', 'manual');
        else if (agreed === harvest) winners('forecast', forecast, 'lone');
        else if (agreed === forecast) winners('harvest', harvest, 'lone');
        else choice(conflicts, 'policy', 'conflict');
      }
    }
  }
  return { writes, waits };
}

/** What a side shows, as far as it is settled: behind a temporary name is the one from before; a default may be on its way. */
function valuesOn({ world, book }: Judged, cell: WalkCell, side: Side): ReadonlySet<unknown> {
  const value = cellValue(world, cell, side);
  if (cell.field === 'capacity' && cell.kind === 'person' && isOnDefault(world, cell, side))
    return new Set([
      ...[value, cellValue(world, COMPANY, 'harvest'), cellValue(world, COMPANY, 'forecast')],
      // Where a default passed by, it was no edit.
      ...[...book.agreedOn(cell)].filter((agreed) => agreed !== NEVER),
    ]);
  return new Set([book.real(cell, side, value)]);
}

export function isOnDefault(world: World, cell: WalkCell, side: Side): boolean {
  return rowOf(world, side, 'person', cell.ids[side])?.['weekly_capacity'] === null;
}

/** How the changed value of the winner is judged. */
function classesOf(now: Judged, cell: WalkCell, winner: Side, value: unknown): ReadonlySet<'auto' | 'manual'> {
  if (cell.kind === 'project' && cell.field === 'client') return classesOfClient(now, value);
  if (cell.kind !== 'person' || cell.field === 'capacity' || cell.field === 'roles') return new Set(['auto']);
  if (cell.field === 'status') return new Set(['manual']);
  const person = rowOf(now.world, 'forecast', 'person', cell.ids.forecast);
  if (person?.['login'] !== 'enabled' || person['archived'] === true) return new Set(['manual']);
  if (cell.field !== 'email') return new Set(['auto']);
  const { harvest_editor } = now.file.options;
  const editors =
    winner === 'harvest'
      ? [harvest_editor]
      : [...now.book.editorsOf(cell)].map((by) => (by === cell.ids.forecast ? 'self' : 'other'));
  return new Set(editors.map((editor) => (editor === 'self' ? 'auto' : 'manual')));
}

/** A project moves on the other side too where its client is linked. */
function classesOfClient({ scope }: Judged, index: unknown): ReadonlySet<'auto' | 'manual'> {
  const ids = typeof index === 'number' ? LINKS.client[index] : undefined;
  const found = ids ? scope.of(pairOf('client', ids[0], ids[1])) : 'out';
  return new Set(found === 'in' ? ['auto'] : found === 'maybe' ? ['auto', 'manual'] : ['manual']);
}
