import type { Diagnostic } from '../model/diagnostic.ts';
import type { Edit } from '../model/edit.ts';

/** Why nothing was edited. */
export type Refusal =
  /** hfsync cannot read the file. */
  | { readonly reason: 'unreadable'; readonly diagnostics: readonly Diagnostic[] }
  /** The operation changes an entry that does not exist. */
  | { readonly reason: 'no-entry'; readonly edit: Edit }
  /** Another entry already links one of the two ids. */
  | { readonly reason: 'linked'; readonly edit: Edit; readonly path: string; readonly line: number }
  /** An id is still missing. */
  | { readonly reason: 'open'; readonly edit: Edit }
  /** The way the file is written does not allow the operation without changing something else. */
  | { readonly reason: 'unsure'; readonly path: string };
