import type { Change } from '../model/plan.ts';
import { naturalKey } from '../rules/natural-key.ts';
import { movesPeople } from './own.ts';

/**
 * A Forecast PUT sends back what its GET read, so two of them must not interleave on one record; nor a person (role names)
 * with a role (its people) or the company's capacity, since each shows in the other. Nor two creates with the same name: the one
 * that is on its way would be taken for what somebody else made.
 */
export function mustNotOverlap(a: Change, b: Change): boolean {
  if (a.account !== b.account) return false;
  if (a.action === 'create' && b.action === 'create') return a.kind === b.kind && keyOf(a) === keyOf(b);
  if (a.address === b.address) return true;
  return (a.kind === 'person' && movesPeople(b)) || (b.kind === 'person' && movesPeople(a));
}

/** A project's client may be a create of this run that has no id yet, so its name alone counts. */
function keyOf({ kind, fields }: Change): string | undefined {
  return naturalKey(kind, Object.fromEntries(fields.map(({ field, after }) => [field, after])));
}
