import { sameValue, spacedAlike, type Values } from '../model/field.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { sameNaturalKey } from '../rules/natural-key.ts';

/**
 * Records that a create without a clear answer may have made: nobody knew them before, and they have the wanted native
 * pointer, or the natural key without a pointer to something else. A service may have trimmed it: a key that is alike except for
 * blanks counts where none is the same.
 */
export function findCreated(
  kind: RecordKind,
  wanted: Values,
  records: Iterable<AccountRecord>,
  isKnown: (record: AccountRecord) => boolean,
): readonly AccountRecord[] {
  const unknown = [...records].filter((record) => !isKnown(record));
  const fits = (isAlike: IsAlike) => unknown.filter(({ values }) => looksCreated(kind, wanted, values, isAlike));
  const same = fits(sameValue);
  return same.length > 0 ? same : fits(spacedAlike);
}

type IsAlike = typeof sameValue;

function looksCreated(kind: RecordKind, wanted: Values, found: Values, isAlike: IsAlike): boolean {
  const pointer = found.pointer ?? null;
  if (pointer !== null) return pointer === (wanted.pointer ?? null);
  return sameNaturalKey(kind, wanted, found, isAlike);
}
