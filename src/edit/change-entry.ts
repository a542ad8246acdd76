import type { Scalar, YAMLMap } from 'yaml';
import { isMap, isScalar } from '../config/nodes.ts';
import type { EntryChange, FileSet } from '../model/edit.ts';
import { SIDES } from '../model/side.ts';
import { insertPair, removePair } from './block.ts';
import { flowOf, insertFlow, removeFlow } from './flow.ts';
import { keyText, sameQuotes, setText, valueText } from './render.ts';
import type { Splice } from './splice.ts';
import type { Entry } from './survey.ts';
import { contentEnd, pairAt, type ParsedPair, type Tree } from './tree.ts';

/** Changes an entry's name, its ends, and the values under its `set:`. Nothing if it already says so. */
export function changeEntry({ tree, node }: Entry, to: EntryChange): readonly Splice[] {
  const ends = SIDES.flatMap((side) => {
    const value = to[side];
    return value === undefined || value === null ? [] : replaceScalar(tree, pairAt(node, side), value);
  });
  return [...changeName(tree, node, to.name), ...ends, ...changeSet(tree, node, to.set ?? {}, to.unset ?? [])];
}

function changeName(tree: Tree, entry: YAMLMap.Parsed, name: string | undefined): readonly Splice[] {
  if (name === undefined) return [];
  const pair = pairAt(entry, 'name');
  return pair ? replaceScalar(tree, pair, name) : addPair(tree, entry, 'name', valueText(name, tree.isJson));
}

function changeSet(
  tree: Tree,
  entry: YAMLMap.Parsed,
  set: FileSet,
  unset: readonly (keyof FileSet)[],
): readonly Splice[] {
  const pair = pairAt(entry, 'set');
  const values = Object.entries<string | number>(set);
  if (!pair) return values.length === 0 ? [] : [...addPair(tree, entry, 'set', setText(set, tree.isJson))];
  const map = pair.value;
  if (!isMap(map)) return [];
  const added = values.filter(([key]) => !pairAt(map, key));
  const removed = map.items.flatMap((item, index) =>
    unset.some((key) => isScalar(item.key) && item.key.value === key) ? [index] : [],
  );
  if (added.length === 0 && removed.length === map.items.length && removed.length > 0)
    return takePair(tree, entry, pair);
  if (added.length > 0 && removed.length > 0)
    return [
      { start: map.range[0], end: contentEnd(tree.text, map), text: setText(merged(map, set, unset), tree.isJson) },
    ];
  const replaced = values.flatMap(([key, value]) => replaceScalar(tree, pairAt(map, key), value));
  return [...replaced, ...addPairs(tree, map, added), ...takeItems(tree, map, removed)];
}

function merged(map: YAMLMap.Parsed, set: FileSet, unset: readonly string[]): FileSet {
  const before = map.items.map(({ key, value }): [string, unknown] => [
    String((key as Scalar.Parsed).value),
    (value as Scalar.Parsed).value,
  ]);
  const after = [...before.filter(([key]) => !Object.hasOwn(set, key)), ...Object.entries(set)];
  return Object.fromEntries(after.filter(([key]) => !unset.includes(key)));
}

function replaceScalar(tree: Tree, pair: ParsedPair | undefined, value: string | number): readonly Splice[] {
  const old = pair?.value;
  if (!isScalar(old) || old.value === value) return [];
  const text = sameQuotes(old, value, tree);
  return [{ start: old.range[0], end: contentEnd(tree.text, old), text }];
}

/** Adds a pair with its value on one line, at the end of a block or flow mapping. */
export function addPair(tree: Tree, map: YAMLMap.Parsed, key: string, text: string): readonly Splice[] {
  if (!map.flow && map.items.length > 0) return [insertPair(tree, map, keyText(key, tree.isJson), text)];
  const put = `${keyText(key, tree.isJson)}: ${text}`;
  return insertFlow(tree.text, flowOf(tree.text, map), map.items.length, [put], tree.eol);
}

function addPairs(
  tree: Tree,
  map: YAMLMap.Parsed,
  added: readonly (readonly [key: string, value: string | number])[],
): readonly Splice[] {
  if (added.length === 0) return [];
  if (!map.flow && map.items.length > 0)
    return added.map(([key, value]) => insertPair(tree, map, key, valueText(value, tree.isJson)));
  const put = added.map(([key, value]) => `${keyText(key, tree.isJson)}: ${valueText(value, tree.isJson)}`);
  return insertFlow(tree.text, flowOf(tree.text, map), map.items.length, put, tree.eol);
}

function takeItems(tree: Tree, map: YAMLMap.Parsed, removed: readonly number[]): readonly Splice[] {
  if (removed.length === 0) return [];
  if (map.flow) return removeFlow(tree.text, flowOf(tree.text, map), new Set(removed));
  return removed.flatMap((index) => removePair(tree, map.items[index] as ParsedPair) ?? []);
}

/** Removes a `set:` that has become empty. If its line has to stay, it becomes `set: {}`. */
function takePair(tree: Tree, entry: YAMLMap.Parsed, pair: ParsedPair): readonly Splice[] {
  if (entry.flow) return takeItems(tree, entry, [entry.items.indexOf(pair)]);
  const gone = removePair(tree, pair);
  if (gone) return [gone];
  const value = pair.value!;
  return [{ start: pair.key.range[1], end: contentEnd(tree.text, value), text: ': {}' }];
}
