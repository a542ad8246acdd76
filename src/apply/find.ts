import type { Values } from '../model/field.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { sameNaturalKey } from '../rules/natural-key.ts';

/**
 * Records that a create without a clear answer may have made: nobody knew them before, and they have the wanted native
 * pointer, or the natural key without a pointer to something else.
 */
export function findCreated(
  kind: RecordKind,
  wanted: Values,
  records: Iterable<AccountRecord>,
  isKnown: (record: AccountRecord) => boolean,
): readonly AccountRecord[] {
  return [...records].filter((record) => !isKnown(record) && looksCreated(kind, wanted, record.values));
}

function looksCreated(kind: RecordKind, wanted: Values, found: Values): boolean {
  const pointer = found.pointer ?? null;
  if (pointer !== null) return pointer === (wanted.pointer ?? null);
  return sameNaturalKey(kind, wanted, found);
}
