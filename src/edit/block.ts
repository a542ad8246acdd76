import type { ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { insert, lineEnd, lineStart, linesAfter, nextLine, type Splice } from './splice.ts';
import { columnOf, contentEnd, pairEnd, type ParsedPair, type Tree } from './tree.ts';

/** The lines of a block list item. The first has no dash and no indentation, the others are indented from the first. */
export type ItemLines = readonly [string, ...string[]];

/** Puts items before the one at `index` of a block list, in its column and with its gap after the dash. */
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

/** Removes an item with all of its lines. Comments above it stay. */
export function removeItem({ text }: Tree, list: YAMLSeq.Parsed, index: number): Splice {
  const item = list.items[index]!;
  const start = dashLine(text, item, columnOf(text, list.range[0]));
  const end = contentEnd(text, item);
  const next = nextLine(text, end);
  // If the file does not end with a line break, the break before the item goes instead.
  if (next === text.length && text.at(-1) !== '\n' && start > 0)
    return { start: lineEnd(text, lineStart(text, start - 1)), end: next, text: '' };
  return { start, end: next, text: '' };
}

/** A new pair at the end of a block mapping. A string goes on the line of the key, lines go below it. */
export function insertPair(tree: Tree, map: YAMLMap.Parsed, key: string, value: string | readonly string[]): Splice {
  const { text, eol } = tree;
  const first = map.items[0] as ParsedPair;
  const indent = ' '.repeat(columnOf(text, first.key.range[0]));
  const lines = typeof value === 'string' ? [`${key}: ${value}`] : [`${key}:`, ...value];
  const blank = map === tree.root && areSectionsSpaced(text, map) ? [''] : [];
  const indented = lines.map((line) => (line === '' ? line : indent + line));
  return linesAfter(text, pairEnd(text, map.items.at(-1) as ParsedPair), [...blank, ...indented], eol);
}

/** Removes a pair with its lines. Null if its key follows a dash, because then the line has to stay. */
export function removePair({ text }: Tree, pair: ParsedPair): Splice | null {
  const start = lineStart(text, pair.key.range[0]);
  if (text.slice(start, pair.key.range[0]).trim() !== '') return null;
  return { start, end: nextLine(text, pairEnd(text, pair)), text: '' };
}

/** The file's indentation: that of its first block mapping inside another, or two spaces. */
export function indentUnit(tree: Tree): string {
  const nested = tree.root.items.find(({ value }) => value && 'items' in value && !value.flow && 'has' in value);
  const column = nested?.value ? columnOf(tree.text, nested.value.range[0]) : 0;
  return ' '.repeat(column > 0 ? column : 2);
}

/** The start of the line with an item's dash. The value may begin on a later line. */
function dashLine(text: string, item: ParsedNode, column: number): number {
  let start = lineStart(text, item.range[0]);
  while (start > 0 && !(text[start + column] === '-' && text.slice(start, start + column).trim() === ''))
    start = lineStart(text, start - 1);
  return start;
}

/** The spaces between the dash and the item. One space if the item begins on its own line. */
function gapOf(text: string, list: YAMLSeq.Parsed, column: number): string {
  const first = list.items[0]!;
  const start = dashLine(text, first, column);
  const gap = text.slice(start + column + 1, first.range[0]);
  return /^ +$/.test(gap) ? gap : ' ';
}

/** Whether an empty line separates every two items. */
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

/** The start of the comments directly above the first item: they are about that item. */
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
