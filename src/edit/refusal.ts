import type { Diagnostic } from '../model/diagnostic.ts';
import type { Edit } from '../model/edit.ts';

/** Why nothing was edited. */
export type Refusal =
  /** hfsync does not read the file. */
  | { readonly reason: 'unreadable'; readonly diagnostics: readonly Diagnostic[] }
  /** The operation changes an entry that is not there. */
  | { readonly reason: 'no-entry'; readonly edit: Edit }
  /** Another entry links one of the two ids. */
  | { readonly reason: 'linked'; readonly edit: Edit; readonly path: string; readonly line: number }
  /** An id is still missing. */
  | { readonly reason: 'open'; readonly edit: Edit }
  /** The file is written in a way in which the operation cannot be done without touching what else it says. */
  | { readonly reason: 'unsure'; readonly path: string };
