/**
 * Where a line breaks. In: its segments and their text. Out: where its rows start. Greedy, at spaces; a word longer than a row is broken
 * between graphemes, unless it is a digest. A row that goes on never begins with what somebody else wrote: runners of CI logs and readers
 * alike take the start of a row for ours.
 */
import { graphemes } from './escape.ts';
import type { Segment } from './segment.ts';
import { columnsBetween, columnsOf } from './width.ts';

/** A row ends where the next one starts; the blanks at its end are not shown. */
export interface RowStart {
  readonly from: number;
  /** It starts with `CONTINUED`. */
  readonly goesOn: boolean;
}

/** Before a row that goes on with the inside of a name, or with a sign that somebody else chose. */
export const CONTINUED = '│ ';

/** An approval token, which people paste. It is longer than a narrow line, and is never broken. */
const DIGEST = /^sha256:[0-9a-f]{64}\b/;

interface Room {
  /** Of all segments. */
  readonly text: string;
  /** Columns before the first row, and before those after it. */
  readonly indent: number;
  readonly hang: number;
  /** Columns of a row. */
  readonly room: number;
}

/** The rows that a line is broken into, while it is. */
interface Page extends Room {
  readonly rows: RowStart[];
  /** Columns of the last row: how many are used, and where its words begin. */
  used: number;
  start: number;
}

export function wrap(segments: readonly Segment[], of: Room): readonly RowStart[] {
  const { text, indent, hang, room } = of;
  const rows = [{ from: 0, goesOn: false }];
  const page: Page = { text, indent, hang, room, rows, used: indent, start: indent };
  let at = 0;
  let previous: Segment['from'] = 'ours';
  for (const { text: own, from } of segments) {
    if (own === '') continue;
    const [start, end] = [at, at + own.length];
    at = end;
    const rest = isBlank(text, end - 1) ? 0 : restOfWord(text, end);
    const columns = columnsBetween(text, start, end);
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
  /** Columns that its last word has behind it, in the segments that follow. */
  readonly rest: number;
  /** The segment before it is part of a name. */
  readonly inside: boolean;
}

function addWords(page: Page, { start, end, from, rest, inside }: Stretch): void {
  const { text, hang, room } = page;
  // A word that goes on from the segment before it has been kept together with that one already.
  const isStart = start === 0 || isBlank(text, start - 1);
  for (let at = start, next = 0; at < end; at = next) {
    next = Math.min(endOfToken(text, at), end);
    const columns = columnsBetween(text, at, next);
    if (isBlank(text, at)) {
      addBlanks(page, next, columns);
      continue;
    }
    const word = columns + (next < end || (at === start && !isStart) ? 0 : rest);
    // One that has no room in a row of its own either is broken where its segments meet.
    const whole = hang + CONTINUED.length + word <= room ? word : columns;
    if (page.used + whole > room && page.used > page.start) {
      breakBefore(page, at, from, at > start ? from === 'name' : inside);
    }
    if (page.used + columns > room && !DIGEST.test(text.slice(at, next))) addBroken(page, { at, end: next, from });
    else page.used += columns;
  }
}

/** Blanks that do not fit take the place of the break. */
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

/** A row that starts with the inside of a name, or with a sign that somebody else chose (`+`, `::`, `#`). */
function mayMislead(text: string, at: number, { from, inside }: { from: Segment['from']; inside: boolean }): boolean {
  if (from === 'ours') return false;
  return (inside && from === 'name') || !/^[\p{L}\p{N}"]/u.test(text.slice(at, at + 2));
}

// A word that goes on for longer is broken between its segments.
const MOST_REST = 40;

/** Columns from there to the next blank; 0 if they are too many. */
function restOfWord(text: string, at: number): number {
  const end = endOfToken(text, at);
  if (isBlank(text, at) || end - at > 2 * MOST_REST) return 0;
  const columns = columnsBetween(text, at, end);
  return columns > MOST_REST ? 0 : columns;
}

/** Words and the spaces between them are tokens, so that a break swallows the spaces. */
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
