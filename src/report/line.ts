/**
 * Lines of text for people. In: segments of escaped text with a style. Out: wrapped, coloured text. Knows no terminal: width and
 * colour are arguments. A continuation line never begins with what somebody else wrote, because runners of CI logs and readers
 * alike take the start of a line for ours.
 */
import { createColors } from 'picocolors';
import { graphemes, quotePart, quote, type Printable, type Escaped } from './escape.ts';
import { columnsOf } from './width.ts';

export interface Layout {
  /** Columns; lines wrap there. */
  readonly width: number;
  readonly colour: boolean;
}

export type Style = 'plain' | 'strong' | 'quiet' | 'create' | 'update' | 'delete' | 'link' | 'wait' | 'gone' | 'fresh';

/** Whose words: `ours`; `shown`: made safe, may be anything; `name`: what stands between quotes. */
export interface Segment {
  readonly text: string;
  readonly style: Style;
  readonly from: 'ours' | 'shown' | 'name';
}

export interface Line {
  readonly indent: number;
  /** Indent of the lines that it continues on. */
  readonly hang: number;
  readonly segments: readonly Segment[];
  /** false: for pasting, never broken. */
  readonly wraps: boolean;
}

type Part = Escaped | number | Segment | readonly Segment[];

/** `segments\`name ${quote(x)}\``: the template's own words are ours, everything put in must be `Escaped`. */
export function segments(words: TemplateStringsArray, ...parts: readonly Part[]): readonly Segment[] {
  const result: Segment[] = [];
  words.forEach((word, index) => {
    if (word !== '') result.push({ text: word, style: 'plain', from: 'ours' });
    const part = parts[index];
    if (part !== undefined) result.push(...toSegments(part));
  });
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
  return toSegments(part).map((segment) => ({ ...segment, style }));
}

export function line(indent: number, content: readonly Segment[], hang: number = indent + 2): Line {
  return { indent, hang, segments: content, wraps: true };
}

/** A line for pasting: never wrapped. */
export function pasted(indent: number, content: readonly Segment[]): Line {
  return { indent, hang: indent, segments: content, wraps: false };
}

export const BLANK: Line = { indent: 0, hang: 0, segments: [], wraps: false };

/** The lines as text, each ended by a newline, none with trailing spaces. */
export function renderLines(lines: readonly Line[], layout: Layout): Printable {
  return lines.map((each) => `${render(each, layout)}\n`).join('') as Printable;
}

function toSegments(part: Part): readonly Segment[] {
  if (typeof part === 'number') return [{ text: String(part), style: 'plain', from: 'ours' }];
  if (typeof part === 'string') return [{ text: part, style: 'plain', from: 'shown' }];
  return isSegment(part) ? [part] : part;
}

function isSegment(part: Segment | readonly Segment[]): part is Segment {
  return !Array.isArray(part);
}

const CONTINUED: Segment = { text: '│ ', style: 'quiet', from: 'ours' };

function render(each: Line, layout: Layout): string {
  const rows = each.wraps ? wrapped(unled(each), layout.width) : [each.segments];
  return rows
    .map((row, index) => {
      const plain = row.map((segment) => segment.text).join('');
      if (plain.trim() === '') return '';
      const indent = ' '.repeat(index === 0 ? each.indent : each.hang);
      return (
        indent +
        trimEnd(row)
          .map((segment) => paint(segment, layout.colour))
          .join('')
      );
    })
    .join('\n');
}

/** Runners trim a line before they look for `::`, so nobody else's words begin one with that. */
function unled(each: Line): Line {
  const [first, ...rest] = each.segments;
  if (!first || first.from === 'ours') return each;
  return { ...each, segments: [{ ...first, text: first.text.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') }, ...rest] };
}

function wrapped(each: Line, width: number): readonly (readonly Segment[])[] {
  const used = each.segments.reduce((sum, { text }) => sum + columnsOf(text), each.indent);
  return used <= Math.max(width, each.hang + 20) ? [joinAlike(each.segments)] : wrap(each, width);
}

/** An approval token, which people paste: longer than a narrow line, and broken nowhere. */
const DIGEST = /^sha256:[0-9a-f]{64}\b/;

/** Greedy wrapping at spaces; a word longer than a line is broken between graphemes, unless it is a digest. */
function wrap(each: Line, width: number): readonly (readonly Segment[])[] {
  const room = Math.max(width, each.hang + 20);
  const rows: Segment[][] = [[]];
  let used = each.indent;
  let start = each.indent;
  const breakBefore = (token: Segment, inside: boolean): void => {
    const guarded = mayMislead(token, inside);
    rows.push(guarded ? [CONTINUED] : []);
    start = each.hang + (guarded ? CONTINUED.text.length : 0);
    used = start;
  };
  const add = (token: Segment): void => {
    rows.at(-1)?.push(token);
    used += columnsOf(token.text);
  };
  let previous: Segment | null = null;
  for (const token of tokens(each.segments)) {
    const inside: boolean = previous?.from === 'name';
    previous = token;
    if (used + columnsOf(token.text) > room) {
      if (token.text.trim() === '') continue;
      if (used > start) breakBefore(token, inside);
    }
    if (used + columnsOf(token.text) <= room || DIGEST.test(token.text)) {
      add(token);
      continue;
    }
    for (const text of graphemes(token.text)) {
      if (used + columnsOf(text) > room) breakBefore({ ...token, text }, token.from === 'name');
      add({ ...token, text });
    }
  }
  return rows.map(joinAlike);
}

/** A continuation line that is the inside of a name, or that begins with a sign somebody else chose (`+`, `::`, `#`). */
function mayMislead(token: Segment, inside: boolean): boolean {
  if (token.from === 'ours') return false;
  return (inside && token.from === 'name') || !/^[\p{L}\p{N}"]/u.test(token.text);
}

/** Words with the space after them apart, so that a break swallows it. */
function tokens(content: readonly Segment[]): readonly Segment[] {
  return content.flatMap((segment) =>
    segment.text
      .split(/( +)/)
      .filter(Boolean)
      .map((text) => ({ ...segment, text })),
  );
}

function joinAlike(row: readonly Segment[]): readonly Segment[] {
  const result: Segment[] = [];
  for (const segment of row) {
    const previous = result.at(-1);
    if (previous?.style === segment.style) result.splice(-1, 1, { ...previous, text: previous.text + segment.text });
    else result.push(segment);
  }
  return result;
}

function trimEnd(row: readonly Segment[]): readonly Segment[] {
  const result = [...row];
  for (let last = result.pop(); last; last = result.pop()) {
    const text = last.text.trimEnd();
    if (text !== '') return [...result, { ...last, text }];
  }
  return result;
}

const COLOURS = { on: createColors(true), off: createColors(false) };

function paint(segment: Segment, colour: boolean): string {
  const colours = colour ? COLOURS.on : COLOURS.off;
  switch (segment.style) {
    case 'plain':
      return segment.text;
    case 'strong':
      return colours.bold(segment.text);
    case 'quiet':
      return colours.dim(segment.text);
    case 'create':
      return colours.green(segment.text);
    case 'update':
      return colours.yellow(segment.text);
    case 'delete':
      return colours.red(segment.text);
    case 'link':
      return colours.cyan(segment.text);
    case 'wait':
      return colours.magenta(segment.text);
    case 'gone':
      return colours.red(colours.underline(segment.text));
    case 'fresh':
      return colours.green(colours.underline(segment.text));
    default:
      return segment.style satisfies never;
  }
}
