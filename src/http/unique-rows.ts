import { isDeepStrictEqual } from 'node:util';

/** Removes repeated rows. `differing` has the ids whose repeated rows are not equal. */
export function uniqueRows<T extends { readonly id: unknown }>(
  rows: readonly T[],
): { readonly rows: readonly T[]; readonly differing: ReadonlySet<T['id']> } {
  const byId = new Map<T['id'], T>();
  const differing = new Set<T['id']>();
  for (const row of rows) {
    const first = byId.get(row.id);
    if (!first) byId.set(row.id, row);
    else if (!isDeepStrictEqual(first, row)) differing.add(row.id);
  }
  return { rows: byId.size === rows.length ? rows : [...byId.values()], differing };
}
