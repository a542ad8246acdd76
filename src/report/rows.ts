/**
 * Lines as rows of text. In: a line, a layout. Out: its rows, wrapped at spaces and coloured, without trailing spaces.
 * A plan can have a million lines, so the segments of each line are joined first, and its rows are slices of that text.
 */
import { createColors } from 'picocolors';
import type { Layout, Line, Segment, Style } from './segment.ts';
import { columnsOf, isNarrow } from './width.ts';
import { wrap, CONTINUED } from './wrap.ts';

/** The rows of a line, each ended by a newline. */
export function rowsOf(line: Line, { width, colour }: Layout): string {
  const { indent, hang, wraps } = line;
  const segments = wraps ? unled(line.segments) : line.segments;
  const text = textOf(segments);
  const room = Math.max(width, hang + 20);
  // No code unit takes more than two columns, so a short text certainly fits.
  if (!wraps || 2 * text.length <= room - indent) return wholeRow(segments, text, indent, colour);
  const narrow = isNarrow(text);
  if ((narrow ? text.length : columnsOfAll(segments)) <= room - indent) return wholeRow(segments, text, indent, colour);
  const rows = wrap(segments, { text, narrow, indent, hang, room });
  let all = '';
  for (const [index, { from, goesOn }] of rows.entries()) {
    const end = endOf(text, from, rows[index + 1]?.from ?? text.length);
    const shown = colour ? painted(segments, from, end) : text.slice(from, end);
    const mark = goesOn ? markOf(shown === '', colour) : '';
    all += shown + mark === '' ? '\n' : `${indentOf(index === 0 ? indent : hang)}${mark}${shown}\n`;
  }
  return all;
}

/**
 * A line that fits into one row. Nearly all lines end in a visible character. Without colour, their text is used as it
 * is.
 */
function wholeRow(segments: readonly Segment[], text: string, indent: number, colour: boolean): string {
  const last = segments[segments.length - 1]?.text ?? '';
  const end = isInk(last, last.length - 1) ? text.length : text.trimEnd().length;
  if (end === 0) return '\n';
  return `${indentOf(indent)}${colour ? painted(segments, 0, end) : end === text.length ? text : text.slice(0, end)}\n`;
}

function markOf(isAlone: boolean, colour: boolean): string {
  const mark = isAlone ? CONTINUED.trimEnd() : CONTINUED;
  return colour ? paint(mark, 'quiet') : mark;
}

function textOf(segments: readonly Segment[]): string {
  let text = '';
  for (const segment of segments) text += segment.text;
  return text;
}

function columnsOfAll(segments: readonly Segment[]): number {
  let columns = 0;
  for (const { text } of segments) columns += columnsOf(text);
  return columns;
}

/** Where a row ends if the blanks at its end are left out. */
function endOf(text: string, from: number, to: number): number {
  return from < to && isInk(text, to - 1) ? to : from + text.slice(from, to).trimEnd().length;
}

/** Whether the character is printable ASCII and not a blank. */
function isInk(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit > 0x20 && unit < 0x7f;
}

const INDENTS = Array.from({ length: 16 }, (_, columns) => ' '.repeat(columns));

function indentOf(columns: number): string {
  return INDENTS[columns] ?? ' '.repeat(columns);
}

/** A slice of the text of these segments, each in its style. */
function painted(segments: readonly Segment[], from: number, to: number): string {
  let all = '';
  let [run, style]: [string, Style] = ['', 'plain'];
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.text.length;
    if (start < end && from < end && start < to) {
      if (segment.style !== style) {
        all += run === '' ? '' : paint(run, style);
        [run, style] = ['', segment.style];
      }
      run += segment.text.slice(Math.max(from - start, 0), to - start);
    }
    start = end;
  }
  return run === '' ? all : all + paint(run, style);
}

/** CI runners trim a line before they look for `::`, so text from outside must not begin a line with it. */
function unled(segments: readonly Segment[]): readonly Segment[] {
  const [first] = segments;
  if (!first || first.from === 'ours' || !first.text.includes('::')) return segments;
  return [{ ...first, text: first.text.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') }, ...segments.slice(1)];
}

const COLOURS = createColors(true);

function paint(text: string, style: Style): string {
  switch (style) {
    case 'plain':
      return text;
    case 'strong':
      return COLOURS.bold(text);
    case 'quiet':
      return COLOURS.dim(text);
    case 'create':
      return COLOURS.green(text);
    case 'update':
      return COLOURS.yellow(text);
    case 'delete':
      return COLOURS.red(text);
    case 'link':
      return COLOURS.cyan(text);
    case 'wait':
      return COLOURS.magenta(text);
    case 'gone':
      return COLOURS.red(COLOURS.underline(text));
    case 'fresh':
      return COLOURS.green(COLOURS.underline(text));
    default:
      return style satisfies never;
  }
}
