import type { IgnoreKey } from './ignored.ts';
import { PLURAL, type RecordKind } from './kind.ts';
import type { Side } from './side.ts';
import type { LinkSet } from './want.ts';

/**
 * Changes of `hfsync.yaml` and its includes, as data, in exactly the shape of the plan's JSON. An entry under `links:`
 * is identified by its two ends, as they are written. Each operation describes the result, so doing it twice changes
 * nothing more.
 */
export type Edit =
  /** An entry with these ends exists, with these values under `set:`. */
  | ({ readonly op: 'link'; readonly name?: string; readonly set?: FileSet } & EntryEnds)
  /** The entry gets other ends, gets values under `set:`, or loses some there. Everything else stays. */
  | ({ readonly op: 'change'; readonly to: EntryChange } & EntryEnds)
  /** No such entry exists. */
  | ({ readonly op: 'unlink' } & EntryEnds)
  /** `ignore:` names the record. */
  | ({ readonly op: 'ignore'; readonly id: number } & IgnoreList)
  /** That list does not contain the entry: an id, or a pattern on the name. */
  | ({ readonly op: 'unignore'; readonly entry: number | string } & IgnoreList);

/** An edit that adds an entry. */
export type LinkEdit = Extract<Edit, { readonly op: 'link' }>;

/** One of the lists under `ignore:`. */
export interface IgnoreList {
  readonly kind: RecordKind;
  readonly side: Side;
  /** Only for clients: ignore all their projects too. */
  readonly projects?: true;
}

export interface EntryEnds {
  readonly kind: RecordKind;
  readonly harvest: End;
  readonly forecast: End;
}

/** The key of the list in the file. */
export function ignoreKey({ kind, projects }: IgnoreList): IgnoreKey {
  return projects ? 'clients_with_projects' : PLURAL[kind];
}

/** Null is an id that a person still has to name. */
export type End = number | 'create' | null;

/** Values as the file writes them: capacity in hours a week. */
export type FileSet = LinkSet;

export interface EntryChange {
  /** The label. */
  readonly name?: string;
  readonly harvest?: End;
  readonly forecast?: End;
  readonly set?: FileSet;
  readonly unset?: readonly (keyof FileSet)[];
}

/** Whether all ids are known. If not, a person has to name one first. */
export function isComplete(edit: Edit): boolean {
  if (isIgnoring(edit)) return true;
  const ends = [edit.harvest, edit.forecast, ...(edit.op === 'change' ? [edit.to.harvest, edit.to.forecast] : [])];
  return !ends.includes(null);
}

/** The same with each open end replaced by the id that a person named. */
export function completed(edit: Edit, id: number): Edit {
  if (isIgnoring(edit)) return edit;
  const ends = { harvest: edit.harvest ?? id, forecast: edit.forecast ?? id };
  if (edit.op !== 'change') return { ...edit, ...ends };
  const filled = Object.entries(edit.to).map(([key, value]) => [key, value === null ? id : (value as unknown)]);
  return { ...edit, ...ends, to: Object.fromEntries(filled) as EntryChange };
}

/** Whether it changes `ignore:`, not `links:`. */
export function isIgnoring(edit: Edit): edit is Extract<Edit, IgnoreList> {
  return edit.op === 'ignore' || edit.op === 'unignore';
}
