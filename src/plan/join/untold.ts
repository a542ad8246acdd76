import type { AccountRecord } from '../../model/record.ts';
import { sideName } from '../../model/side.ts';
import type { Finding } from '../../rules/ambiguous.ts';

/** What a record has to tell before anything is made from it on the other side; null where it does. */
export function untoldFor(source: AccountRecord): Finding | null {
  const { side, kind, values } = source;
  const needed =
    kind === 'person'
      ? (['first_name', 'last_name', 'email', 'status'] as const)
      : kind === 'project'
        ? (['name', 'status', 'client'] as const)
        : (['name', 'status'] as const);
  const missing = needed.filter((field) => values[field] === undefined);
  if (missing.length === 0) return null;
  const reason = `${sideName(side)} does not tell the ${missing.join(', ').replaceAll('_', ' ')} of this ${kind}, and nothing is made of what is unknown.`;
  return {
    reason,
    ways: [{ text: `Look at it in ${sideName(side)}, then plan again; or link it by its ids, or remove the entry.` }],
  };
}
