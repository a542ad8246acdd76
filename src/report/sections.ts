/**
 * The parts of a plan in order, for both the text and the Markdown view. In: a plan. Out: sections of blocks, one per
 * record or item.
 */
import { alonePutBack, isCompared, type Change, type Irreversible, type Plan } from '../model/plan.ts';
import { sideName } from '../model/side.ts';
import { recordBlock, recordsOf } from './change-blocks.ts';
import { counted } from './count.ts';
import type { Block } from './fold.ts';
import { line, segments, styled, type Layout } from './line.ts';
import { escapeProse, escapeText } from './escape.ts';
import { title } from './title.ts';
import { sinceBlocks } from './since.ts';
import { conflictBlock, MANUAL_SIGN, manualBlock, observationLine } from './item-blocks.ts';

export interface Section {
  readonly of: 'since' | 'changes' | 'baselines' | 'manual' | 'conflicts' | 'observations' | 'cannot';
  readonly words: string;
  /** The count for the heading: the number of blocks, or of things in them. */
  readonly total: string;
  readonly blocks: readonly Block[];
}

export function sectionsOf(plan: Plan, layout: Layout): readonly Section[] {
  return partsOf(plan, layout).map((part) => ({ total: String(part.blocks.length), ...part }));
}

type Part = Omit<Section, 'total'> & Partial<Pick<Section, 'total'>>;

function partsOf(plan: Plan, layout: Layout): readonly Part[] {
  const changed = changeBlocks(plan.changes, layout);
  return [
    { of: 'since', words: 'Changed since review', blocks: isCompared(plan) ? sinceBlocks(plan, layout) : [] },
    { of: 'changes', words: 'Changes', total: changesTotal(plan.changes.length, changed.length), blocks: changed },
    { of: 'baselines', words: 'Baselines put back without a write', blocks: baselineBlocks(plan) },
    {
      of: 'manual',
      words: 'Manual: for a person to do',
      blocks: plan.manual.map((item) => ({
        group: `${item.kind} items of rule ${item.rule}`,
        lines: () => manualBlock(item),
      })),
    },
    {
      of: 'conflicts',
      words: 'Conflicts: for a person to resolve',
      blocks: plan.conflicts.map((item) => ({
        group: `${item.kind} conflicts about ${item.field}`,
        lines: () => conflictBlock(item),
      })),
    },
    {
      of: 'observations',
      words: 'Observations',
      blocks: plan.observations.map((seen) => ({
        group: `observations of rule ${seen.rule}`,
        lines: () => [observationLine(seen)],
      })),
    },
    { of: 'baselines', words: 'Baselines left alone: synced again since', blocks: leftAloneBlocks(plan) },
    { of: 'cannot', words: 'Cannot be undone', blocks: (plan.undo?.cannot ?? []).map(cannotBlock) },
  ];
}

/** The baselines that an undo plan puts back for records that it does not write. */
function baselineBlocks(plan: Plan): readonly Block[] {
  return alonePutBack(plan).map(([address, baseline]) => ({
    group: 'baselines',
    lines: () => [
      line(
        0,
        segments`· ${styled('strong', escapeText(address))}: ${escapeProse(JSON.stringify(baseline) ?? 'none')}`,
        4,
      ),
    ],
  }));
}

function leftAloneBlocks({ undo }: Plan): readonly Block[] {
  return (undo?.left_alone ?? []).map(({ address, fields }) => ({
    group: 'baselines',
    lines: () => [line(0, segments`· ${styled('strong', escapeText(address))}: ${escapeText(fields.join(', '))}`, 4)],
  }));
}

/** What an undo plan cannot undo. */
function cannotBlock(item: Irreversible): Block {
  return {
    group: `${item.kind} ${item.action}s in ${sideName(item.account)}`,
    lines: () => [
      line(
        0,
        segments`${styled('wait', escapeText(MANUAL_SIGN))} ${title(item)}  ${escapeText(item.action)} in ${escapeText(sideName(item.account))}`,
        4,
      ),
      line(4, segments`${escapeProse(item.reason)}`, 4),
    ],
  };
}

function changeBlocks(changes: readonly Change[], layout: Layout): readonly Block[] {
  return recordsOf(changes).map((record): Block => ({
    get group() {
      return groupOf(record);
    },
    lines: () => recordBlock(record, layout),
  }));
}

/** The summary counts changes, but a block is a record, which several changes may write. */
function changesTotal(changes: number, records: number): string {
  return changes === records ? String(changes) : `${changes}, to ${counted(records, 'record')}`;
}

function groupOf(record: readonly Change[]): string {
  const first = record[0];
  if (!first) return '';
  const sides = [...new Set(record.map((change) => sideName(change.account)))].join(' and ');
  return `${first.kind} ${first.action}s in ${sides}`;
}
