import type { Change } from '../../src/model/plan.ts';
import { CELLS, type Cell, type Values } from './cells.ts';
import { LINKS } from './world.ts';
import type { Arrival } from './wire.ts';

const ACTIONS: { readonly [method: string]: readonly string[] } = {
  POST: ['create'],
  PATCH: ['update'],
  PUT: ['update', 'link'],
  DELETE: ['delete'],
};

/** What a run said that it would write, as its events tell. */
export function plannedChanges(out: string): readonly Change[] {
  return out
    .split('\n')
    .filter((line) => line.includes('"type":"planned_change"'))
    .map((line) => (JSON.parse(line) as { readonly change: Change }).change);
}

/**
 * P4 locality and P11 plan = apply: each value that a request changed on the record that it names was planned, for that record,
 * that side and that field, with exactly this value. `isExcused`: somebody edited it after the run last read it.
 */
export function unplanned(
  changes: readonly Change[],
  { side, method, path }: Arrival,
  moved: { readonly before: Values; readonly after: Values },
  isExcused: (cell: Cell) => boolean,
): readonly string[] {
  const id = Number(/^\/[a-z_]+\/(\d+)/.exec(path)?.[1] ?? 0);
  const kind = kindOf(path);
  return CELLS.flatMap((cell) => {
    const [was, is] = [moved.before[cell.key]![side], moved.after[cell.key]![side]];
    if (cell.kind !== kind || (kind !== 'company' && cell.ids[side] !== id) || was === is) return [];
    if (isExcused(cell)) return [];
    const isPlanned = changes.some(
      (change) =>
        change.account === side &&
        change.address === cell.address &&
        ACTIONS[method]?.includes(change.action) &&
        change.fields.some((field) => field.field === cell.field && plannedValue(cell, field, side) === is),
    );
    return isPlanned
      ? []
      : [`P11 plan = apply: ${method} ${side} ${path} made ${cell.key} ${String(is)}, which was not planned`];
  });
}

/** Every request that may have an effect belongs to a change that was planned. */
export function isPlanned(changes: readonly Change[], { side, method, path }: Arrival): boolean {
  return changes.some(
    ({ account, kind, action }) => account === side && kind === kindOf(path) && ACTIONS[method]?.includes(action),
  );
}

const KINDS: { readonly [plural: string]: Change['kind'] } = {
  roles: 'role',
  clients: 'client',
  users: 'person',
  people: 'person',
  projects: 'project',
};

export function kindOf(path: string): Change['kind'] {
  return KINDS[/^\/([a-z_]+)/.exec(path)?.[1] ?? ''] ?? 'company';
}

/** As `valuesOf` has it. */
function plannedValue(cell: Cell, { after, after_id }: Change['fields'][number], side: Arrival['side']): unknown {
  if (cell.field === 'client') return LINKS.client.findIndex((ids) => ids[side === 'harvest' ? 0 : 1] === after_id);
  if (cell.field === 'email') return String(after).toLowerCase();
  return cell.field === 'code' ? (after ?? '') : after;
}
