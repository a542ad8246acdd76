import { writeValues } from '../http/record-fields.ts';
import type { Values } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { RawRecord } from '../model/account.ts';
import type { AccountRecord } from '../model/record.ts';
import { ENDPOINTS } from './endpoints.ts';
import { FIELD_KEYS } from './fields.ts';

type Body = { readonly [key: string]: unknown };

/**
 * What a new record has besides the given values: the body that Forecast's own web client sends (and public clients),
 * without keys for which the service's default is better. `login: disabled` sends no invitation.
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

/** The object as just read, with the changed fields put in: a PUT may clear keys that it does not contain. */
export function encodeUpdate(record: Pick<AccountRecord, 'kind' | 'raw'>, values: Values): Body {
  const { kind, raw } = record;
  if (kind === 'company') throw new Error('the company has a body of its own');
  if (!raw) throw new Error('a Forecast record can only be written as it was read');
  return { [ENDPOINTS[kind].one]: { ...raw, ...encodeValues(kind, values) } };
}

/** The keys of a record that only Forecast sets (recorded answers). */
export const OWN_KEYS: readonly string[] = ['id', 'updated_at', 'updated_by_id'];

export function encodeTrimmed({ kind, raw }: Pick<AccountRecord, 'kind' | 'raw'>, values: Values): Body {
  const kept = Object.entries(raw ?? {}).filter(([key]) => !OWN_KEYS.includes(key));
  return encodeUpdate({ kind, raw: Object.fromEntries(kept) }, values);
}

/** Only the changed fields. One program writes projects like this in production (2026). */
export function encodePart(kind: RecordKind, values: Values, restored: RawRecord = {}): Body {
  return { [ENDPOINTS[kind].one]: { ...restored, ...encodeValues(kind, values) } };
}

/** The keys that people enter in a record of each kind. A write of something else must leave them alone. */
const ENTERED: { readonly [K in RecordKind]: readonly string[] } = {
  role: ['name', 'harvest_role_id', 'person_ids', 'placeholder_ids'],
  client: ['name', 'harvest_id', 'archived'],
  person: [
    'first_name',
    'last_name',
    'email',
    'harvest_user_id',
    'login',
    'admin',
    'roles',
    'weekly_capacity',
    'working_days',
    'archived',
  ],
  project: [
    ...['name', 'code', 'color', 'notes', 'start_date', 'end_date', 'tags', 'client_id', 'harvest_id', 'archived'],
  ],
};

/** What an archived person may lose. */
const GOES: readonly string[] = ['login', 'admin', 'roles'];

/**
 * The values that people entered in `before` and that a write of `values` has emptied. A different value is not a loss,
 * but an edit that somebody made between the reading and the write, and must not be overwritten.
 */
export function lostValues(kind: RecordKind, values: Values, before: RawRecord, after: RawRecord): RawRecord {
  const changed = encodeValues(kind, values);
  const isArchived = values.status === 'archived';
  const lost = ENTERED[kind].filter(
    (key) =>
      key in before &&
      key in after &&
      !(key in changed) &&
      !(isArchived && GOES.includes(key)) &&
      isEmpty(after[key]) &&
      !isSame(before[key], after[key]),
  );
  return Object.fromEntries(lost.map((key) => [key, before[key]]));
}

/** Whether a value is empty, as a service leaves a key that it did not get. `working_days` is an object of flags. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isEmpty);
  return value === null || value === undefined || value === '' || value === false;
}

/** Compares two values. Lists of roles and tags come in any order; an empty text equals null. */
function isSame(a: unknown, b: unknown): boolean {
  const plain = (value: unknown): string =>
    JSON.stringify(Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : (value ?? ''));
  return plain(a) === plain(b);
}

/** The keys of Forecast's JSON that `values` writes. */
export function writtenKeys(kind: RecordKind, values: Values): readonly string[] {
  return Object.keys(encodeValues(kind, values));
}

/** No public client sends this: unverified on the live service. */
export function encodeCompany(values: Values): Body {
  return { account: encodeValues('company', values) };
}

/**
 * The path of a number that JavaScript cannot hold exactly, so that sending the object back would change it. Null if
 * there is none.
 */
export function inexactNumber(value: unknown, path = ''): string | null {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, item] of Object.entries(value)) {
    const found = inexactNumber(item, path === '' ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function encodeValues(kind: Kind, values: Values): Body {
  return writeValues(FIELD_KEYS[kind], values, `Forecast's ${kind}`);
}
