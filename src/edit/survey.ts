import type { YAMLMap, YAMLSeq } from 'yaml';
import { isMap, isScalar, isSeq } from '../config/nodes.ts';
import type { EntryEnds } from '../model/edit.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import type { Side } from '../model/side.ts';
import { pairAt, type ParsedPair, type Tree } from './tree.ts';

/** An entry under `links:`, with its place. */
export interface Entry {
  readonly tree: Tree;
  readonly kind: RecordKind;
  readonly list: YAMLSeq.Parsed;
  readonly index: number;
  readonly node: YAMLMap.Parsed;
}

/** All entries of all files. An entry can be found by both ends or by one. */
export interface Survey {
  readonly trees: readonly Tree[];
  at(ends: EntryEnds): Entry | undefined;
  /** Any entry that links one of these ids. */
  near(ends: EntryEnds): Entry | undefined;
  /** Any entry, preferably from this file. */
  any(tree: Tree): Entry | undefined;
  /** The entries of a kind in one file. */
  list(tree: Tree, kind: RecordKind): readonly Entry[];
}

export function survey(trees: readonly Tree[]): Survey {
  const byEnds = new Map<string, Entry>();
  const byEnd = new Map<string, Entry>();
  const lists = new Map<string, Entry[]>();
  for (const [nth, tree] of trees.entries()) {
    for (const kind of RECORD_KINDS) {
      const entries = entriesIn(tree, kind);
      lists.set(`${nth} ${kind}`, entries);
      for (const entry of entries) {
        const [harvest, forecast] = [valueAt(entry.node, 'harvest'), valueAt(entry.node, 'forecast')];
        byEnds.set(`${kind} ${harvest} ${forecast}`, entry);
        byEnd.set(`${kind} harvest ${harvest}`, entry).set(`${kind} forecast ${forecast}`, entry);
      }
    }
  }
  return {
    trees,
    at: ({ kind, harvest, forecast }) => byEnds.get(`${kind} ${harvest} ${forecast}`),
    near: ({ kind, harvest, forecast }) =>
      (typeof harvest === 'number' ? byEnd.get(`${kind} harvest ${harvest}`) : undefined) ??
      (typeof forecast === 'number' ? byEnd.get(`${kind} forecast ${forecast}`) : undefined),
    any: (tree) =>
      RECORD_KINDS.map((kind) => lists.get(`${trees.indexOf(tree)} ${kind}`)?.[0]).find(Boolean) ??
      [...lists.values()].flat()[0],
    list: (tree, kind) => lists.get(`${trees.indexOf(tree)} ${kind}`) ?? [],
  };
}

function entriesIn(tree: Tree, kind: RecordKind): Entry[] {
  const list = pairAt(pairAt(tree.root, 'links')?.value, PLURAL[kind])?.value;
  if (!isSeq(list)) return [];
  return list.items.flatMap((node, index) => (isMap(node) ? [{ tree, kind, list, index, node }] : []));
}

/** The list that `ignore:` has for a key and a side. */
export function ignoredList(tree: Tree, key: IgnoreKey, side: Side): YAMLSeq.Parsed | null {
  const list = ignoredPair(tree, key, side)?.value;
  return isSeq(list) ? list : null;
}

export function ignoredPair(tree: Tree, key: IgnoreKey, side: Side): ParsedPair | undefined {
  return pairAt(pairAt(pairAt(tree.root, 'ignore')?.value, key)?.value, side);
}

/** A scalar under a key as text, for comparing; empty if there is none. */
export function valueAt(map: YAMLMap.Parsed, key: string): string {
  const value = pairAt(map, key)?.value;
  return isScalar(value) ? String(value.value) : '';
}
