import { IGNORE_KEYS } from '../model/ignored.ts';
import { RECORD_KINDS, PLURAL } from '../model/kind.ts';

/** Where a value is in a file: keys, and indexes of lists. */
export type Path = readonly (string | number)[];

const PLURALS: readonly string[] = RECORD_KINDS.map((kind) => PLURAL[kind]);

/**
 * Which keys belong below which, for mistakes that the schema cannot tell apart. A test compares this with the schema.
 */
export const KEYS_BELOW: { readonly [key: string]: readonly string[] } = {
  '': [
    ...[
      'version',
      'harvest',
      'forecast',
      'contact',
      'include',
      'pointers',
      'first_sync',
      'conflicts',
      'harvest_editor',
    ],
    ...['budgets', 'roles', 'company', 'new_project', 'guards', 'state', 'links', 'ignore'],
  ],
  harvest: ['account', 'token', 'rate'],
  forecast: ['account', 'token', 'rate'],
  rate: ['requests', 'seconds'],
  new_project: ['is_billable', 'bill_by', 'budget_by'],
  guards: ['max_changes', 'max_role_deletes', 'max_archives', 'max_changed_share'],
  state: ['backend', 'path'],
  links: PLURALS,
  ignore: IGNORE_KEYS,
  entry: ['name', 'harvest', 'forecast', 'set'],
  set: ['name', 'status', 'code', 'first_name', 'last_name', 'email', 'capacity'],
};
/** The only keys that an included file may have. */
const INCLUDED = ['version', 'links', 'ignore'];
const KEYS = new Set(Object.values(KEYS_BELOW).flat());

export function isKey(word: string): boolean {
  return KEYS.has(word);
}

/** Whether a key is allowed only in hfsync.yaml itself. */
export function isRootOnly(word: string): boolean {
  return isRootKey(word) && !INCLUDED.includes(word);
}

export function isRootKey(word: string): boolean {
  return KEYS_BELOW['']?.includes(word) ?? false;
}

/** Words that other tools use for our keys. */
export const SYNONYMS: { readonly [word: string]: string } = {
  ...{ users: 'people', persons: 'people', person: 'people', employees: 'people', team: 'people', members: 'people' },
  ...{ customers: 'clients', companies: 'clients', jobs: 'projects', positions: 'roles', exclude: 'ignore' },
  ...{ skip: 'ignore', includes: 'include', id: 'account', account_id: 'account', access_token: 'token' },
  ...{ imports: 'include', import: 'include', extends: 'include', $ref: 'include', files: 'include' },
  ...{ hours: 'capacity', weekly_capacity: 'capacity', mail: 'email', label: 'name' },
};
