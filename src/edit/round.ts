import { isScalar } from '../config/nodes.ts';
import { ignoreKey, type Edit, type EntryChange, type IgnoreList, type LinkEdit } from '../model/edit.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import type { RecordKind } from '../model/kind.ts';
import type { Side } from '../model/side.ts';
import { addEntries, addIgnored } from './add.ts';
import { changeEntry } from './change-entry.ts';
import type { Refusal } from './refusal.ts';
import { removeEntries, removeIgnored } from './remove.ts';
import type { NewEntry } from './render.ts';
import { lineOf, type Splice } from './splice.ts';
import { ignoredList, type Entry, type Survey } from './survey.ts';
import { pairAt, type Tree } from './tree.ts';

/** One round: how many operations it does, counted from the first, and which parts of each file change. */
export interface Round {
  readonly done: number;
  readonly splices: ReadonlyMap<Tree, readonly Splice[]>;
}

/** What the round has collected so far. */
interface Collected {
  readonly changed: Map<Entry, EntryChange>;
  readonly removed: Map<string, Entry[]>;
  readonly added: Map<string, { readonly tree: Tree; readonly kind: RecordKind; readonly entries: NewEntry[] }>;
  readonly ignored: Map<string, Ignored & { readonly ids: number[] }>;
  readonly unignored: Map<string, Ignored & { readonly entries: (number | string)[] }>;
  /**
   * What happens to each place. A round changes an entry once, and a list either grows or shrinks. A list that does not
   * exist yet is created in a separate round.
   */
  readonly touched: Map<string, string>;
}

interface Ignored {
  readonly tree: Tree;
  readonly key: IgnoreKey;
  readonly side: Side;
}

/** Takes operations, at least one, until the next would touch a place that this round already changes. */
export function nextRound(
  known: Survey,
  edits: readonly Edit[],
  fileOf: (edit: LinkEdit) => string | null,
): Round | Refusal {
  const round: Collected = {
    ...{ changed: new Map(), removed: new Map(), added: new Map(), ignored: new Map(), unignored: new Map() },
    touched: new Map(),
  };
  let done = 0;
  for (const edit of edits) {
    const taken = take({ ...known, fileOf }, round, edit);
    if (taken === 'later') break;
    if (taken !== 'done') return taken;
    done += 1;
  }
  return { done, splices: splicesOf(known, round) };
}

const ROUND = 'round';

type Taken = 'done' | 'later' | Refusal;

/** The entries, and the file for a new one. */
interface Known extends Survey {
  fileOf(edit: LinkEdit): string | null;
}

function take(known: Known, round: Collected, edit: Edit): Taken {
  if (edit.op === 'ignore') return takeIgnore(known, round, edit);
  if (edit.op === 'unignore') return takeUnignore(known, round, edit);
  if (!endsOf(edit).every((end) => claim(round, end, String(round.touched.size)))) return 'later';
  const entry = known.at(edit);
  switch (edit.op) {
    case 'link':
      return entry ? takeChange(round, entry, { set: edit.set ?? {} }) : takeLink(known, round, edit);
    case 'change': {
      const { harvest = edit.harvest, forecast = edit.forecast, set = {}, unset = [] } = edit.to;
      if (entry) return takeChange(round, entry, edit.to);
      const same = known.at({ kind: edit.kind, harvest, forecast });
      return same ? takeChange(round, same, { set, unset }) : { reason: 'no-entry', edit };
    }
    case 'unlink':
      return entry ? takeRemoval(known, round, entry) : 'done';
  }
}

/** Notes what happens to a place. False if something else already happens there. */
function claim({ touched }: Collected, place: string, what: string): boolean {
  if (touched.has(place) && touched.get(place) !== what) return false;
  touched.set(place, what);
  return true;
}

/** The records that an operation is about, before and after the change. */
function endsOf(edit: Exclude<Edit, IgnoreList>): readonly string[] {
  const all = [edit, ...(edit.op === 'change' ? [edit.to] : [])];
  const ends = all.flatMap(({ harvest, forecast }) => [
    ...(typeof harvest === 'number' ? [`${edit.kind} harvest ${harvest}`] : []),
    ...(typeof forecast === 'number' ? [`${edit.kind} forecast ${forecast}`] : []),
  ]);
  return [...new Set(ends)];
}

function takeChange(round: Collected, entry: Entry, to: EntryChange): Taken {
  if (!claim(round, ROUND, 'edit')) return 'later';
  round.changed.set(entry, to);
  return 'done';
}

function takeRemoval({ trees }: Survey, round: Collected, entry: Entry): Taken {
  const list = `list ${trees.indexOf(entry.tree)} ${entry.kind}`;
  if (!claim(round, list, 'remove') || !claim(round, ROUND, 'edit')) return 'later';
  round.removed.set(list, [...(round.removed.get(list) ?? []), entry]);
  return 'done';
}

function takeLink(known: Known, round: Collected, edit: LinkEdit): Taken {
  const { kind, harvest, forecast } = edit;
  const other = known.near(edit);
  if (other)
    return { reason: 'linked', edit, path: other.tree.path, line: lineOf(other.tree.text, other.node.range[0]) };
  if (harvest === null || forecast === null) return { reason: 'open', edit };
  const path = known.fileOf(edit);
  const tree =
    known.trees.find((each) => each.path === path) ?? mostOf(known.trees, (each) => known.list(each, kind).length);
  const list = `list ${known.trees.indexOf(tree)} ${kind}`;
  const isNew = known.list(tree, kind).length === 0;
  if (!claim(round, list, 'add') || !claim(round, ROUND, isNew ? list : 'edit')) return 'later';
  const found = round.added.get(list) ?? { tree, kind, entries: [] };
  found.entries.push({ ...named(edit.name), harvest, forecast, ...(edit.set && { set: edit.set }) });
  round.added.set(list, found);
  return 'done';
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}

function takeIgnore({ trees }: Survey, round: Collected, edit: Extract<Edit, { readonly op: 'ignore' }>): Taken {
  const { side, id } = edit;
  const key = ignoreKey(edit);
  if (trees.some((tree) => ignoredIn(tree, key, side).includes(id))) return 'done';
  const tree = mostOf(trees, (each) => ignoreScore(each, key, side));
  const place = `ignore ${trees.indexOf(tree)} ${key} ${side}`;
  const isNew = ignoredIn(tree, key, side).length === 0;
  if (!claim(round, place, 'add') || !claim(round, ROUND, isNew ? place : 'edit')) return 'later';
  const found = round.ignored.get(place) ?? { tree, key, side, ids: [] };
  if (!found.ids.includes(id)) found.ids.push(id);
  round.ignored.set(place, found);
  return 'done';
}

/** Removes the entry from every file and list where it occurs. */
function takeUnignore({ trees }: Survey, round: Collected, edit: Extract<Edit, { readonly op: 'unignore' }>): Taken {
  const { side, entry } = edit;
  const key = ignoreKey(edit);
  const found = trees.filter((tree) => ignoredIn(tree, key, side).includes(entry));
  const places = found.map((tree) => `ignore ${trees.indexOf(tree)} ${key} ${side}`);
  if (found.length > 0 && !claim(round, ROUND, 'edit')) return 'later';
  if (!places.every((place) => claim(round, place, 'remove'))) return 'later';
  for (const [nth, tree] of found.entries()) {
    const known = round.unignored.get(places[nth]!) ?? { tree, key, side, entries: [] };
    known.entries.push(entry);
    round.unignored.set(places[nth]!, known);
  }
  return 'done';
}

/** The ids and patterns of one list in one file. */
function ignoredIn(tree: Tree, key: IgnoreKey, side: Side): readonly unknown[] {
  const list = ignoredList(tree, key, side);
  return list ? list.items.map((item) => (isScalar(item) ? item.value : null)) : [];
}

/** Prefers the file that ignores such records, then one with that key, then one with any `ignore:`. */
function ignoreScore(tree: Tree, key: IgnoreKey, side: Side): number {
  const ignore = pairAt(tree.root, 'ignore')?.value;
  const own = pairAt(ignore, key)?.value;
  return 1e6 * Number(ignoredIn(tree, key, side).length > 0) + 2 * Number(Boolean(own)) + Number(Boolean(ignore));
}

/** The file with the highest score. If none scores, the main file. */
function mostOf(trees: readonly Tree[], score: (tree: Tree) => number): Tree {
  return trees.reduce((best, tree) => (score(tree) > score(best) ? tree : best));
}

function splicesOf(known: Survey, round: Collected): ReadonlyMap<Tree, readonly Splice[]> {
  const splices = new Map<Tree, Splice[]>();
  const put = (tree: Tree, more: readonly Splice[]): void =>
    void splices.set(tree, [...(splices.get(tree) ?? []), ...more]);
  for (const [entry, to] of round.changed) put(entry.tree, changeEntry(entry, to));
  for (const entries of round.removed.values()) put(entries[0]!.tree, removeEntries(entries as [Entry, ...Entry[]]));
  for (const { tree, kind, entries } of round.added.values())
    put(tree, addEntries(tree, kind, known.list(tree, kind), entries, known.any(tree)));
  for (const { tree, key, side, ids } of round.ignored.values()) put(tree, addIgnored(tree, key, side, ids));
  for (const { tree, key, side, entries } of round.unignored.values())
    put(tree, removeIgnored(tree, key, side, entries));
  return splices;
}
