import { isDeepStrictEqual } from 'node:util';

/** Rows by id. A row that came twice is one where both are the same; `differing` has the ids of all others. */
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
  return { rows: [...byId.values()], differing };
}
