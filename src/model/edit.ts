import type { IgnoreKey } from './ignored.ts';
import { PLURAL, type RecordKind } from './kind.ts';
import type { Side } from './side.ts';
import type { LinkSet } from './want.ts';

/**
 * What is done to `hfsync.yaml` and its includes, as data, in exactly the shape of the plan's JSON. An entry under `links:` is known
 * by its two ends, as they are written. Each operation says how the file is afterwards, so that to do it twice changes nothing.
 */
export type Edit =
  /** There is an entry with these ends, and with these values under `set:`. */
  | ({ readonly op: 'link'; readonly name?: string; readonly set?: FileSet } & EntryEnds)
  /** The entry gets other ends, values under `set:`, or loses some there. What is not named stays. */
  | ({ readonly op: 'change'; readonly to: EntryChange } & EntryEnds)
  /** There is no such entry. */
  | ({ readonly op: 'unlink' } & EntryEnds)
  /** `ignore:` names the record. */
  | ({ readonly op: 'ignore'; readonly id: number } & IgnoreList)
  /** That list has no such entry: an id, or a pattern on the name. */
  | ({ readonly op: 'unignore'; readonly entry: number | string } & IgnoreList);

/** There is an entry with these ends. */
export type LinkEdit = Extract<Edit, { readonly op: 'link' }>;

/** One of the lists under `ignore:`. */
export interface IgnoreList {
  readonly kind: RecordKind;
  readonly side: Side;
  /** Clients with all their projects. */
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

/** null: an id that a person has to name. */
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

/** Whether it can be carried out, or an id is still to be named. */
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

/** Of the two parts of the file, the one under `ignore:`. */
export function isIgnoring(edit: Edit): edit is Extract<Edit, IgnoreList> {
  return edit.op === 'ignore' || edit.op === 'unignore';
}
