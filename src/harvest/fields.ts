import {
  count,
  fieldKeys,
  requiredText,
  text,
  textOrNull,
  texts,
  type FieldKeys,
  type Formats,
} from '../http/record-fields.ts';
import { flagAt, idAt, objectAt, readShape } from '../http/shape.ts';
import type { Form } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import { isId } from '../model/id.ts';
import { isObject } from '../model/json.ts';
import { keysOn } from '../rules/fields.ts';

const FORMATS: Formats<Exclude<Form, 'pointer'>> = {
  text,
  email: text,
  capacity: count,
  roles: texts,
  status: (key) => ({
    key,
    read(shape) {
      const active = flagAt(shape, key);
      return active === undefined ? undefined : active ? 'active' : 'archived';
    },
    plain: (active) => (active === true ? 'active' : active === false ? 'archived' : undefined),
    write: (status) => status === 'active',
  }),
  /** Answers contain the client as an object, requests take its id. */
  client: (key) => ({
    key,
    read(shape) {
      const client = objectAt(shape, 'client');
      return client && idAt(readShape(client, 'harvest', '/projects', 'client of a project'), 'id');
    },
    plain(client) {
      const id = isObject(client) ? client['id'] : undefined;
      return isId(id) ? id : undefined;
    },
  }),
};

/** Harvest documents null only for a project's `code` (API docs, projects). */
const SPECIAL = { name: requiredText, code: textOrNull };

/** Every field that Harvest has, by the keys of its JSON. */
export const FIELD_KEYS: { readonly [K in Kind]: Partial<FieldKeys> } = {
  company: fieldKeys(keysOn('company', 'harvest'), FORMATS),
  role: fieldKeys(keysOn('role', 'harvest'), FORMATS, SPECIAL),
  client: fieldKeys(keysOn('client', 'harvest'), FORMATS, SPECIAL),
  person: fieldKeys(keysOn('person', 'harvest'), FORMATS, SPECIAL),
  project: fieldKeys(keysOn('project', 'harvest'), FORMATS, SPECIAL),
};
