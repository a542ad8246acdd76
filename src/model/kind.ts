/** What can be linked, in the order in which plans show it and changes depend on each other. */
export const KINDS = ['company', 'role', 'client', 'person', 'project'] as const;
export type Kind = (typeof KINDS)[number];

/** The kinds of which an account can have many. It always has exactly one company. */
export type RecordKind = Exclude<Kind, 'company'>;
export const RECORD_KINDS = ['role', 'client', 'person', 'project'] as const satisfies readonly RecordKind[];

/** The key of a kind in `hfsync.yaml` (`links.projects`, `ignore.people`). */
export const PLURAL = {
  role: 'roles',
  client: 'clients',
  person: 'people',
  project: 'projects',
} as const satisfies Record<RecordKind, string>;
