import type { ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { endsLine, insert, lineEnd, lineStart, nextLine, skipBlank, type Splice } from './splice.ts';
import { pairEnd } from './tree.ts';

/**
 * The places of `[a, b]` or `{ a: 1, b: 2 }` in the text: after the opening bracket, before the closing one, and each
 * item.
 */
export interface Flow {
  readonly open: number;
  readonly close: number;
  readonly items: readonly { readonly start: number; readonly end: number }[];
}

export function flowOf(text: string, node: YAMLMap.Parsed | YAMLSeq.Parsed): Flow {
  const items =
    'get' in node && node.constructor.name === 'YAMLMap'
      ? (node as YAMLMap.Parsed).items.map((pair) => ({ start: pair.key.range[0], end: pairEnd(text, pair) }))
      : (node.items as readonly ParsedNode[]).map(({ range }) => ({ start: range[0], end: range[1] }));
  return { open: node.range[0] + 1, close: node.range[1] - 1, items };
}

/** Puts texts before the item at `index`, or at the end if there is no such item. */
export function insertFlow(
  text: string,
  flow: Flow,
  index: number,
  texts: readonly string[],
  eol: string,
): readonly Splice[] {
  const { items } = flow;
  const first = items[0];
  if (!first) return [insert(flow.open, padded(text, flow, texts.join(', ')))];
  const start = lineStart(text, first.start);
  // If each item has its own line, so does a new one.
  const indent = start > flow.open - 1 ? text.slice(start, first.start) : null;
  const separator = indent === null || indent.trim() !== '' ? ' ' : eol + indent;
  const after = items[index - 1];
  if (!after) return [insert(first.start, texts.map((each) => `${each},${separator}`).join(''))];
  return insertAfter(text, after.end, texts, separator);
}

/** Uses the comma that follows, if there is one. A comment after it stays with the item that it describes. */
function insertAfter(text: string, end: number, texts: readonly string[], separator: string): readonly Splice[] {
  const next = skipBlank(text, end);
  const hasComma = text[next] === ',';
  const from = hasComma ? next + 1 : end;
  const at = separator !== ' ' && endsLine(text, from) ? lineEnd(text, from) : from;
  const put = texts.map((each) => separator + each).join(',');
  if (hasComma) return [insert(at, `${put},`)];
  return at === end ? [insert(end, `,${put}`)] : [insert(end, ','), insert(at, put)];
}

/** `{}` becomes `{ a }`, `[]` becomes `[a]`. */
function padded(text: string, { open, close }: Flow, put: string): string {
  if (close > open) return text.slice(open, close).trim() === '' ? ` ${put}` : `${put} `;
  return text[open - 1] === '{' ? ` ${put} ` : put;
}

/** Removes items with their commas. An item on its own line takes the whole line with it. */
export function removeFlow(text: string, { items }: Flow, removed: ReadonlySet<number>): readonly Splice[] {
  const splices: Splice[] = [];
  const last = lastKept(items.length, removed);
  const hasTrailing = items.length > 0 && text[skipBlank(text, items.at(-1)!.end)] === ',';
  for (const [index, { start, end }] of items.entries()) {
    if (!removed.has(index)) continue;
    const next = skipBlank(text, end);
    const to = text[next] === ',' ? next + 1 : end;
    // The space before the closing bracket stays.
    const isLast = index === items.length - 1 && last !== null && !hasTrailing;
    splices.push(wholeLines(text, start, to) ?? { start, end: isLast ? to : blanksAfter(text, to), text: '' });
  }
  const kept = last === null ? undefined : items[last];
  const comma = kept && last !== items.length - 1 ? skipBlank(text, kept.end) : -1;
  if (comma < 0 || text[comma] !== ',' || hasTrailing) return splices;
  // The spaces after that comma go too, if the removed item is on the same line.
  const behind = blanksAfter(text, comma + 1);
  return [...splices, { start: comma, end: behind === items[(last ?? 0) + 1]?.start ? behind : comma + 1, text: '' }];
}

function wholeLines(text: string, start: number, end: number): Splice | null {
  const from = lineStart(text, start);
  if (text.slice(from, start).trim() !== '' || !endsLine(text, end)) return null;
  return { start: from, end: nextLine(text, end), text: '' };
}

function blanksAfter(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ' || text[at] === '\t') at += 1;
  return at;
}

/** The index of the last item that stays, or null if none does. */
function lastKept(count: number, removed: ReadonlySet<number>): number | null {
  for (let index = count - 1; index >= 0; index -= 1) if (!removed.has(index)) return index;
  return null;
}
