import { SIDES } from '../../src/model/side.ts';
import { rowsOf } from '../simulation/cells.ts';
import { IMPORT, PUSH } from '../simulation/world.ts';
import { scopeOfCell, type Seen } from './judge.ts';
import { cellValue, pointedPairs, rowOf, type WalkCell } from './pairs.ts';
import { NEVER } from './rules.ts';
import { isWhole } from './walk.ts';

/** After a run: what the log has to know of it. */
export function noteRun(seen: Seen): void {
  const { book, world, after, ended, run } = seen;
  const didRun = ended.code === null || ended.code === 0 || ended.code === 6 || ended.code === 130;
  for (const cell of book.cells()) {
    for (const side of SIDES) {
      const [from, to] = [cellValue(world, cell, side), cellValue(after, cell, side)];
      if (from !== to && from !== null && to !== null) book.wrote(cell, side, from, to);
    }
  }
  for (const row of rowsOf(after, 'forecast', 'person')) {
    const was = rowOf(world, 'forecast', 'person', row.id);
    if (was && was['updated_at'] !== row['updated_at']) book.saved(row.id, row['updated_by_id'] as number | null);
  }
  addPairs(seen);
  if (!didRun) return;
  const surely = ended.code === 0 && isWhole(run);
  for (const cell of book.cells()) {
    const [harvest, forecast] = SIDES.map((side) => cellValue(after, cell, side));
    const scope = scopeOfCell(seen, cell);
    const isSure = surely && scope === 'in' && isComparable(seen, cell, harvest);
    if (harvest === forecast && harvest !== null) book.inStep(cell, harvest, isSure);
    else if (scope !== 'out' && cell.kind === 'person')
      book.sawEditor(cell, rowOf(world, 'forecast', 'person', cell.ids.forecast)?.['updated_by_id'], isSure);
  }
}

/** A project's client is compared through the client's own link. */
function isComparable(seen: Seen, { kind, field }: WalkCell, value: unknown): boolean {
  if (kind !== 'project' || field !== 'client') return true;
  const pair = [...seen.book.pairs.values()].filter((one) => one.kind === 'client')[Number(value)];
  return pair !== undefined && seen.scope.of(pair) === 'in';
}

function addPairs({ book, after, file, ended }: Seen): void {
  if (ended.code === 1) return;
  if (file.options.roles === 'sync') for (const pair of pointedPairs(after, 'role')) book.add(pair, false);
  for (const pair of pointedPairs(after, 'project')) {
    if (file.creates.import && pair.ids.harvest === IMPORT) book.add(pair, NEVER, 'harvest');
    if (file.creates.push && pair.ids.forecast === PUSH) book.add(pair, NEVER, 'forecast');
  }
}
