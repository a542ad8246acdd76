import type { ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { insert, lineEnd, lineStart, linesAfter, nextLine, type Splice } from './splice.ts';
import { columnOf, contentEnd, pairEnd, type ParsedPair, type Tree } from './tree.ts';

/** An item of a block list as lines: the first without its dash and indentation, the others indented below the first. */
export type ItemLines = readonly [string, ...string[]];

/** Puts items before the one at `index` of a block list, as its neighbours are: the same column, the same gap behind the dash. */
export function insertItems(
  { text, eol }: Tree,
  list: YAMLSeq.Parsed,
  index: number,
  items: readonly ItemLines[],
): Splice {
  const column = columnOf(text, list.range[0]);
  const gap = gapOf(text, list, column);
  const blank = isSpaced(text, list, column) ? [''] : [];
  const lines = items.map((item) =>
    item.map((line, nth) => ' '.repeat(column) + (nth === 0 ? '-' + gap : ' ' + ' '.repeat(gap.length)) + line),
  );
  const before = list.items[index - 1];
  if (before)
    return linesAfter(
      text,
      contentEnd(text, before),
      lines.flatMap((each) => [...blank, ...each]),
      eol,
    );
  const at = commentsAbove(text, dashLine(text, list.items[0]!, column), column);
  const put = lines.flatMap((each) => [...each, ...blank]);
  return insert(at, put.map((line) => line + eol).join(''));
}

/** Takes an item away, with the whole of its lines. Comments above it stay. */
export function removeItem({ text }: Tree, list: YAMLSeq.Parsed, index: number): Splice {
  const item = list.items[index]!;
  const start = dashLine(text, item, columnOf(text, list.range[0]));
  const end = contentEnd(text, item);
  const next = nextLine(text, end);
  // The last line of a file that has no last line break: the one before it goes in its place.
  if (next === text.length && text.at(-1) !== '\n' && start > 0)
    return { start: lineEnd(text, lineStart(text, start - 1)), end: next, text: '' };
  return { start, end: next, text: '' };
}

/** A new pair at the end of a block mapping. `value`: on the line of the key, or lines below it. */
export function insertPair(tree: Tree, map: YAMLMap.Parsed, key: string, value: string | readonly string[]): Splice {
  const { text, eol } = tree;
  const first = map.items[0] as ParsedPair;
  const indent = ' '.repeat(columnOf(text, first.key.range[0]));
  const lines = typeof value === 'string' ? [`${key}: ${value}`] : [`${key}:`, ...value];
  const blank = map === tree.root && areSectionsSpaced(text, map) ? [''] : [];
  const indented = lines.map((line) => (line === '' ? line : indent + line));
  return linesAfter(text, pairEnd(text, map.items.at(-1) as ParsedPair), [...blank, ...indented], eol);
}

/** Takes a pair away with its lines; null where its key stands behind a dash, so that the line has to stay. */
export function removePair({ text }: Tree, pair: ParsedPair): Splice | null {
  const start = lineStart(text, pair.key.range[0]);
  if (text.slice(start, pair.key.range[0]).trim() !== '') return null;
  return { start, end: nextLine(text, pairEnd(text, pair)), text: '' };
}

/** How far a block list stands right of its key, and a mapping right of its own: as in the rest of the file. */
export function indentUnit(tree: Tree): string {
  const nested = tree.root.items.find(({ value }) => value && 'items' in value && !value.flow && 'has' in value);
  const column = nested?.value ? columnOf(tree.text, nested.value.range[0]) : 0;
  return ' '.repeat(column > 0 ? column : 2);
}

/** The line of an item's dash: the value may begin on a later one. */
function dashLine(text: string, item: ParsedNode, column: number): number {
  let start = lineStart(text, item.range[0]);
  while (start > 0 && !(text[start + column] === '-' && text.slice(start, start + column).trim() === ''))
    start = lineStart(text, start - 1);
  return start;
}

/** What stands between the dash and the item; one blank where the item begins on a line of its own. */
function gapOf(text: string, list: YAMLSeq.Parsed, column: number): string {
  const first = list.items[0]!;
  const start = dashLine(text, first, column);
  const gap = text.slice(start + column + 1, first.range[0]);
  return /^ +$/.test(gap) ? gap : ' ';
}

/** Whether there is an empty line between any two items. */
function isSpaced(text: string, list: YAMLSeq.Parsed, column: number): boolean {
  const between = list.items.slice(1).map((item, index) => {
    const end = contentEnd(text, list.items[index]!);
    return text.slice(lineEnd(text, end), dashLine(text, item, column));
  });
  return between.length > 0 && between.every((part) => /\n[ \t]*\r?\n/.test(part));
}

function areSectionsSpaced(text: string, map: YAMLMap.Parsed): boolean {
  return map.items.some((pair, index) => {
    const next = map.items[index + 1];
    return next && /\n[ \t]*\r?\n/.test(text.slice(pairEnd(text, pair), next.key.range[0]));
  });
}

/** Comments directly above the first item are about it. */
function commentsAbove(text: string, start: number, column: number): number {
  let at = start;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    const line = text.slice(above, lineEnd(text, above));
    if (!line.trim().startsWith('#') || line.length - line.trimStart().length !== column) return at;
    at = above;
  }
  return at;
}
