import { count, requiredText, text, textOrNull, texts, type FieldKey, type FieldKeys } from '../http/fields.ts';
import { readShape } from '../http/shape.ts';
import type { Status } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { FieldOn } from '../rules/fields.ts';

const STATUS: FieldKey<Status> = {
  key: 'is_active',
  read(shape) {
    const active = shape.flag('is_active');
    return active === undefined ? undefined : active ? 'active' : 'archived';
  },
  write: (status) => status === 'active',
};

/** Answers nest the client, requests take `client_id`. */
const CLIENT: FieldKey<number | null> = {
  key: 'client_id',
  read(shape) {
    const client = shape.object('client');
    return client && readShape(client, 'harvest', '/projects', 'client of a project').id('id');
  },
};

/** Every field that Harvest has, by the keys of its JSON. It documents null for a project's `code` alone (API docs, projects). */
export const FIELD_KEYS: { readonly [K in Kind]: FieldKeys<FieldOn<K, 'harvest'>> } = {
  company: { capacity: count('weekly_capacity') },
  role: { name: requiredText('name') },
  client: { name: requiredText('name'), status: STATUS },
  person: {
    first_name: text('first_name'),
    last_name: text('last_name'),
    email: text('email'),
    status: STATUS,
    capacity: count('weekly_capacity'),
    roles: texts('roles'),
  },
  project: { name: requiredText('name'), code: textOrNull('code'), client: CLIENT, status: STATUS },
};
