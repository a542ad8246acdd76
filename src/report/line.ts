/**
 * Lines of text for people. In: pieces of shown text with a style. Out: wrapped, coloured text. Knows no terminal: width and
 * colour are arguments. A continuation line never begins with what somebody else wrote, because runners of CI logs and readers
 * alike take the start of a line for ours.
 */
import { createColors } from 'picocolors';
import stringWidth from 'string-width';
import { graphemes, inner, quote, type Printed, type Shown } from './show.ts';

export interface Look {
  /** Columns; lines wrap there. */
  readonly width: number;
  readonly colour: boolean;
}

export type Style = 'plain' | 'strong' | 'quiet' | 'create' | 'update' | 'delete' | 'link' | 'wait' | 'gone' | 'fresh';

/** Whose words: `ours`; `shown`: made safe, may be anything; `name`: what stands between quotes. */
export interface Piece {
  readonly text: string;
  readonly style: Style;
  readonly from: 'ours' | 'shown' | 'name';
}

export interface Line {
  readonly indent: number;
  /** Indent of the lines that it continues on. */
  readonly hang: number;
  readonly pieces: readonly Piece[];
  /** false: for pasting, never broken. */
  readonly wraps: boolean;
}

type Part = Shown | number | Piece | readonly Piece[];

/** `pieces\`name ${quote(x)}\``: the template's own words are ours, everything put in must be `Shown`. */
export function pieces(words: TemplateStringsArray, ...parts: readonly Part[]): readonly Piece[] {
  const result: Piece[] = [];
  words.forEach((word, index) => {
    if (word !== '') result.push({ text: word, style: 'plain', from: 'ours' });
    const part = parts[index];
    if (part !== undefined) result.push(...toPieces(part));
  });
  return result;
}

/** A name in double quotes. */
export function name(text: string, limit?: number): Piece {
  return { text: quote(text, limit), style: 'plain', from: 'name' };
}

/** A part of a name, without quotes. */
export function namePart(text: string, limit?: number): Piece {
  return { text: inner(text, limit), style: 'plain', from: 'name' };
}

/** Shown text in a style. */
export function styled(style: Style, part: Part): readonly Piece[] {
  return toPieces(part).map((piece) => ({ ...piece, style }));
}

export function line(indent: number, content: readonly Piece[], hang: number = indent + 2): Line {
  return { indent, hang, pieces: content, wraps: true };
}

/** A line for pasting: never wrapped. */
export function pasted(indent: number, content: readonly Piece[]): Line {
  return { indent, hang: indent, pieces: content, wraps: false };
}

export const BLANK: Line = { indent: 0, hang: 0, pieces: [], wraps: false };

/** The lines as text, each ended by a newline, none with trailing spaces. */
export function print(lines: readonly Line[], look: Look): Printed {
  return lines.map((each) => `${render(each, look)}\n`).join('') as Printed;
}

function toPieces(part: Part): readonly Piece[] {
  if (typeof part === 'number') return [{ text: String(part), style: 'plain', from: 'ours' }];
  if (typeof part === 'string') return [{ text: part, style: 'plain', from: 'shown' }];
  return isPiece(part) ? [part] : part;
}

function isPiece(part: Piece | readonly Piece[]): part is Piece {
  return !Array.isArray(part);
}

/** Columns. Plain ASCII, which most texts are, has as many as characters. */
function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

const CONTINUED: Piece = { text: '│ ', style: 'quiet', from: 'ours' };

function render(each: Line, look: Look): string {
  const rows = each.wraps ? wrapped(unled(each), look.width) : [each.pieces];
  return rows
    .map((row, index) => {
      const plain = row.map((piece) => piece.text).join('');
      if (plain.trim() === '') return '';
      const indent = ' '.repeat(index === 0 ? each.indent : each.hang);
      return (
        indent +
        trimEnd(row)
          .map((piece) => paint(piece, look.colour))
          .join('')
      );
    })
    .join('\n');
}

/** Runners trim a line before they look for `::`, so nobody else's words begin one with that. */
function unled(each: Line): Line {
  const [first, ...rest] = each.pieces;
  if (!first || first.from === 'ours') return each;
  return { ...each, pieces: [{ ...first, text: first.text.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') }, ...rest] };
}

function wrapped(each: Line, width: number): readonly (readonly Piece[])[] {
  const used = each.pieces.reduce((sum, { text }) => sum + widthOf(text), each.indent);
  return used <= Math.max(width, each.hang + 20) ? [joinAlike(each.pieces)] : wrap(each, width);
}

/** Greedy wrapping at spaces; a word longer than a line is broken between graphemes. */
function wrap(each: Line, width: number): readonly (readonly Piece[])[] {
  const room = Math.max(width, each.hang + 20);
  const rows: Piece[][] = [[]];
  let used = each.indent;
  let start = each.indent;
  const breakBefore = (token: Piece, inside: boolean): void => {
    const guarded = mayMislead(token, inside);
    rows.push(guarded ? [CONTINUED] : []);
    start = each.hang + (guarded ? CONTINUED.text.length : 0);
    used = start;
  };
  const add = (token: Piece): void => {
    rows.at(-1)?.push(token);
    used += widthOf(token.text);
  };
  let previous: Piece | null = null;
  for (const token of tokens(each.pieces)) {
    const inside: boolean = previous?.from === 'name';
    previous = token;
    if (used + widthOf(token.text) > room) {
      if (token.text.trim() === '') continue;
      if (used > start) breakBefore(token, inside);
    }
    if (used + widthOf(token.text) <= room) {
      add(token);
      continue;
    }
    for (const text of graphemes(token.text)) {
      if (used + stringWidth(text) > room) breakBefore({ ...token, text }, token.from === 'name');
      add({ ...token, text });
    }
  }
  return rows.map(joinAlike);
}

/** A continuation line that is the inside of a name, or that begins with a sign somebody else chose (`+`, `::`, `#`). */
function mayMislead(token: Piece, inside: boolean): boolean {
  if (token.from === 'ours') return false;
  return (inside && token.from === 'name') || !/^[\p{L}\p{N}"]/u.test(token.text);
}

/** Words with the space after them apart, so that a break swallows it. */
function tokens(content: readonly Piece[]): readonly Piece[] {
  return content.flatMap((piece) =>
    piece.text
      .split(/( +)/)
      .filter(Boolean)
      .map((text) => ({ ...piece, text })),
  );
}

function joinAlike(row: readonly Piece[]): readonly Piece[] {
  const result: Piece[] = [];
  for (const piece of row) {
    const previous = result.at(-1);
    if (previous?.style === piece.style) result.splice(-1, 1, { ...previous, text: previous.text + piece.text });
    else result.push(piece);
  }
  return result;
}

function trimEnd(row: readonly Piece[]): readonly Piece[] {
  const result = [...row];
  for (let last = result.pop(); last; last = result.pop()) {
    const text = last.text.trimEnd();
    if (text !== '') return [...result, { ...last, text }];
  }
  return result;
}

const COLOURS = { on: createColors(true), off: createColors(false) };

function paint(piece: Piece, colour: boolean): string {
  const colours = colour ? COLOURS.on : COLOURS.off;
  switch (piece.style) {
    case 'plain':
      return piece.text;
    case 'strong':
      return colours.bold(piece.text);
    case 'quiet':
      return colours.dim(piece.text);
    case 'create':
      return colours.green(piece.text);
    case 'update':
      return colours.yellow(piece.text);
    case 'delete':
      return colours.red(piece.text);
    case 'link':
      return colours.cyan(piece.text);
    case 'wait':
      return colours.magenta(piece.text);
    case 'gone':
      return colours.red(colours.underline(piece.text));
    case 'fresh':
      return colours.green(colours.underline(piece.text));
    default:
      return piece.style satisfies never;
  }
}
