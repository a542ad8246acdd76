/**
 * Lines of text for people. In: segments of escaped text with a style. Out: wrapped, coloured text. Width and colour
 * are arguments, so this does not depend on a terminal. A continuation line never begins with text from outside,
 * because CI runners and readers take the start of a line for hfsync's own.
 */
import { quotePart, quote, type Printable, type Escaped } from './escape.ts';
import type { Layout, Line, Segment, Style } from './segment.ts';
import { rowsOf } from './rows.ts';

export type { Layout, Line, Segment, Style } from './segment.ts';

type Part = Escaped | number | Segment | readonly Segment[];

/**
 * `segments\`name ${quote(x)}\``: the words of the template are hfsync's own, and every inserted value must be
 * `Escaped`.
 */
export function segments(words: TemplateStringsArray, ...parts: readonly Part[]): readonly Segment[] {
  const result: Segment[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word !== '') result.push({ text: word, style: 'plain', from: 'ours' });
    const part = parts[index];
    if (typeof part === 'object') addAll(result, part);
    else if (part !== undefined) result.push(toSegment(part));
  }
  return result;
}

/** A name in double quotes. */
export function name(text: string, limit?: number): Segment {
  return { text: quote(text, limit), style: 'plain', from: 'name' };
}

/** A part of a name, without quotes. */
export function namePart(text: string, limit?: number): Segment {
  return { text: quotePart(text, limit), style: 'plain', from: 'name' };
}

/** Shown text in a style. */
export function styled(style: Style, part: Part): readonly Segment[] {
  if (typeof part === 'string') return [{ text: part, style, from: 'shown' }];
  if (typeof part === 'number') return [{ text: String(part), style, from: 'ours' }];
  return (isSegment(part) ? [part] : part).map(({ text, from }) => ({ text, style, from }));
}

export function line(indent: number, content: readonly Segment[], hang: number = indent + 2): Line {
  return { indent, hang, segments: content, wraps: true };
}

/** A line for pasting: never wrapped. */
export function pasted(indent: number, content: readonly Segment[]): Line {
  return { indent, hang: indent, segments: content, wraps: false };
}

export const BLANK: Line = { indent: 0, hang: 0, segments: [], wraps: false };

/** The lines as text. Each ends with a newline and has no trailing spaces. */
export function renderLines(lines: readonly Line[], layout: Layout): Printable {
  let text = '';
  for (const each of lines) text += rowsOf(each, layout);
  return text as Printable;
}

function toSegment(part: Escaped | number): Segment {
  if (typeof part === 'number') return { text: String(part), style: 'plain', from: 'ours' };
  return { text: part, style: 'plain', from: 'shown' };
}

function addAll(result: Segment[], part: Segment | readonly Segment[]): void {
  if (isSegment(part)) result.push(part);
  else for (const segment of part) result.push(segment);
}

function isSegment(part: Segment | readonly Segment[]): part is Segment {
  return !Array.isArray(part);
}
