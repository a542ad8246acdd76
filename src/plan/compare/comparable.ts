import { FORMS, textKey, type FieldName } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, type Pair } from '../join/pair.ts';
import { capacityOf } from './capacity.ts';
import { clientKey } from './client-key.ts';
import type { CompareContext } from './context.ts';
import { baselineKeys, hasAmbiguousRole, roleKeys } from './role-keys.ts';
import { standsFor } from './temporary-names.ts';

/**
 * Both sides brought into one form, in which comparing is trivial. In: a linked record of each side. Out: for a field the value
 * that both sides can share, which is also what the baseline stores: texts (as read, so that they are written as they were
 * typed; the baseline has them in NFC), a client as its pair, roles as a set of pairs, capacity as seconds.
 */
export type ComparableValue = string | number | readonly string[];

export function comparableValue(
  context: CompareContext,
  record: AccountRecord,
  field: FieldName,
): ComparableValue | undefined {
  switch (FORMS[field]) {
    case 'client':
      return clientKey(context, record);
    case 'roles':
      if (record.values.roles === undefined || hasAmbiguousRole(context, record)) return undefined;
      return [...roleKeys(context, record)].sort();
    case 'capacity':
      return capacityOf(context, record);
    case 'text':
    case 'email':
    case 'status': {
      const value = (field === 'name' ? standsFor(context, record) : undefined) ?? record.values[field];
      return typeof value === 'string' ? value : undefined;
    }
    case 'pointer':
      return undefined;
  }
}

export function sameComparable(field: FieldName, left: ComparableValue, right: ComparableValue): boolean {
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') return textKey(field, left) === textKey(field, right);
  return JSON.stringify(left) === JSON.stringify(right);
}

/** The baseline of a field in the form that both sides share today: roles by today's pairs. */
export function baselineOf(context: Joined, pair: Pair, field: FieldName): ComparableValue | undefined {
  const value = context.last?.baseline[addressOf(pair)]?.[field];
  if (FORMS[field] !== 'roles' || !Array.isArray(value)) return value;
  return baselineKeys(context, value as readonly string[]);
}
