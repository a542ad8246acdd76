/**
 * Lines as rows of text. In: a line, a layout. Out: its rows, wrapped at spaces and coloured, none with trailing spaces. A row that
 * goes on never begins with what somebody else wrote: runners of CI logs and readers alike take the start of a row for ours. A plan can
 * have a million lines, so each is gone through once.
 */
import { createColors } from 'picocolors';
import { graphemes } from './escape.ts';
import type { Layout, Line, Segment, Style } from './segment.ts';
import { columnsOf } from './width.ts';

/** A stretch of a row in one style. */
interface StyledRun {
  readonly style: Style;
  text: string;
}

/** The rows of a line, each ended by a newline. */
export function rowsOf(line: Line, { width, colour }: Layout): string {
  const whole = line.wraps ? unled(line) : line;
  const room = Math.max(width, line.hang + 20);
  if (!line.wraps || fits(whole, room))
    return (colour ? null : plainRow(whole)) ?? rowText(runsOf(whole.segments, colour), line.indent);
  let [text, indent] = ['', line.indent];
  for (const row of wrap(whole, room, colour)) {
    text += rowText(row, indent);
    indent = line.hang;
  }
  return text;
}

function fits({ indent, segments }: Line, room: number): boolean {
  let units = 0;
  for (const { text } of segments) units += text.length;
  // No code unit takes more than two columns, so a short line certainly fits.
  if (indent + 2 * units <= room) return true;
  let columns = indent;
  for (const { text } of segments) columns += columnsOf(text);
  return columns <= room;
}

/** A row without colour and without blanks at its end, as nearly all are, is taken as it is; null: this one is not like that. */
function plainRow({ indent, segments }: Line): string | null {
  const last = segments[segments.length - 1]?.text ?? '';
  if (last === '' || last.charCodeAt(last.length - 1) <= BLANK) return null;
  let text = indentOf(indent);
  for (const segment of segments) text += segment.text;
  return `${text}\n`;
}

const INDENTS = Array.from({ length: 16 }, (_, columns) => ' '.repeat(columns));

function indentOf(columns: number): string {
  return INDENTS[columns] ?? ' '.repeat(columns);
}

function rowText(row: readonly StyledRun[], indent: number): string {
  let end = row.length;
  while (end > 0 && row[end - 1]?.text.trim() === '') end -= 1;
  if (end === 0) return '\n';
  let text = indentOf(indent);
  for (let index = 0; index < end; index += 1) {
    const run = row[index];
    if (run) text += paint(index === end - 1 ? run.text.trimEnd() : run.text, run.style);
  }
  return `${text}\n`;
}

function runsOf(segments: readonly Segment[], colour: boolean): readonly StyledRun[] {
  const row: StyledRun[] = [];
  for (const { style, text } of segments) addTo(row, colour ? style : 'plain', text);
  return row;
}

function addTo(row: StyledRun[], style: Style, text: string): void {
  const last = row[row.length - 1];
  if (last?.style === style) last.text += text;
  else row.push({ style, text });
}

/** Runners trim a line before they look for `::`, so text of others must not begin a line with it. */
function unled(line: Line): Line {
  const [first, ...rest] = line.segments;
  if (!first || first.from === 'ours' || !first.text.includes('::')) return line;
  return { ...line, segments: [{ ...first, text: first.text.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') }, ...rest] };
}

const CONTINUED = '│ ';

/** An approval token, which people paste. It is longer than a narrow line, and is never broken. */
const DIGEST = /^sha256:[0-9a-f]{64}\b/;

/** The rows that a line is broken into, while it is. */
interface Page {
  readonly rows: StyledRun[][];
  readonly room: number;
  readonly hang: number;
  readonly colour: boolean;
  /** Columns of the last row: how many are used, and where its words begin. */
  used: number;
  start: number;
}

/** Greedy wrapping at spaces; a word longer than a line is broken between graphemes, unless it is a digest. */
function wrap({ segments, indent, hang }: Line, room: number, colour: boolean): readonly (readonly StyledRun[])[] {
  const page: Page = { rows: [[]], room, hang, colour, used: indent, start: indent };
  let previous: Segment | null = null;
  for (const [index, segment] of segments.entries()) {
    if (segment.text === '') continue;
    const isStart = previous === null || endsBlank(previous.text);
    const hasRoom = page.used + 2 * segment.text.length + MOST_REST <= room;
    const rest = hasRoom || endsBlank(segment.text) ? 0 : restOfWord(segments, index + 1);
    addSegment(page, segment, { inside: previous?.from === 'name', isStart, rest });
    previous = segment;
  }
  return page.rows;
}

/** `inside`: the segment before it is part of a name. `isStart`: a blank is before it. `rest`: columns that its last word has behind it. */
interface Between {
  readonly inside: boolean;
  readonly isStart: boolean;
  readonly rest: number;
}

// A word that goes on for longer is broken between its segments.
const MOST_REST = 40;
function restOfWord(segments: readonly Segment[], start: number): number {
  let columns = 0;
  for (const { text } of segments.slice(start)) {
    const end = text.indexOf(' ');
    columns += columnsOf(end < 0 ? text : text.slice(0, end));
    if (end >= 0 || columns > MOST_REST) break;
  }
  return columns > MOST_REST ? 0 : columns;
}

function endsBlank(text: string): boolean {
  return text.charCodeAt(text.length - 1) === BLANK;
}

function addSegment(page: Page, segment: Segment, { inside, isStart, rest }: Between): void {
  const { text, from } = segment;
  const isNarrow = NARROW.test(text);
  if (isNarrow && page.used + text.length + rest <= page.room) {
    page.used += text.length;
    addText(page, segment, text);
    return;
  }
  // What fits is added in one piece.
  let kept = 0;
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = endOfToken(text, at);
    const columns = isNarrow ? end - at : columnsOf(text.slice(at, end));
    const isBlank = text.charCodeAt(at) === BLANK;
    const word = columns + (end < text.length || isBlank || (at === 0 && !isStart) ? 0 : rest);
    // One that has no room in a row of its own either is broken where its segments meet.
    const whole = page.hang + CONTINUED.length + word <= page.room ? word : columns;
    if (page.used + whole <= page.room) {
      page.used += columns;
      continue;
    }
    addText(page, segment, text.slice(kept, at));
    kept = isBlank ? end : at;
    if (isBlank) continue;
    const token = text.slice(at, end);
    if (page.used > page.start) breakBefore(page, token, from, at > 0 ? from === 'name' : inside);
    if (page.used + columns > page.room && !DIGEST.test(token)) {
      addBroken(page, segment, token);
      kept = end;
    } else page.used += columns;
  }
  addText(page, segment, text.slice(kept));
}

/** A word that is longer than a row. */
function addBroken(page: Page, segment: Segment, token: string): void {
  for (const part of graphemes(token)) {
    const columns = columnsOf(part);
    if (page.used + columns > page.room) breakBefore(page, part, segment.from, segment.from === 'name');
    addText(page, segment, part);
    page.used += columns;
  }
}

function addText({ rows, colour }: Page, { style }: Segment, text: string): void {
  const row = rows[rows.length - 1];
  if (row && text !== '') addTo(row, colour ? style : 'plain', text);
}

function breakBefore(page: Page, text: string, from: Segment['from'], inside: boolean): void {
  const row: StyledRun[] = [];
  page.rows.push(row);
  page.start = page.hang;
  if (mayMislead(text, from, inside)) {
    addTo(row, page.colour ? 'quiet' : 'plain', CONTINUED);
    page.start += CONTINUED.length;
  }
  page.used = page.start;
}

/** As many columns as characters. */
const NARROW = /^[ -~]*$/;

/** A row that goes on with the inside of a name, or with a sign that somebody else chose (`+`, `::`, `#`). */
function mayMislead(text: string, from: Segment['from'], inside: boolean): boolean {
  if (from === 'ours') return false;
  return (inside && from === 'name') || !/^[\p{L}\p{N}"]/u.test(text);
}

/** Words and the spaces between them are tokens, so that a break swallows the spaces. */
function endOfToken(text: string, start: number): number {
  if (text.charCodeAt(start) !== BLANK) {
    const end = text.indexOf(' ', start);
    return end < 0 ? text.length : end;
  }
  let end = start + 1;
  while (text.charCodeAt(end) === BLANK) end += 1;
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
