/** A question to a person about one item, with the possible answers. In: an item and its ways out. Out: text. */
import { isComplete } from '../model/edit.ts';
import type { WayOut } from '../model/item.ts';
import type { OpenItem } from '../rules/choice.ts';
import { escapeProse, escapeText, escapeVerbatim, type Printable } from './escape.ts';
import { conflictWords, manualWords } from './item-blocks.ts';
import { BLANK, line, pasted, renderLines, segments, styled, type Layout, type Line } from './line.ts';

export interface Question {
  readonly item: OpenItem;
  /** In the order of their numbers. */
  readonly ways: readonly WayOut[];
  /** From 1. */
  readonly position: number;
  readonly total: number;
  /** How many steps can be undone. */
  readonly steps: number;
}

export function questionText({ item, ways, position, total, steps }: Question, layout: Layout): Printable {
  const canUndo = steps > 0 ? ['u  undo the last step'] : [];
  const keys = ['s  skip it for now', ...canUndo, 'q  leave: write what was chosen, or nothing'];
  return renderLines(
    [
      BLANK,
      line(0, segments`${styled('strong', segments`Item ${position} of ${total}`)}`),
      BLANK,
      ...('baseline' in item ? conflictWords(item) : manualWords(item)),
      BLANK,
      ...ways.flatMap((way, index) => wayLines(way, index + 1)),
      ...keys.map((text) => line(2, segments`${escapeText(text)}`, 5)),
    ],
    layout,
  );
}

function wayLines({ key, text, yaml = '', edits = [] }: WayOut, number: number): readonly Line[] {
  const hasOther = key === 'link' && edits.length > 0 && edits.every(isComplete);
  return [
    line(2, segments`${number}  ${escapeProse(text)}`, 5),
    ...yaml
      .split('\n')
      .filter((each) => each.trim() !== '')
      .map((each) => pasted(7, segments`${escapeVerbatim(each)}`)),
    ...(hasOther ? [line(5, segments`(${number} and an id links another record: ${number} 1001)`)] : []),
  ];
}
