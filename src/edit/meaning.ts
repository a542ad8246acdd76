import { at, listAt } from '../config/cross-checks.ts';
import { ignoreKey, isIgnoring, type Edit, type EntryEnds, type IgnoreList } from '../model/edit.ts';
import { IGNORE_KEYS } from '../model/ignored.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import { SIDES } from '../model/side.ts';
import type { Tree } from './tree.ts';

/**
 * Whether the edits changed the meaning of the files exactly as they say. This compares plain data and never looks at
 * the text, so it finds what the editing of the text got wrong.
 */
export function sameMeaning(before: readonly Tree[], after: readonly Tree[], edits: readonly Edit[]): boolean {
  const wanted = meaningOf(before);
  for (const edit of edits) perform(wanted, edit);
  return JSON.stringify(canonical(wanted)) === JSON.stringify(canonical(meaningOf(after)));
}

interface WrittenEntry {
  readonly [key: string]: unknown;
}

/** What all files say together: entries by kind and ignored records by list. `rest` is the remainder of each file. */
interface Meaning {
  readonly links: Map<RecordKind, WrittenEntry[]>;
  readonly ignore: Map<string, unknown[]>;
  readonly rest: readonly unknown[];
}

function meaningOf(trees: readonly Tree[]): Meaning {
  const links = new Map<RecordKind, WrittenEntry[]>();
  const ignore = new Map<string, unknown[]>();
  for (const kind of RECORD_KINDS) {
    const entries = trees.flatMap(({ data }) => listAt(data, ['links', PLURAL[kind]]));
    links.set(kind, entries as WrittenEntry[]);
  }
  for (const key of IGNORE_KEYS)
    for (const side of SIDES)
      ignore.set(
        `${key} ${side}`,
        trees.flatMap(({ data }) => listAt(data, ['ignore', key, side])),
      );
  const rest = trees.map(({ data }) => ({
    ...(data as object),
    links: otherKeys(data, 'links'),
    ignore: otherKeys(data, 'ignore'),
  }));
  return { links, ignore, rest };
}

/** Keys under `links` or `ignore` that do not belong there. A valid file has none. */
function otherKeys(data: unknown, key: string): readonly string[] {
  const known: readonly string[] = [...Object.values(PLURAL), ...IGNORE_KEYS];
  return Object.keys((at(data, [key]) as object | undefined) ?? {}).filter((name) => !known.includes(name));
}

function perform({ links, ignore }: Meaning, edit: Edit): void {
  if (isIgnoring(edit)) return performIgnore(ignore, edit);
  const entries = links.get(edit.kind) ?? [];
  const index = entries.findIndex((entry) => isAt(entry, edit));
  if (edit.op === 'unlink')
    links.set(
      edit.kind,
      entries.filter((_, nth) => nth !== index),
    );
  else if (edit.op === 'link') {
    const { name, harvest, forecast, set } = edit;
    if (index >= 0) links.set(edit.kind, entries.with(index, owned(entries[index]!, set ?? {}, [])));
    else
      links.set(edit.kind, [
        ...entries,
        { ...(name !== undefined && { name }), harvest, forecast, ...(set && { set }) },
      ]);
  } else {
    const { set = {}, unset = [], ...ends } = edit.to;
    const found = index >= 0 ? index : entries.findIndex((entry) => isAt(entry, { ...edit, ...ends }));
    if (found >= 0) links.set(edit.kind, entries.with(found, owned({ ...entries[found]!, ...ends }, set, unset)));
  }
}

function performIgnore(ignore: Meaning['ignore'], edit: Extract<Edit, IgnoreList>): void {
  const key = `${ignoreKey(edit)} ${edit.side}`;
  const list = ignore.get(key) ?? [];
  if (edit.op === 'unignore')
    ignore.set(
      key,
      list.filter((entry) => entry !== edit.entry),
    );
  else if (!list.includes(edit.id)) ignore.set(key, [...list, edit.id]);
}

function isAt(entry: WrittenEntry, { harvest, forecast }: EntryEnds): boolean {
  return entry['harvest'] === harvest && entry['forecast'] === forecast;
}

function owned(entry: WrittenEntry, set: object, unset: readonly string[]): WrittenEntry {
  const values = Object.entries({ ...(entry['set'] as object | undefined), ...set });
  return { ...entry, set: Object.fromEntries(values.filter(([key]) => !unset.includes(key))) };
}

/** Equal for equal meanings: in one order, without empty parts. */
function canonical({ links, ignore, rest }: Meaning): unknown {
  return [
    [...links].map(([kind, entries]) => [kind, entries.map((entry) => JSON.stringify(sorted(entry))).sort()]),
    [...ignore].map(([key, list]) => [key, list.map((item) => JSON.stringify(item)).sort()]),
    rest.map(sorted),
  ];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const pairs = Object.entries(value).map(([key, each]) => [key, sorted(each)] as const);
  return Object.fromEntries(pairs.filter(([, each]) => !isEmpty(each)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
