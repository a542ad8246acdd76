import { textKey, type sameValue, type FieldName, type Values } from '../model/field.ts';
import { KINDS, type Kind } from '../model/kind.ts';
import { fieldOn, FIELD_NAMES } from './fields.ts';

/**
 * The value that identifies a record without an id: the e-mail of a person, and the exact name of other records. A
 * project's name counts within its client. The table of fields marks these fields as `natural`.
 *
 * Returns the text in the form in which texts compare. "" is not a usable key. Undefined means that the service did not return the
 * field, or that the kind has no such key.
 */
export function naturalKey(kind: Kind, values: Values): string | undefined {
  const field = keyField(kind);
  const text = field && values[field];
  return field === undefined || typeof text !== 'string' ? undefined : textKey(field, text);
}

/** Whether the key counts only within one client. */
export function isWithinClient(kind: Kind): boolean {
  return fieldOn(kind, 'client')?.natural === true;
}

/** Whether both records have the key and it is the same. */
export function sameNaturalKey(kind: Kind, wanted: Values, found: Values, isAlike: typeof sameValue): boolean {
  const field = keyField(kind);
  if (!field || !wanted[field] || !isAlike(field, wanted[field], found[field])) return false;
  return !isWithinClient(kind) || wanted.client === found.client;
}

const KEY_FIELDS = new Map<Kind, FieldName | undefined>(
  KINDS.map((kind) => [kind, FIELD_NAMES.find((field) => field !== 'client' && fieldOn(kind, field)?.natural)]),
);

function keyField(kind: Kind): FieldName | undefined {
  return KEY_FIELDS.get(kind);
}
