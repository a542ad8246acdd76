import type { ForecastId, HarvestId } from './id.ts';
import type { RecordKind } from './kind.ts';
import type { FieldName, FieldTypes } from './field.ts';
import type { Side } from './side.ts';

/** *want*: `hfsync.yaml` with its includes, resolved: nothing is optional, and all defaults are filled in. */
export interface Want {
  readonly path: string;
  /** sha256 (hex) over the bytes of the file and its includes, in order. */
  readonly sha256: string;
  /** How the services can contact whoever runs hfsync: a link or an e-mail address. */
  readonly contact: string | null;
  readonly harvest: AccountWant;
  readonly forecast: AccountWant;
  readonly pointers: 'report' | 'trust';
  readonly firstSync: Side | 'manual';
  readonly conflicts: Side | 'manual';
  readonly harvestEditor: Editor;
  readonly budgets: 'auto' | 'off';
  readonly roles: 'sync' | 'off';
  readonly company: 'sync' | 'off';
  readonly newProject: NewProject;
  readonly guards: GuardLimits;
  readonly state: { readonly backend: 'local' | 'http' | 'postgres' | 'git'; readonly path: string };
  readonly links: { readonly [K in RecordKind]: readonly Link[] };
  readonly ignore: { readonly [K in RecordKind]: IgnoredOf };
  /** Clients that are ignored with all their projects. */
  readonly ignoreWithProjects: IgnoredOf;
}

/** Ids, and patterns on names. */
export type IgnoredOf = { readonly [S in Side]: readonly (number | string)[] };

/** Who made an edit: the person, another user, or not known. */
export type Editor = 'self' | 'other' | 'unknown';

export interface AccountWant {
  readonly account: number;
  /** The name of the environment variable that holds the token. Only `app` reads its value. */
  readonly tokenVariable: string;
  readonly rate: { readonly requests: number; readonly seconds: number };
}

/** Settings of a project that hfsync creates in Harvest (`POST /projects`). */
export interface NewProject {
  readonly is_billable: boolean;
  readonly bill_by: string;
  readonly budget_by: string;
}

export interface GuardLimits {
  readonly max_changes: number;
  readonly max_role_deletes: number;
  readonly max_archives: number;
  readonly max_changed_share: number;
}

export interface SourcePosition {
  readonly path: string;
  readonly line: number;
}

/** The first and last line of an entry. */
export interface SourceLines extends SourcePosition {
  readonly lastLine: number;
}

/** One entry under `links:`. At most one end is `create`. */
export interface Link {
  readonly kind: RecordKind;
  /** A label for the reader, never synced. */
  readonly label: string | null;
  readonly harvest: HarvestId | 'create';
  readonly forecast: ForecastId | 'create';
  /** Fields the file owns. Capacity is in seconds here (hours in the file). */
  readonly set: LinkSet;
  readonly at: SourceLines;
}

/**
 * Values that the file owns. The table of fields says which it may own (`settable`), and so does the schema of the
 * file.
 */
export type LinkSet = { readonly [F in FieldName]?: Extract<FieldTypes[F], string | number> };
