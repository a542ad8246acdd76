import { FORMS, textKey, type FieldName } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
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
      return record.values.roles && comparableRoles(context, record, record.values.roles);
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

/** Most people have the roles of many others: each list of names is looked up once, as long as the pairs stay. */
interface KnownRoles {
  readonly changes: number;
  readonly bySide: { readonly [S in Side]: Map<string, readonly string[] | undefined> };
}

const known = new WeakMap<CompareContext, KnownRoles>();

function comparableRoles(
  context: CompareContext,
  record: AccountRecord,
  names: readonly string[],
): readonly string[] | undefined {
  const lists = knownRoles(context).bySide[record.side];
  const key = JSON.stringify(names);
  if (lists.has(key)) return lists.get(key);
  const keys = hasAmbiguousRole(context, record) ? undefined : [...roleKeys(context, record)].sort();
  lists.set(key, keys);
  return keys;
}

function knownRoles(context: CompareContext): KnownRoles {
  const { changes } = context.pairs;
  const before = known.get(context);
  if (before?.changes === changes) return before;
  const none = { changes, bySide: { harvest: new Map(), forecast: new Map() } };
  known.set(context, none);
  return none;
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
