import type { AccountRecord } from '../../model/record.ts';
import type { Reason } from '../../model/reason.ts';

/** What a record has to tell before anything is made from it on the other side; null where it does. */
export function untoldFor(source: AccountRecord): Reason | null {
  const { side, kind, values } = source;
  if (kind === 'company') return null;
  const needed =
    kind === 'person'
      ? (['first_name', 'last_name', 'email', 'status'] as const)
      : kind === 'project'
        ? (['name', 'status', 'client'] as const)
        : (['name', 'status'] as const);
  const missing = needed.filter((field) => values[field] === undefined);
  if (missing.length === 0) return null;
  return { code: 'source-incomplete', side, kind, fields: missing };
}
