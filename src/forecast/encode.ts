import type { FieldName, Values } from '../model/field.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { ENDPOINTS } from './endpoints.ts';

type Body = { readonly [key: string]: unknown };

/** Which fields Forecast knows, and by which key. */
const KEYS: { readonly [K in RecordKind]: { readonly [F in FieldName]?: string } } = {
  role: { name: 'name', pointer: 'harvest_role_id' },
  client: { name: 'name', status: 'archived', pointer: 'harvest_id' },
  person: {
    first_name: 'first_name',
    last_name: 'last_name',
    email: 'email',
    status: 'archived',
    capacity: 'weekly_capacity',
    roles: 'roles',
    pointer: 'harvest_user_id',
  },
  project: {
    name: 'name',
    code: 'code',
    client: 'client_id',
    status: 'archived',
    notes: 'notes',
    pointer: 'harvest_id',
  },
};

/**
 * What a new record has beside the given values: the body of Forecast's own web client (and of public clients), less what a
 * service default serves better. `login: disabled` sends no invitation.
 */
const NEW: { readonly [K in RecordKind]: Body } = {
  role: { person_ids: [], harvest_role_id: null },
  client: { archived: false, harvest_id: null },
  person: {
    last_name: '',
    email: null,
    login: 'disabled',
    admin: false,
    archived: false,
    subscribed: false,
    avatar_url: null,
    roles: [],
    color_blind: false,
    harvest_user_id: null,
    personal_feed_token_id: null,
  },
  project: {
    code: '',
    notes: null,
    start_date: null,
    end_date: null,
    tags: [],
    archived: false,
    harvest_id: null,
  },
};

export function encodeCreate(kind: RecordKind, values: Values): Body {
  return { [ENDPOINTS[kind].one]: { ...NEW[kind], ...encodeValues(kind, values) } };
}

/** The object as just read with the changed fields put in: a PUT may clear what it does not name. */
export function encodeUpdate(record: Pick<AccountRecord, 'kind' | 'raw'>, values: Values): Body {
  const { kind, raw } = record;
  if (kind === 'company') throw new Error('the company has a body of its own');
  if (!raw) throw new Error('a Forecast record can only be written as it was read');
  return { [ENDPOINTS[kind].one]: { ...raw, ...encodeValues(kind, values) } };
}

/** Seen in no public client: unverified on the live service. */
export function encodeCompany(values: Values): Body {
  const { capacity, ...others } = values;
  if (Object.keys(others).length > 0) throw new Error('only the capacity of a company can be written');
  return { account: { weekly_capacity: capacity } };
}

/** The path of a number that JavaScript could not hold exactly: giving the object back would change it. null: there is none. */
export function inexactNumber(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = inexactNumber(item, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function encodeValues(kind: RecordKind, values: Values): Body {
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    const key = KEYS[kind][field as FieldName];
    if (key === undefined) throw new Error(`Forecast has no field ${field} on a ${kind}`);
    body[key] = field === 'status' ? value === 'archived' : value;
  }
  return body;
}
