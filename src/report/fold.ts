/** Long lists fold: the first few of each group stay, the others are counted. In: blocks with a group. Out: lines. */
import { BLANK, line, pieces, type Line } from './line.ts';
import { show } from './show.ts';

export interface Block {
  /** What the block counts as, in the plural: "project updates in Forecast". */
  readonly group: string;
  readonly lines: () => readonly Line[];
}

/** A plan of more blocks than this folds. */
export const FOLD_OVER = 200;
/** What stays of each group. */
export const KEPT = 5;

/** Blocks in their order, a blank line after each; of a folded group the count follows its last shown block. */
export function fold(blocks: readonly Block[], folded: boolean): readonly Line[] {
  if (!folded) return blocks.flatMap((block) => [...block.lines(), BLANK]);
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const group = groups.get(block.group);
    if (group) group.push(block);
    else groups.set(block.group, [block]);
  }
  return [...groups].flatMap(([group, all]) => [
    ...all.slice(0, KEPT).flatMap((block) => [...block.lines(), BLANK]),
    ...(all.length > KEPT ? [more(all.length - KEPT, all.length, group), BLANK] : []),
  ]);
}

function more(rest: number, all: number, group: string): Line {
  return line(0, pieces`… and ${rest} more, ${all} in all: ${show(group)}`);
}
