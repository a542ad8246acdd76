/**
 * Checks that a plan agrees with itself. The schema cannot check this, and a forged plan may get it wrong. In: a plan
 * that fits the schema. Out: what is wrong with it in words, or null.
 */
import { readAddress } from '../model/address.ts';
import { countsOf, type Change, type Plan } from '../model/plan.ts';

export function inconsistency(plan: Plan): string | null {
  const change = plan.changes.find((each) => !isNamedRight(each));
  if (change) return `the change ${JSON.stringify(change.id)} has the id of another record`;
  const counted = countsOf(plan);
  const wrong = (Object.keys(counted) as (keyof typeof counted)[]).find((key) => plan.summary[key] !== counted[key]);
  return wrong === undefined ? null : `its summary says ${plan.summary[wrong]} ${wrong}, but it has ${counted[wrong]}`;
}

/** Views show the address, and an apply uses the kind and id. All must refer to the same record. */
function isNamedRight({ id, address, kind, account, action }: Change): boolean {
  const isKind = address === 'company' ? kind === 'company' : readAddress(address)?.kind === kind;
  const base = `${account}:${action}:${address}`;
  return isKind && (id === base || (id.startsWith(base) && /^#\d+$/.test(id.slice(base.length))));
}
