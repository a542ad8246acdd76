import {
  count,
  idOrNull,
  requiredText,
  text,
  textOrNull,
  texts,
  type FieldKey,
  type FieldKeys,
} from '../http/fields.ts';
import type { Status } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { FieldOn } from '../rules/fields.ts';

const STATUS: FieldKey<Status> = {
  key: 'archived',
  read(shape) {
    const archived = shape.flag('archived');
    return archived === undefined ? undefined : archived ? 'archived' : 'active';
  },
  write: (status) => status === 'archived',
};

/** A person's null is the company's default. */
const CAPACITY: FieldKey<number | null> = {
  key: 'weekly_capacity',
  read: (shape) => (shape.isNull('weekly_capacity') ? null : shape.count('weekly_capacity')),
};

/**
 * Every field that Forecast has, by the keys of its JSON. Null is a value of pointers, `client_id`, `code`, `notes`, `email` and a
 * person's `weekly_capacity` (recorded answers); elsewhere it is unknown.
 */
export const FIELD_KEYS: { readonly [K in Kind]: FieldKeys<FieldOn<K, 'forecast'>> } = {
  company: { capacity: count('weekly_capacity') },
  role: { name: requiredText('name'), pointer: idOrNull('harvest_role_id') },
  client: { name: requiredText('name'), status: STATUS, pointer: idOrNull('harvest_id') },
  person: {
    first_name: text('first_name'),
    last_name: text('last_name'),
    email: textOrNull('email'),
    status: STATUS,
    capacity: CAPACITY,
    roles: texts('roles'),
    pointer: idOrNull('harvest_user_id'),
  },
  project: {
    name: requiredText('name'),
    code: textOrNull('code'),
    client: idOrNull('client_id'),
    status: STATUS,
    notes: textOrNull('notes'),
    pointer: idOrNull('harvest_id'),
  },
};
