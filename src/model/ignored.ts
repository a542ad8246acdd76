import type { RecordKind } from './kind.ts';

/** The lists under `ignore` in the file, in the order of its schema. */
export const IGNORE_KEYS = ['clients', 'clients_with_projects', 'projects', 'people', 'roles'] as const;
export type IgnoreKey = (typeof IGNORE_KEYS)[number];

/** The kind of record in each list. */
export const IGNORED_KIND = {
  clients: 'client',
  clients_with_projects: 'client',
  projects: 'project',
  people: 'person',
  roles: 'role',
} as const satisfies Record<IgnoreKey, RecordKind>;
