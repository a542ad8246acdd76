import type { FieldName, Values } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { NewProject } from '../model/want.ts';

type Body = { readonly [key: string]: unknown };

/** Which fields Harvest knows, and by which key of its requests. */
const KEYS: { readonly [K in Kind]: { readonly [F in FieldName]?: string } } = {
  company: { capacity: 'weekly_capacity' },
  role: { name: 'name' },
  client: { name: 'name', status: 'is_active' },
  person: {
    first_name: 'first_name',
    last_name: 'last_name',
    email: 'email',
    status: 'is_active',
    capacity: 'weekly_capacity',
    roles: 'roles',
  },
  project: { name: 'name', code: 'code', client: 'client_id', status: 'is_active' },
};

/** The body of a PATCH: the given values alone, so that nothing nobody changed is ever sent. */
export function encodeUpdate(kind: Kind, values: Values): Body {
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const key = KEYS[kind][field as FieldName];
    if (key === undefined) throw new Error(`Harvest has no field ${field} on a ${kind}`);
    body[key] = field === 'status' ? value === 'active' : value;
  }
  return body;
}

/** The body of a POST. A user is never created: Harvest would invite that person by e-mail. */
export function encodeCreate(kind: RecordKind, values: Values, settings: NewProject | undefined): Body {
  if (kind === 'person') throw new Error('hfsync never creates a Harvest user');
  return { ...encodeUpdate(kind, values), ...(kind === 'project' && settings) };
}
