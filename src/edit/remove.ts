import { removeItem } from './block.ts';
import { flowOf, removeFlow } from './flow.ts';
import type { Splice } from './splice.ts';
import type { Entry } from './survey.ts';
import { contentEnd, pairAt } from './tree.ts';
import { PLURAL } from '../model/kind.ts';

/** Takes entries of one list away. A list of which nothing is left stays as `[]`. */
export function removeEntries(entries: readonly [Entry, ...Entry[]]): readonly Splice[] {
  const [{ tree, list, kind }] = entries;
  const removed = new Set(entries.map(({ index }) => index));
  if (list.flow) return removeFlow(tree.text, flowOf(tree.text, list), removed);
  const splices = [...removed].map((index) => removeItem(tree, list, index));
  if (removed.size < list.items.length) return splices;
  const key = pairAt(pairAt(tree.root, 'links')?.value, PLURAL[kind])!.key;
  const colon = tree.text.indexOf(':', key.range[1]) + 1;
  // The list's own line break, where the file ends without one, is gone with its last entry.
  const ends = contentEnd(tree.text, list) <= colon;
  return ends ? splices : [{ start: colon, end: colon, text: ' []' }, ...splices];
}
