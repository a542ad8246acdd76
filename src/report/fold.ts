/**
 * Long lists fold: the first few blocks of each group are shown, and the others are counted. In: blocks, each with its
 * group. Out: lines, block by block.
 */
import { BLANK, pasted, segments, type Line } from './line.ts';
import { escapeText } from './escape.ts';

export interface Block {
  /** What the block counts as, in the plural: "project updates in Forecast". */
  readonly group: string;
  readonly lines: () => readonly Line[];
}

/** A plan of more blocks than this folds. */
export const FOLD_OVER = 200;
/** How many blocks of each group are shown. */
export const KEPT = 5;

/** The blocks in order, with a blank line after each. If a group is folded, the count follows its last shown block. */
export function* fold(blocks: readonly Block[], folded: boolean): Iterable<readonly Line[]> {
  if (!folded) {
    for (const block of blocks) {
      yield block.lines();
      yield AFTER;
    }
    return;
  }
  for (const [group, all] of byGroup(blocks)) {
    for (const block of all.slice(0, KEPT)) yield [...block.lines(), BLANK];
    if (all.length > KEPT) yield [more(all.length, group), BLANK];
  }
}

const AFTER = [BLANK];

function byGroup(blocks: readonly Block[]): ReadonlyMap<string, readonly Block[]> {
  const groups = new Map<string, Block[]>();
  for (const block of blocks) {
    const group = groups.get(block.group);
    if (group) group.push(block);
    else groups.set(block.group, [block]);
  }
  return groups;
}

/** One line that says both what is missing and how to see it. */
function more(all: number, group: string): Line {
  return pasted(0, segments`… ${all - KEPT} more of ${all} ${escapeText(group)} (--full shows all)`);
}
