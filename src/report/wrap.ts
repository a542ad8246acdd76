/**
 * Lines as rows of text. In: a line, a layout. Out: its rows, wrapped at spaces and coloured, none with trailing spaces. A row that
 * goes on never begins with what somebody else wrote, because runners of CI logs and readers alike take the start of a row for ours.
 * A plan can have a million lines, so each is gone through once.
 */
import { createColors } from 'picocolors';
import { graphemes } from './escape.ts';
import type { Layout, Line, Segment, Style } from './segment.ts';
import { columnsOf } from './width.ts';

/** A stretch of a row in one style. */
interface Run {
  readonly style: Style;
  text: string;
}

/** The rows of a line, each ended by a newline. */
export function rowsOf(line: Line, { width, colour }: Layout): string {
  const whole = line.wraps ? unled(line) : line;
  const room = Math.max(width, line.hang + 20);
  if (!line.wraps || widthOfLine(whole) <= room) return rowText(runsOf(whole.segments, colour), line.indent);
  let text = '';
  let indent = line.indent;
  for (const row of wrap(whole, room, colour)) {
    text += rowText(row, indent);
    indent = line.hang;
  }
  return text;
}

function widthOfLine({ indent, segments }: Line): number {
  let columns = indent;
  for (const { text } of segments) columns += columnsOf(text);
  return columns;
}

function rowText(row: readonly Run[], indent: number): string {
  let end = row.length;
  while (end > 0 && row[end - 1]?.text.trim() === '') end -= 1;
  if (end === 0) return '\n';
  let text = ' '.repeat(indent);
  for (let index = 0; index < end; index += 1) {
    const run = row[index];
    if (run) text += paint(index === end - 1 ? run.text.trimEnd() : run.text, run.style);
  }
  return `${text}\n`;
}

function runsOf(segments: readonly Segment[], colour: boolean): readonly Run[] {
  const row: Run[] = [];
  for (const { style, text } of segments) addTo(row, colour ? style : 'plain', text);
  return row;
}

function addTo(row: Run[], style: Style, text: string): void {
  const last = row[row.length - 1];
  if (last?.style === style) last.text += text;
  else row.push({ style, text });
}

/** Runners trim a line before they look for `::`, so nobody else's words begin one with that. */
function unled(line: Line): Line {
  const [first, ...rest] = line.segments;
  if (!first || first.from === 'ours' || !first.text.includes('::')) return line;
  return { ...line, segments: [{ ...first, text: first.text.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') }, ...rest] };
}

const CONTINUED = '│ ';

/** An approval token, which people paste: longer than a narrow line, and broken nowhere. */
const DIGEST = /^sha256:[0-9a-f]{64}\b/;

/** Greedy wrapping at spaces; a word longer than a line is broken between graphemes, unless it is a digest. */
function wrap(line: Line, room: number, colour: boolean): readonly (readonly Run[])[] {
  let row: Run[] = [];
  const rows = [row];
  let used = line.indent;
  let start = line.indent;
  const breakBefore = (text: string, from: Segment['from'], inside: boolean): void => {
    row = [];
    rows.push(row);
    start = line.hang;
    if (mayMislead(text, from, inside)) {
      addTo(row, colour ? 'quiet' : 'plain', CONTINUED);
      start += CONTINUED.length;
    }
    used = start;
  };
  let previous: Segment['from'] | null = null;
  for (const segment of line.segments) {
    const { text, from } = segment;
    const style = colour ? segment.style : 'plain';
    for (let at = 0, end = 0; at < text.length; at = end) {
      end = endOfToken(text, at);
      const token = text.slice(at, end);
      const inside = previous === 'name';
      previous = from;
      const columns = columnsOf(token);
      if (used + columns > room) {
        if (token.trim() === '') continue;
        if (used > start) breakBefore(token, from, inside);
      }
      if (used + columns <= room || DIGEST.test(token)) {
        addTo(row, style, token);
        used += columns;
        continue;
      }
      for (const part of graphemes(token)) {
        const wide = columnsOf(part);
        if (used + wide > room) breakBefore(part, from, from === 'name');
        addTo(row, style, part);
        used += wide;
      }
    }
  }
  return rows;
}

/** A row that goes on with the inside of a name, or with a sign that somebody else chose (`+`, `::`, `#`). */
function mayMislead(text: string, from: Segment['from'], inside: boolean): boolean {
  if (from === 'ours') return false;
  return (inside && from === 'name') || !/^[\p{L}\p{N}"]/u.test(text);
}

/** Words and the spaces between them are tokens, so that a break swallows the spaces. */
function endOfToken(text: string, start: number): number {
  const isBlank = text.charCodeAt(start) === BLANK;
  let end = start + 1;
  while (end < text.length && (text.charCodeAt(end) === BLANK) === isBlank) end += 1;
  return end;
}

const BLANK = 0x20;

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
