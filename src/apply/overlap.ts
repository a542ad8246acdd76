import type { Change, Plan } from '../model/plan.ts';
import { naturalKey } from '../rules/natural-key.ts';
import { movesPeople } from './own.ts';

/**
 * A Forecast PUT sends back what its GET read, so two of them must not interleave on one record; nor a person (role names)
 * with a role (its people) or the company's capacity, since each shows in the other. Nor two creates with the same name: the one
 * that is on its way would be taken for what somebody else made.
 *
 * An undo's intent has the whole baseline that its record has then. If two steps of one record overlapped, in whichever account, and the
 * run were killed, the later one would bring back what the earlier one had undone.
 */
export function mustNotOverlap({ undo }: Pick<Plan, 'undo'>, a: Change, b: Change): boolean {
  if (undo && a.address === b.address) return true;
  if (a.account !== b.account) return false;
  if (a.action === 'create' && b.action === 'create') return a.kind === b.kind && keyOf(a) === keyOf(b);
  if (a.address === b.address) return true;
  return (a.kind === 'person' && movesPeople(b)) || (b.kind === 'person' && movesPeople(a));
}

/** A project's client may be a create of this run that has no id yet, so its name alone counts. */
function keyOf({ kind, fields }: Change): string | undefined {
  return naturalKey(kind, Object.fromEntries(fields.map(({ field, after }) => [field, after])));
}
