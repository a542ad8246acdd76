/**
 * The differences from the reviewed plan, as text. In: a plan that was compared with an earlier one. Out: lines.
 *
 * | item              | form                                          |
 * | ----------------- | --------------------------------------------- |
 * | new               | its block as it is now                        |
 * | changed           | its block as it was, then as it is now        |
 * | gone              | its block as it was                           |
 */
import type { Change, ComparedPlan, Differences, Since } from '../model/plan.ts';
import type { Conflict, ManualItem } from '../model/item.ts';
import { recordBlock } from './change-blocks.ts';
import type { Block } from './fold.ts';
import { BLANK, line, pasted, segments, renderLines, styled, type Line, type Layout } from './line.ts';
import { escapeText, type Printable } from './escape.ts';
import { conflictWords, manualWords } from './item-blocks.ts';

type Item = Change | ManualItem | Conflict;

/** `Since the plan of …: 1 new, 2 changed, 0 gone, 14 unchanged.`, and its digest. */
export function sinceLines({ created_at: at, digest, changes, manual, conflicts }: Since): readonly Line[] {
  const all = [changes, manual, conflicts];
  const sum = (of: (one: Differences<Item>) => number): number => all.reduce((total, one) => total + of(one), 0);
  const counts = [
    `${sum(({ added }) => added.length)} new`,
    `${sum(({ different }) => different.length)} changed`,
    `${sum(({ gone }) => gone.length)} gone`,
    `${sum(({ same }) => same)} unchanged`,
  ];
  return [
    line(0, styled('strong', segments`Since the plan of ${escapeText(at)}: ${escapeText(counts.join(', '))}.`)),
    pasted(0, segments`Its digest: ${escapeText(digest)}`),
  ];
}

/** Only the differences, for a plan that is refused. */
export function sinceText(plan: ComparedPlan, layout: Layout): Printable {
  const blocks = sinceBlocks(plan, layout).flatMap((block) => [...block.lines(), BLANK]);
  return renderLines([...sinceLines(plan.since), BLANK, ...blocks], layout);
}

/** One block for each item that changed. */
export function sinceBlocks(plan: ComparedPlan, layout: Layout): readonly Block[] {
  const { since } = plan;
  const of = <T extends Item>(now: readonly T[], differences: Differences<T>): readonly Block[] => {
    const byId = new Map(now.map((item) => [item.id, item]));
    const block = (words: string, ...items: readonly (readonly [string, Item | undefined])[]): Block => ({
      group: `${words} items`,
      lines: () => items.flatMap(([word, item]) => (item ? [heading(word), ...linesOf(item, layout)] : [])),
    });
    return [
      ...differences.added.map((id) => block('new', ['New:', byId.get(id)])),
      ...differences.different.map((was) => block('changed', ['Before:', was], ['Now:', byId.get(was.id)])),
      ...differences.gone.map((was) => block('gone', ['Gone:', was])),
    ];
  };
  return [...of(plan.changes, since.changes), ...of(plan.manual, since.manual), ...of(plan.conflicts, since.conflicts)];
}

function heading(words: string): Line {
  return line(0, styled('quiet', escapeText(words)));
}

function linesOf(item: Item, layout: Layout): readonly Line[] {
  if ('action' in item) return recordBlock([item], layout);
  return 'baseline' in item ? conflictWords(item) : manualWords(item);
}
