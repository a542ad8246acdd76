import type { Counterpart } from '../model/counterpart.ts';
import type { Edit, EntryEnds, FileSet } from '../model/edit.ts';
import { FORMS, type FieldName, type FieldValue } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { ItemField, WayOut } from '../model/item.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { LinkSet, SourcePosition } from '../model/want.ts';
import { acceptsCapacity } from './refusals.ts';
import { editsYaml } from './yaml.ts';

/** What is known about a manual item or a conflict when its ways out are made. */
export interface Item {
  readonly rule: RuleId;
  readonly kind: Kind;
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly fields: readonly ItemField[];
  /** The entry in hfsync.yaml for this very record, with its ends as they are written. Null if there is none. */
  readonly entry: EntryEnds | null;
  /** What that entry sets. */
  readonly set: LinkSet;
  readonly at: SourcePosition | null;
  /**
   * Whether it is a client that is created with a project. Such a client counts as being in the file as long as the
   * project's entry is there.
   */
  readonly isBrought: boolean;
  readonly possible: Possible;
}

/** What can be carried out, so that hfsync offers no way out that would only wait again. */
export interface Possible {
  /** The sides on which the record exists. */
  readonly there: readonly Side[];
  /** Whether every end that exists is archived. Also true if none exists. */
  readonly isAsleep: boolean;
  /**
   * Ids of unlinked records on the other side with the same natural key. A single id is a match that is unique on both
   * sides.
   */
  readonly matches: readonly number[];
  /** The best candidate if it is exact or likely, and free to be linked. */
  best(): Counterpart | null;
  /** Another entry that links one of the two ends. */
  readonly rival: EntryEnds | null;
  /** Whether its entry is the only one of its kind in its file, so that removing it leaves an empty key. */
  isOnlyEntry(): boolean;
  /**
   * The entry that links the Harvest record with this id, if Forecast's pointer there names the Harvest record of this
   * item: the two entries have each other's.
   */
  crossed(id: number): EntryEnds | null;
  /** What ties up another record: its pair, or an entry that names it. Null if nothing does. */
  tie(kind: RecordKind, side: Side, id: number): Tie | null;
  /** For a client: whether it has active projects that are not linked. */
  hasLooseProjects(side: Side, id: number): boolean;
  /** For a project that is new on one side: the id of its client there, if that client is not linked either. */
  looseClient(): number | null;
  /**
   * Whether Forecast drops the pointer that hfsync sends for this kind, so that only Forecast's own import can link the
   * record.
   */
  readonly isDropped: boolean;
  /** Whether the record could be created on the other side. */
  create(): boolean;
  /** Whether both sides could get these values. */
  set(values: LinkSet): boolean;
}

/** A pair, or an entry that is not paired yet. */
export interface Tie {
  readonly ends: EntryEnds;
  readonly isPaired: boolean;
  /** The entry that declares it. Null if no entry does. */
  readonly entry: EntryEnds | null;
}

/** A way out that does not edit the file: a person does it in a web app. */
export function byHand(key: string, text: string): WayOut {
  return { key, text };
}

/** A way out that edits the file. Its YAML is made from the edits. */
export function wayOf(
  item: Pick<Item, 'at' | 'set'> & Partial<Pick<Item, 'possible'>>,
  key: string,
  text: string,
  edits: readonly Edit[],
): WayOut {
  const isOnly = item.possible?.isOnlyEntry() ?? false;
  const yaml = editsYaml(edits, item.at, fileSet(item.set), isOnly);
  return { key, text: yaml === null ? text : text.replace(/\.$/, ':'), edits, ...(yaml !== null && { yaml }) };
}

/** The `name` key for an entry, if there is a name. */
export function labelled(name: string | null): { readonly name?: string } {
  return name === null || name.trim() === '' ? {} : { name };
}

/** Values as the file has them. Capacity is in hours. */
function fileSet(set: LinkSet): FileSet {
  return set.capacity === undefined ? set : { ...set, capacity: set.capacity / SECONDS_PER_HOUR };
}

const SECONDS_PER_HOUR = 3600;

/**
 * Whether the file may contain the value. It may not contain a missing value, Forecast's null capacity, a temporary
 * name, or an empty text other than a code.
 */
export function isSayable(field: FieldName, value: FieldValue): boolean {
  if (typeof value === 'number') return FORMS[field] === 'capacity' && acceptsCapacity('harvest', value);
  if (typeof value !== 'string' || isTemporary(value.trim())) return false;
  if (FORMS[field] === 'email') return /^[^@\s<>"():;,]+@[^@\s<>"():;,]+$/.test(value);
  return field === 'code' || value.trim() !== '';
}

/** Edits that make the file own these values, in the existing entry or in a new one. */
export function setEdits(item: Item, values: LinkSet): readonly Edit[] {
  if (item.kind === 'company') return [];
  const set = fileSet(values);
  if (item.entry) return [{ op: 'change', ...item.entry, to: { set } }];
  const { kind, harvest, forecast } = item;
  return [{ op: 'link', kind, ...labelled(item.label), harvest, forecast, set }];
}

/**
 * Ways to make hfsync leave the record alone. They remove its entry, because a link would take precedence over
 * `ignore`. A client can also be ignored with its projects, and a project with its client and all other projects of
 * that client. There is no such way for a client that is created with a project.
 */
export function ignoreWays(item: Item, text: string, sides: readonly Side[]): WayOut[] {
  const edits = sides.flatMap((side) => ignoreEdits(item, side)).filter(isFirst);
  if (edits.length === 0 || item.isBrought) return [];
  return [wayOf(item, 'ignore', text, edits), ...withProjects(item, sides), ...withClient(item, sides)];
}

function withProjects(item: Item, sides: readonly Side[]): WayOut[] {
  const hasLoose = sides.some((side) => item.possible.hasLooseProjects(side, item[side] ?? 0));
  if (!hasLoose) return [];
  const edits = sides.flatMap((side) => ignoreEdits(item, side, true)).filter(isFirst);
  return [wayOf(item, 'ignore-with-projects', 'Ignore the client and all its projects.', edits)];
}

function withClient(item: Item, [side]: readonly Side[]): WayOut[] {
  const id = item.possible.looseClient();
  if (id === null || side === undefined) return [];
  const ignored: Edit = { op: 'ignore', kind: 'client', side, id, projects: true };
  const edits = item.entry ? [{ op: 'unlink', ...item.entry } as const, ignored] : [ignored];
  return [wayOf(item, 'ignore-client', 'Ignore its client, and all projects of that client.', edits)];
}

function isFirst(edit: Edit, index: number, all: readonly Edit[]): boolean {
  return all.findIndex((other) => JSON.stringify(other) === JSON.stringify(edit)) === index;
}

function ignoreEdits(item: Item, side: Side, projects = false): readonly Edit[] {
  const { kind, [side]: id } = item;
  if (kind === 'company' || id === null) return [];
  const ignored: Edit = { op: 'ignore', kind, side, id, ...(projects && { projects: true }) };
  return item.entry ? [{ op: 'unlink', ...item.entry }, ignored] : [ignored];
}
export function unlinked({ entry }: Item): readonly Edit[] {
  return entry ? [{ op: 'unlink', ...entry }] : [];
}
export function nameOf(item: Item): { readonly name?: string } {
  const [edit] = setEdits({ ...item, entry: null }, {});
  return edit?.op === 'link' && edit.name !== undefined ? { name: edit.name } : {};
}
