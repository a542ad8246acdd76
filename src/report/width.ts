import stringWidth from 'string-width';

/** How many columns a text takes on a terminal. */
export function columnsOf(text: string): number {
  return columnsBetween(text, 0, text.length);
}

/**
 * The same for a part of a text. Nearly all characters have a fixed width in a table. A text with any other character
 * is measured as a whole.
 */
export function columnsBetween(text: string, from: number, to: number): number {
  let columns = 0;
  for (let index = from; index < to; index += 1) {
    const width = WIDTHS[text.charCodeAt(index)] ?? 0;
    if (width === 0) return stringWidth(text.slice(from, to));
    columns += width;
  }
  return columns;
}

type Ranges = readonly (readonly [first: number, last: number])[];

/** Printable ASCII, Latin, Greek, Cyrillic; dashes, quotes and dots; arrows and signs; lines. */
const NARROW: Ranges = [
  [0x20, 0x7e],
  [0xa1, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x482],
  [0x2010, 0x2027],
  [0x2190, 0x22ff],
  [0x2500, 0x257f],
];

/** Han, kana, Hangul syllables, and their punctuation. */
const WIDE: Ranges = [
  [0x3000, 0x3002],
  [0x3041, 0x3096],
  [0x30a0, 0x30ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
];

/** A character that is not in NARROW. */
const NOT_NARROW = new RegExp(`[^${NARROW.map(([first, last]) => `${unitOf(first)}-${unitOf(last)}`).join('')}]`);

function unitOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Whether each character takes one column, so that columns can be counted by the length. */
export function isNarrow(text: string): boolean {
  return !NOT_NARROW.test(text);
}

/**
 * The width of each code unit: 1 or 2 for a character that always takes that many columns and is never part of another
 * one. 0 for all others, which need a closer look.
 */
const WIDTHS = new Uint8Array(0x10000);
for (const [first, last] of NARROW) WIDTHS.fill(1, first, last + 1);
for (const [first, last] of WIDE) WIDTHS.fill(2, first, last + 1);
