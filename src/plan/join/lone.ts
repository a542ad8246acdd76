import { formatAddress, parseAddress, type Address } from '../../model/address.ts';
import { RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Joined } from './joined.ts';
import { recordOf, recordsOf } from './pair.ts';

/** Records that none of these addresses of pairs and items has. Two that Forecast links count as one. */
export function loneAddresses({ have }: Pick<Joined, 'have'>, addresses: ReadonlySet<Address>): Address[] {
  const covered = new Set<string>();
  for (const address of addresses) {
    const parts = parseAddress(address);
    for (const side of SIDES) if (parts?.[side]) covered.add(`${side} ${parts.kind} ${parts[side]}`);
  }
  const isCovered = (side: Side, kind: RecordKind, id: number): boolean => covered.has(`${side} ${kind} ${id}`);
  const lone: Address[] = [];
  for (const kind of RECORD_KINDS) {
    const tied = new Set<number>();
    for (const { id, values } of recordsOf(have, 'forecast', kind)) {
      if (isCovered('forecast', kind, id)) continue;
      const pointer = values.pointer ?? null;
      const isPair = pointer !== null && !isCovered('harvest', kind, pointer) && !tied.has(pointer);
      const target = isPair && recordOf(have, 'harvest', kind, pointer) ? pointer : null;
      if (target !== null) tied.add(target);
      lone.push(formatAddress(kind, target, id));
    }
    for (const { id } of recordsOf(have, 'harvest', kind))
      if (!isCovered('harvest', kind, id) && !tied.has(id)) lone.push(formatAddress(kind, id, null));
  }
  return lone;
}
