import type { Change } from '../model/plan.ts';
import { formsOf, type Knows } from './put-forms.ts';

/**
 * A volley is a set of writes of one kind to Forecast. One list shows all their records, and the writes leave the
 * moment it arrives. Without a volley, each write needs its own GET. The list is never older than the answer to a GET
 * would be, so it protects a colleague's edit just as well. Only a PUT of the changed keys may rely on a list. A list
 * may show fewer keys of a record than a GET, so sending a listed record back whole could clear the others.
 */
export const VOLLEY = {
  /** Fewer writes do not make up for the list. */
  least: 3,
  /** With the list, that makes 14 requests. Seven volleys fit into a limit of 100. */
  most: 13,
  /** Longer lists take seconds to arrive. */
  rows: 2_000,
} as const;

/** Roles have no time stamp, so hfsync could not notice an outdated list of them. */
export const VOLLEY_KINDS = ['client', 'project', 'person'] as const;
export type VolleyKind = (typeof VOLLEY_KINDS)[number];

/** `rows`: how many records of the kind the account has. */
export function mayVolley(knows: Knows, kind: VolleyKind, rows: number): boolean {
  return rows <= VOLLEY.rows && formsOf(knows, kind)[0] === 'partial';
}

export function isVolleyed({ account, action, kind }: Pick<Change, 'account' | 'action' | 'kind'>): boolean {
  const isUpdate = action === 'update' || action === 'link';
  return account === 'forecast' && isUpdate && VOLLEY_KINDS.some((each) => each === kind);
}
