import type { Capability } from '../model/capability.ts';
import type { Change } from '../model/plan.ts';
import type { Run } from './one-run.ts';
import { pointerTested } from './learn.ts';

/**
 * While nobody knows whether Forecast keeps the pointers that hfsync sends, one of each kind is tried alone, and a push with what it
 * creates in Harvest: so at most one record of a kind is made that is not linked. Roles live without a pointer, and wait for nobody.
 */
export interface Under {
  readonly pending: ReadonlyMap<string, Change>;
  readonly running: ReadonlyMap<string, { readonly change: Change }>;
  readonly results: ReadonlyMap<string, string>;
}

export function waitsForFirst(run: Run, change: Change, { pending, running, results }: Under): boolean {
  const pointer = pointerNeeded(run, change);
  if (pointer === null || run.ledger.knows(pointer) !== 'unknown') return false;
  if ([...running.values()].some((other) => pointerNeeded(run, other.change) === pointer)) return true;
  return pointerTested(change) === null && isPushUnderWay(run, pointer, pending, results);
}

/** Something was created in Harvest, and its pointer is the next to be sent. */
function isPushUnderWay(run: Run, pointer: Capability, pending: Under['pending'], results: Under['results']): boolean {
  return [...run.pushes].some(([create, link]) => {
    const waiting = pending.get(link);
    return waiting !== undefined && pointerTested(waiting) === pointer && results.get(create) === 'done';
  });
}

/** This run has seen since the plan was made that the pointer would be dropped. */
export function needsDroppedPointer(run: Run, change: Change): boolean {
  const pointer = pointerNeeded(run, change);
  return pointer !== null && run.ledger.knows(pointer) === 'no';
}

function pointerNeeded(run: Run, change: Change): Capability | null {
  if (change.kind === 'role' || change.kind === 'company') return null;
  return pointerTested(change) ?? (run.pushes.has(change.id) ? `pointer.${change.kind}` : null);
}
