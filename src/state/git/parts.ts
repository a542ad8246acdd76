/**
 * A text that grows at its end, such as a journal, as parts of one size. A push then sends the last part alone, and not all that the
 * server has already: git sends a blob whole, and the server keeps each.
 *
 * | text                | what its ref is at                               |
 * | ------------------- | ------------------------------------------------ |
 * | no longer than one  | the blob                                         |
 * | longer              | a tree of blobs, in the order of their names     |
 */
const PART_BYTES = 32 * 1024;

export function isInParts(text: Buffer): boolean {
  return text.length > PART_BYTES;
}

/** All but the last are the same however much the text has grown since. */
export function partsOf(text: Buffer): readonly Buffer[] {
  const count = Math.max(1, Math.ceil(text.length / PART_BYTES));
  return Array.from({ length: count }, (_, index) => text.subarray(index * PART_BYTES, (index + 1) * PART_BYTES));
}

/** What `git mktree` reads. */
export function treeInput(ids: readonly string[]): string {
  return ids.map((id, index) => `100644 blob ${id}\t${String(index).padStart(6, '0')}\n`).join('');
}

/** The ids in a tree as git keeps it: mode, name, NUL, the bytes of an id. `id`: the tree's own, as long as the others. */
export function idsInTree(tree: Buffer, id: string): readonly string[] {
  const ids: string[] = [];
  for (let at = 0; at < tree.length;) {
    const from = tree.indexOf(0, at) + 1;
    if (from === 0) break;
    at = from + id.length / 2;
    ids.push(tree.toString('hex', from, at));
  }
  return ids;
}
