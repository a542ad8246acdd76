import type { YAMLSeq } from 'yaml';
import { isScalar } from '../config/nodes.ts';
import type { IgnoreKey } from '../model/ignored.ts';
import { PLURAL } from '../model/kind.ts';
import type { Side } from '../model/side.ts';
import { removeItem } from './block.ts';
import { flowOf, removeFlow } from './flow.ts';
import type { Splice } from './splice.ts';
import { ignoredPair, type Entry } from './survey.ts';
import { contentEnd, pairAt, type ParsedPair, type Tree } from './tree.ts';

/** Removes entries from one list. */
export function removeEntries(entries: readonly [Entry, ...Entry[]]): readonly Splice[] {
  const [{ tree, list, kind }] = entries;
  const pair = pairAt(pairAt(tree.root, 'links')?.value, PLURAL[kind])!;
  return removeItems(tree, pair, list, new Set(entries.map(({ index }) => index)));
}

/** Removes ids and patterns from one list under `ignore:`, every time they occur there. */
export function removeIgnored(
  tree: Tree,
  key: IgnoreKey,
  side: Side,
  entries: readonly (number | string)[],
): readonly Splice[] {
  const pair = ignoredPair(tree, key, side)!;
  const list = pair.value as YAMLSeq.Parsed;
  const removed = list.items.flatMap((item, index) =>
    isScalar(item) && entries.includes(item.value as number | string) ? [index] : [],
  );
  return removeItems(tree, pair, list, new Set(removed));
}

/** A list that becomes empty stays as `[]`. */
function removeItems(
  tree: Tree,
  { key }: ParsedPair,
  list: YAMLSeq.Parsed,
  removed: ReadonlySet<number>,
): readonly Splice[] {
  if (list.flow) return removeFlow(tree.text, flowOf(tree.text, list), removed);
  const splices = [...removed].map((index) => removeItem(tree, list, index));
  if (removed.size < list.items.length) return splices;
  const colon = tree.text.indexOf(':', key.range[1]) + 1;
  // If the file ends without a line break, removing the last item already removed the one after the key.
  const ends = contentEnd(tree.text, list) <= colon;
  return ends ? splices : [{ start: colon, end: colon, text: ' []' }, ...splices];
}
