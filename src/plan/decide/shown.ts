import { FORMS, type FieldName, type FieldValue } from '../../model/field.ts';
import type { Have } from '../../model/have.ts';
import type { AccountRecord } from '../../model/record.ts';
import type { Joined } from '../join/joined.ts';
import { recordOf, type Pair } from '../join/pair.ts';
import { baselineOf } from '../compare/comparable.ts';
import { nameOfClient } from '../compare/client-key.ts';

/** A field's value as people read it: a client by its name, roles in order. Null if there is none. */
export function shownValue(have: Have, record: AccountRecord | undefined, field: FieldName): FieldValue {
  if (!record) return null;
  if (FORMS[field] === 'client') return nameOfClient(have, record.side, record.values.client);
  return sortedIfList(record.values[field] ?? null);
}

export function sortedIfList(value: FieldValue): FieldValue {
  return Array.isArray(value) ? [...(value as readonly string[])].sort() : value;
}

export function shownBaseline(joined: Joined, pair: Pair, field: FieldName): FieldValue {
  const value = baselineOf(joined, pair, field) ?? null;
  if (FORMS[field] === 'roles' && Array.isArray(value))
    return sortedIfList(value.map((key: string) => roleName(joined, key)));
  if (FORMS[field] !== 'client' || typeof value !== 'string') return value;
  return recordOf(joined.have, 'harvest', 'client', Number(value.split('/')[0]))?.values.name ?? null;
}

/** Of a role by the ids of both sides, as Harvest calls it now. */
function roleName({ have }: Joined, key: string): string {
  const [harvest, forecast] = key.split('/').map(Number);
  const role = recordOf(have, 'harvest', 'role', harvest ?? 0) ?? recordOf(have, 'forecast', 'role', forecast ?? 0);
  return role?.values.name ?? `role ${key}`;
}
