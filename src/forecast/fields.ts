import {
  count,
  fieldKeys,
  idOrNull,
  requiredText,
  text,
  textOrNull,
  texts,
  type FieldKeys,
  type Formats,
} from '../http/record-fields.ts';
import { countAt, flagAt, isNullAt } from '../http/shape.ts';
import type { Kind } from '../model/kind.ts';
import { keysOn } from '../rules/fields.ts';

/**
 * Null is a value for pointers, `client_id`, `code`, `notes`, `email` and a person's `weekly_capacity` (recorded
 * answers). For all others it means unknown.
 */
const FORMATS: Formats = {
  text,
  email: textOrNull,
  client: idOrNull,
  roles: texts,
  pointer: idOrNull,
  /** A person's null is the company's default. */
  capacity: (key) => ({ ...count(key), read: (shape) => (isNullAt(shape, key) ? null : countAt(shape, key)) }),
  status: (key) => ({
    key,
    read(shape) {
      const archived = flagAt(shape, key);
      return archived === undefined ? undefined : archived ? 'archived' : 'active';
    },
    plain: (archived) => (archived === true ? 'archived' : archived === false ? 'active' : undefined),
    write: (status) => status === 'archived',
  }),
};

const SPECIAL = { name: requiredText, code: textOrNull, notes: textOrNull };

/** Every field that Forecast has, by the keys of its JSON. */
export const FIELD_KEYS: { readonly [K in Kind]: Partial<FieldKeys> } = {
  company: fieldKeys(keysOn('company', 'forecast'), { capacity: count }),
  role: fieldKeys(keysOn('role', 'forecast'), FORMATS, SPECIAL),
  client: fieldKeys(keysOn('client', 'forecast'), FORMATS, SPECIAL),
  person: fieldKeys(keysOn('person', 'forecast'), FORMATS, SPECIAL),
  project: fieldKeys(keysOn('project', 'forecast'), FORMATS, SPECIAL),
};
