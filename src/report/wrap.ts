/**
 * Where a line breaks. In: its segments and their text. Out: where its rows start. Each row takes as many words as fit.
 * A word that is longer than a row is broken between graphemes, unless it is a digest. A continuation row never begins
 * with text from outside, because CI runners and readers take the start of a row for hfsync's own.
 */
import { graphemes } from './escape.ts';
import type { Segment } from './segment.ts';
import { columnsBetween, columnsOf } from './width.ts';

/** A row ends where the next one starts. The blanks at its end are not shown. */
export interface RowStart {
  readonly from: number;
  /** Whether the row starts with `CONTINUED`. */
  readonly goesOn: boolean;
}

/** The start of a row that continues the inside of a name, or begins with a sign from outside. */
export const CONTINUED = '│ ';

/** An approval token, which people paste. It is longer than a narrow line, but is never broken. */
const DIGEST = /^sha256:[0-9a-f]{64}\b/;

interface Room {
  /** The text of all segments. */
  readonly text: string;
  /** Whether each of its characters takes one column. Then no character is looked at. */
  readonly narrow: boolean;
  /** Columns before the first row, and before the later ones. */
  readonly indent: number;
  readonly hang: number;
  /** The columns of a row. */
  readonly room: number;
}

/** The rows of a line, while it is being broken. */
interface Page extends Room {
  readonly rows: RowStart[];
  /** For the last row: how many columns are used, and where its words begin. */
  used: number;
  start: number;
}

export function wrap(segments: readonly Segment[], of: Room): readonly RowStart[] {
  const { text, narrow, indent, hang, room } = of;
  const rows = [{ from: 0, goesOn: false }];
  const page: Page = { text, narrow, indent, hang, room, rows, used: indent, start: indent };
  let at = 0;
  let previous: Segment['from'] = 'ours';
  for (const { text: own, from } of segments) {
    if (own === '') continue;
    const [start, end] = [at, at + own.length];
    at = end;
    const rest = isBlank(text, end - 1) ? 0 : restOfWord(page, end);
    const columns = columnsIn(page, start, end);
    if (page.used + columns + rest <= page.room) page.used += columns;
    else addWords(page, { start, end, from, rest, inside: previous === 'name' });
    previous = from;
  }
  return rows;
}

/** A segment that may not fit. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly from: Segment['from'];
  /** How many columns of its last word are in the segments that follow. */
  readonly rest: number;
  /** Whether the segment before it is part of a name. */
  readonly inside: boolean;
}

function addWords(page: Page, { start, end, from, rest, inside }: Stretch): void {
  const { text, hang, room } = page;
  // A word that continues from the segment before was already kept together with that segment.
  const isStart = start === 0 || isBlank(text, start - 1);
  for (let at = start, next = 0; at < end; at = next) {
    next = Math.min(endOfToken(text, at), end);
    const columns = columnsIn(page, at, next);
    if (isBlank(text, at)) {
      addBlanks(page, next, columns);
      continue;
    }
    const word = columns + (next < end || (at === start && !isStart) ? 0 : rest);
    // A word that would not fit into a row of its own is broken between its segments.
    const whole = hang + CONTINUED.length + word <= room ? word : columns;
    if (page.used + whole > room && page.used > page.start) {
      breakBefore(page, at, from, at > start ? from === 'name' : inside);
    }
    if (page.used + columns > room && !DIGEST.test(text.slice(at, next))) addBroken(page, { at, end: next, from });
    else page.used += columns;
  }
}

/** Adds blanks. If they do not fit, the line breaks there. */
function addBlanks(page: Page, end: number, columns: number): void {
  if (page.used + columns <= page.room) page.used += columns;
  else if (page.used > page.start) page.used = page.room;
  else page.rows.push({ from: end, goesOn: page.rows.pop()?.goesOn ?? false });
}

/** A word that is longer than a row. */
function addBroken(page: Page, { at, end, from }: { at: number; end: number; from: Segment['from'] }): void {
  for (const part of graphemes(page.text.slice(at, end))) {
    const columns = columnsOf(part);
    if (page.used + columns > page.room) breakBefore(page, at, from, from === 'name');
    page.used += columns;
    at += part.length;
  }
}

function breakBefore(page: Page, at: number, from: Segment['from'], inside: boolean): void {
  const goesOn = mayMislead(page.text, at, { from, inside });
  page.rows.push({ from: at, goesOn });
  page.start = page.hang + (goesOn ? CONTINUED.length : 0);
  page.used = page.start;
}

/** Whether a row starts with the inside of a name, or with a sign from outside (`+`, `::`, `#`). */
function mayMislead(text: string, at: number, { from, inside }: { from: Segment['from']; inside: boolean }): boolean {
  if (from === 'ours') return false;
  return (inside && from === 'name') || !/^(?:[\p{L}\p{N}"(]|`[\p{L}$])/u.test(text.slice(at, at + 2));
}

// If more columns than this follow, a word is broken between its segments.
const MOST_REST = 40;

/** The columns from here to the next blank. 0 if there are too many. */
function restOfWord(page: Page, at: number): number {
  const { text } = page;
  const end = endOfToken(text, at);
  if (isBlank(text, at) || end - at > 2 * MOST_REST) return 0;
  const columns = columnsIn(page, at, end);
  return columns > MOST_REST ? 0 : columns;
}

/** The end of a token. Words and the blanks between them are tokens, so that a break swallows the blanks. */
function endOfToken(text: string, start: number): number {
  if (!isBlank(text, start)) {
    const end = text.indexOf(' ', start);
    return end < 0 ? text.length : end;
  }
  let end = start + 1;
  while (isBlank(text, end)) end += 1;
  return end;
}

function isBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x20;
}

/** The columns of a part of the text. */
function columnsIn({ text, narrow }: Page, from: number, to: number): number {
  return narrow ? to - from : columnsBetween(text, from, to);
}
