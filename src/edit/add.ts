import type { YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isSeq } from '../config/nodes.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import { PLURAL, type RecordKind } from '../model/kind.ts';
import type { Side } from '../model/side.ts';
import { indentUnit, insertItems, insertPair, type ItemLines } from './block.ts';
import { addPair } from './change-entry.ts';
import { flowOf, insertFlow } from './flow.ts';
import { placed, placedIds } from './placement.ts';
import { entryLines, flowEntry, keyText, widestOf, type NewEntry } from './render.ts';
import { linesAfter, type Splice } from './splice.ts';
import { ignoredList, type Entry } from './survey.ts';
import { columnOf, pairAt, type ParsedPair, type Tree } from './tree.ts';

/** Adds entries of a kind to the file. If the list is empty, they take their style from `kin`. */
export function addEntries(
  tree: Tree,
  kind: RecordKind,
  entries: readonly Entry[],
  added: readonly NewEntry[],
  kin: Entry | undefined,
): readonly Splice[] {
  const list = entries[0]?.list;
  if (!list) {
    const unit = indentUnit(tree);
    const column = 2 * unit.length + 2;
    return create(tree, ['links', PLURAL[kind]], {
      flow: added.map((entry) => flowEntry(entry, kin, tree.isJson)),
      block: added.map((entry) => entryLines(entry, kin, column, 0)),
    });
  }
  const groups = [...placed(entries, added)];
  const neighbour = (index: number): Entry | undefined => entries[index - 1] ?? entries[index];
  if (list.flow) {
    const flow = flowOf(tree.text, list);
    return groups.flatMap(([index, group]) =>
      insertFlow(
        tree.text,
        flow,
        index,
        group.map((entry) => flowEntry(entry, neighbour(index), tree.isJson)),
        tree.eol,
      ),
    );
  }
  const column = columnOf(tree.text, list.range[0]) + 2;
  const widest = widestOf(entries);
  return groups.map(([index, group]) =>
    insertItems(
      tree,
      list,
      index,
      group.map((entry) => entryLines(entry, neighbour(index), column, widest)),
    ),
  );
}

/** Adds ids to an `ignore:` list. */
export function addIgnored(tree: Tree, key: IgnoreKey, side: Side, ids: readonly number[]): readonly Splice[] {
  const path = ['ignore', key, side];
  const list = ignoredList(tree, key, side);
  if (!list || list.items.length === 0) return create(tree, path, { flow: ids.map(String), block: null });
  return [...placedIds(list.items, ids)].flatMap(([index, group]) =>
    list.flow
      ? insertFlow(tree.text, flowOf(tree.text, list), index, group.map(String), tree.eol)
      : [
          insertItems(
            tree,
            list,
            index,
            group.map((id): ItemLines => [String(id)]),
          ),
        ],
  );
}

/** The first items of a new list. If `block` is null, the list is written in brackets even in a block file. */
interface First {
  readonly flow: readonly string[];
  readonly block: readonly ItemLines[] | null;
}

/** Creates the list at a path of keys, and the missing part of the path. */
function create(tree: Tree, path: readonly string[], first: First): readonly Splice[] {
  let map = tree.root;
  for (const [depth, key] of path.entries()) {
    const pair = pairAt(map, key);
    const rest = path.slice(depth + 1);
    if (!pair) return addBelow(tree, map, key, rest, first);
    const value = pair.value;
    if (value && (isMap(value) || isSeq(value)) && value.items.length === 0)
      return fill(tree, map, pair, value, rest, first);
    if (!isMap(value)) return [];
    map = value;
  }
  return [];
}

function addBelow(
  tree: Tree,
  map: YAMLMap.Parsed,
  key: string,
  rest: readonly string[],
  first: First,
): readonly Splice[] {
  const lines = map.flow ? null : linesOf(tree, rest, first);
  if (lines) return [insertPair(tree, map, keyText(key, tree.isJson), lines)];
  return addPair(tree, map, key, flowText(tree, rest, first));
}

/**
 * `links: {}` and `projects: []` show no style. Inside a block mapping they become block, otherwise their brackets are
 * filled.
 */
function fill(
  tree: Tree,
  map: YAMLMap.Parsed,
  pair: ParsedPair,
  empty: YAMLMap.Parsed | YAMLSeq.Parsed,
  rest: readonly string[],
  first: First,
): readonly Splice[] {
  const { text, eol } = tree;
  const lines = map.flow ? null : linesOf(tree, rest, first);
  if (!lines || text.slice(...(empty.range.slice(0, 2) as [number, number])).includes('\n')) {
    const put = isMap(empty)
      ? [`${keyText(rest[0]!, tree.isJson)}: ${flowText(tree, rest.slice(1), first)}`]
      : first.flow;
    return insertFlow(text, flowOf(text, empty), 0, put, eol);
  }
  const indent = ' '.repeat(columnOf(text, map.items[0]!.key.range[0]));
  const colon = text.indexOf(':', pair.key.range[1]) + 1;
  const gone = { start: colon, end: empty.range[1], text: '' };
  return [
    gone,
    linesAfter(
      text,
      empty.range[1],
      lines.map((line) => indent + line),
      eol,
    ),
  ];
}

/** The lines below the key, indented from it. Null if everything goes on the line of the key. */
function linesOf(tree: Tree, rest: readonly string[], first: First): readonly string[] | null {
  const unit = indentUnit(tree);
  if (!first.block) {
    const [next, ...deeper] = rest;
    return rest.length > 1 ? [`${unit}${next}: ${flowText(tree, deeper, first)}`] : null;
  }
  const items = first.block.flatMap((item) => item.map((line, nth) => (nth === 0 ? '- ' : '  ') + line));
  const below = rest.reduceRight<readonly string[]>(
    (lines, key) => [`${key}:`, ...lines.map((line) => unit + line)],
    items,
  );
  return below.map((line) => (rest.length === 0 ? listIndent(tree, unit) : unit) + line);
}

/** Some files indent a list below its key, some do not: this one's other lists decide. */
function listIndent(tree: Tree, unit: string): string {
  const links = pairAt(tree.root, 'links')?.value;
  const pairs = isMap(links) && !links.flow ? links.items : [];
  const other = pairs.find(({ value }) => isSeq(value) && !value.flow);
  if (!other?.value) return unit;
  return ' '.repeat(columnOf(tree.text, other.value.range[0]) - columnOf(tree.text, other.key.range[0]));
}

function flowText(tree: Tree, rest: readonly string[], { flow }: First): string {
  const list = `[${flow.join(', ')}]`;
  return rest.reduceRight((text, key) => `{ ${keyText(key, tree.isJson)}: ${text} }`, list);
}
