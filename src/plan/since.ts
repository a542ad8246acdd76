import type { Change, Differences, Plan, Since } from '../model/plan.ts';
import type { Conflict, ManualItem } from '../model/item.ts';
import { approved } from './digest.ts';

/**
 * Compares a plan with an earlier one. In: the earlier plan, this one. Out: what is new, not alike, or gone. Alike is what an approval
 * of the one covers in the other: labels, lines of the file and the number in a budget line may differ.
 */
export function sinceOf(earlier: Plan, now: Plan): Since {
  return {
    digest: earlier.digest,
    created_at: earlier.created_at,
    changes: differences(toApprove(earlier), toApprove(now), form),
    manual: differences(earlier.manual, now.manual, ({ rule, fields, ...item }: ManualItem, other) => [
      ...[rule, because(item, other), fields],
    ]),
    conflicts: differences(earlier.conflicts, now.conflicts, (item: Conflict) => [
      item.rule,
      item.baseline,
      item.harvest,
      item.forecast,
    ]),
  };
}

/** By code and arguments, since words may change from version to version; by words if one of the two plans has nothing else. */
function because(item: Pick<ManualItem, 'reason' | 'reasons'>, other: ManualItem): unknown {
  return item.reasons && other.reasons ? item.reasons : item.reason;
}

/** Changes that a person has to approve. The number in a budget line changes by itself. */
function toApprove({ changes }: Plan): readonly Change[] {
  return changes.filter((change) => form(change) !== null);
}

function form(change: Change): unknown {
  return approved(change, false);
}

function differences<T extends { readonly id: string }>(
  earlier: readonly T[],
  now: readonly T[],
  form: (item: T, other: T) => unknown,
): Differences<T> {
  const before = new Map(earlier.map((item) => [item.id, item]));
  const after = new Map(now.map((item) => [item.id, item]));
  const known = now.filter(({ id }) => before.has(id));
  const isSame = (item: T): boolean => {
    const was = before.get(item.id) ?? item;
    return JSON.stringify(form(was, item)) === JSON.stringify(form(item, was));
  };
  return {
    added: now.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    different: known.filter((item) => !isSame(item)).map(({ id }) => before.get(id) as T),
    gone: earlier.filter(({ id }) => !after.has(id)),
    same: known.filter(isSame).length,
  };
}
