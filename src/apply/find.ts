import { sameValue, type Values } from '../model/field.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';

/**
 * Records that a create without a clear answer may have made: nobody knew them before, and they have the wanted native
 * pointer, or the natural key without a pointer to something else. Natural keys: client and role by name, person by
 * e-mail, project by name under the same client.
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
  switch (kind) {
    case 'client':
    case 'role':
      return isSameText(wanted, found, 'name');
    case 'person':
      return isSameText(wanted, found, 'email');
    case 'project':
      return isSameText(wanted, found, 'name') && found.client === wanted.client;
  }
}

function isSameText(wanted: Values, found: Values, field: 'name' | 'email'): boolean {
  return Boolean(wanted[field]) && sameValue(field, wanted[field], found[field]);
}
