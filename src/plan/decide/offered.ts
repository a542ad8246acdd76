import { parseAddress, type Address } from '../../model/address.ts';
import type { ManualItem } from '../../model/item.ts';
import { SIDES } from '../../model/side.ts';

/**
 * Finds the items that offer a record in place of an id of their entry. Such a record has no item of its own (`meant.ts`), so whoever
 * asks about it means these. In: the items of a plan, and an address. Out: items.
 */
export function offersOf<T extends Pick<ManualItem, 'kind' | 'ways_out'>>(
  items: Iterable<T>,
): (address: Address) => readonly T[] {
  const offers = new Map<string, Set<T>>();
  for (const item of items) {
    for (const edit of item.ways_out.flatMap(({ edits = [] }) => edits)) {
      if (edit.op !== 'change') continue;
      for (const side of SIDES) {
        const id = edit.to[side];
        if (typeof id !== 'number') continue;
        const key = `${side} ${item.kind} ${id}`;
        offers.set(key, (offers.get(key) ?? new Set()).add(item));
      }
    }
  }
  return (address) => {
    const parts = parseAddress(address);
    if (!parts) return [];
    const found = SIDES.flatMap((side) => [...(offers.get(`${side} ${parts.kind} ${parts[side]}`) ?? [])]);
    return [...new Set(found)];
  };
}
