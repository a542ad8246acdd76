/**
 * Chooses what to show of a long document. In: parts made of blocks, and the room for them. Out: the first blocks of
 * each part that fit its share, so that each part gets some room. A block is shown whole or not at all.
 */
export interface Part<T> {
  readonly blocks: readonly T[];
  /** The size of the part without its blocks, if any block is shown. */
  readonly frame: number;
}

/** The blocks of each part that are shown. `size` and `room` use the same unit. */
export function shareRoom<T>(
  parts: readonly Part<T>[],
  size: (block: T) => number,
  room: number,
): readonly (readonly T[])[] {
  const sizes = parts.map(({ blocks, frame }) => frame + blocks.reduce((sum, block) => sum + size(block), 0));
  const shown = parts.map((): readonly T[] => []);
  let left = room;
  // The smallest part comes first. What it leaves of its share goes to the others.
  const order = parts.map((_, index) => index).sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  order.forEach((index, nth) => {
    const part = parts[index];
    if (!part) return;
    const share = left / (order.length - nth);
    const blocks = fitting(part, size, share);
    if (blocks.length === 0) return;
    shown[index] = blocks;
    left -= part.frame + blocks.reduce((sum, block) => sum + size(block), 0);
  });
  return shown;
}

function fitting<T>({ blocks, frame }: Part<T>, size: (block: T) => number, share: number): readonly T[] {
  const kept: T[] = [];
  let used = frame;
  for (const block of blocks) {
    const needed = size(block);
    // Only a block that would not fit by itself is left out. Otherwise it would hide all the blocks after it.
    if (frame + needed > share) continue;
    if (used + needed > share) break;
    used += needed;
    kept.push(block);
  }
  return kept;
}

export interface Room {
  readonly size: (text: string) => number;
  /** In the unit of `size`. */
  readonly room: number;
}

/** How much more is prepared than fits, because a block that is too long is left out and makes room for others. */
const SPARE = 4;

/** The first blocks of a long list, no more than could be shown. Of 100,000 records, nearly all are never written. */
export function firstOf<I, O extends string>(
  items: readonly I[],
  write: (item: I) => O,
  { size, room }: Room,
): readonly O[] {
  const written: O[] = [];
  let used = 0;
  for (const item of items) {
    if (used > SPARE * room) break;
    const block = write(item);
    written.push(block);
    used += Math.min(size(block), room);
  }
  return written;
}
