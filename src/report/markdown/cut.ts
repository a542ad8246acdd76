/**
 * What of a long document is shown. In: parts of whole blocks, and the room for them. Out: of each part the first blocks that fit
 * its share, so that no part is starved by another; a block is shown whole or not at all.
 */
export interface Part<T> {
  readonly blocks: readonly T[];
  /** What the part takes besides its blocks, where any is shown. */
  readonly frame: number;
}

/** How many blocks of each part are shown. `size` and `room` in the same unit. */
export function shareRoom<T>(parts: readonly Part<T>[], size: (block: T) => number, room: number): readonly number[] {
  const sizes = parts.map(({ blocks, frame }) => frame + blocks.reduce((sum, block) => sum + size(block), 0));
  const shown = parts.map(() => 0);
  let left = room;
  // The smallest first: what it leaves of its share goes to the others.
  const order = parts.map((_, index) => index).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  order.forEach((index, nth) => {
    const part = parts[index];
    if (!part || part.blocks.length === 0) return;
    const share = left / (order.length - nth);
    let used = part.frame;
    for (const block of part.blocks) {
      const next = used + size(block);
      if (next > share) break;
      used = next;
      shown[index] = (shown[index] ?? 0) + 1;
    }
    if (shown[index]) left -= used;
  });
  return shown;
}
