import { codePoint } from '../model/invisible.ts';
import { isKey } from './keys.ts';
import type { Span } from './source.ts';
import { CLOSES, lineEnd, plainEnd, type Recognizer, type Spot, type SyntaxFault } from './spot.ts';
import { pasteable } from './wording.ts';

/** Mistakes with quotes and inside brackets, the most specific first. */
export const FLOW_FAULTS: readonly Recognizer[] = [
  openQuote,
  referenceInFlow,
  textAfterQuote,
  missingColon,
  missingComma,
  strayComma,
  doubleComma,
  textAfterBracket,
  extraBracket,
  commentInFlow,
  shallowLine,
  openBracket,
];

function openQuote({ text, quote, code }: Spot): SyntaxFault | null {
  if (quote === null || code === 'BAD_DQ_ESCAPE') return null;
  const span: Span = [quote, lineEnd(text, quote)];
  return fault(span, 'this quote is not closed', `write the closing ${text[quote]} at the end of the text`, span);
}

/** `{ token: ${NAME} }`: an easy mistake, since YAML sees another mapping open. */
function referenceInFlow({ line, start, before, open }: Spot): SyntaxFault | null {
  const column = line.lastIndexOf('${', before.length + 1);
  if (open.length === 0 || column < 0 || before.length - column > 2) return null;
  const [written = '', inside = ''] = /^\$\{(\{[^}]*\}|[^}]*)\}?/.exec(line.slice(column)) ?? [];
  const name = inside.replace(/^\{?\s*(?:\w+\.)?|\s*\}?$/g, '');
  const isCurled = /[“”„«‘’]$/.test(line.slice(0, column));
  const shown = /^(?:HARVEST|FORECAST|HFSYNC)_[A-Z0-9_]*$/.test(name) ? name : 'NAME';
  const span: Span = [start + column, start + column + written.length];
  const message = isCurled
    ? 'YAML knows only straight quotes'
    : 'a reference to a variable goes in quotes between { and }';
  const wide = isCurled ? 1 : 0;
  const repaired: Span = [span[0] - wide, Math.min(span[1] + wide, start + line.length)];
  return fault(span, message, `write "\${${shown}}"`, repaired);
}

/** `"Big" Web`, `'Kim's'` */
function textAfterQuote({ text, start, before, after, open, reason }: Spot): SyntaxFault | null {
  const begin = /(?:^|[:,[{-]\s+|[,[{])(["'][^]*)$/.exec(before)?.[1];
  if (!/^Unexpected scalar/.test(reason) || begin === undefined || !/["']\s*$/.test(before)) return null;
  if (/\s$/.test(before) && (open.length > 0 ? isEntry(text, open, after) : false)) return null;
  if (/^,\s*$/.test(after)) return null;
  const from = start + before.length - begin.length;
  const end = plainEnd(text, start + before.length, open.length > 0);
  const whole = text.slice(from, end);
  const isWrapped = whole.length > 2 && whole[0] === whole.at(-1);
  const hint = quotes(isWrapped ? whole.slice(1, -1) : whole);
  return fault([start + before.length, end], 'text continues after the closing quote', hint, [from, end]);
}

/** `set { status: archived }` between brackets */
function missingColon({ start, before, after, open, code }: Spot): SyntaxFault | null {
  const key = /([A-Za-z_]+)\s+$/.exec(before)?.[1];
  if (code !== 'MISSING_CHAR' || open.length === 0 || key === undefined || !isKey(key) || !/^[{[]/.test(after))
    return null;
  const at = start + before.length;
  const begin = at - (/([A-Za-z_]+)\s+$/.exec(before)?.[0].length ?? 0);
  return fault([begin, begin + key.length], `a ":" is missing after "${key}"`, `write "${key}:"`, [at - 1, at], ':');
}

/** `harvest: 1`, and on the next line `forecast: 2`, between brackets: YAML reads both lines as one key. */
function missingCommaAtEnd({ text, at, open }: Spot): SyntaxFault | null {
  const end = lineEnd(text, at);
  const [lead = ''] = /^\r?\n([ \t]*)(?=["']?[\w-]+["']?\s*:)/.exec(text.slice(end)) ?? [];
  if (open.length === 0 || lead === '') return null;
  const last = plainEnd(text, at, true);
  const next = end + lead.length;
  const repair = /[ \t]$/.test(lead) ? ([next - 1, next] as const) : null;
  return fault([Math.max(at, last - 1), last], 'a comma is missing after this', 'write "," behind it', repair, ',');
}

/** `1 forecast: 2`, `"A" "B"`, `} {`. Also a semicolon, and a text that contains ": ", which look the same to YAML. */
function missingComma(spot: Spot): SyntaxFault | null {
  const { text, at, before, after, open, code, reason } = spot;
  if (open.length === 0) return null;
  if (code === 'MULTILINE_IMPLICIT_KEY') return missingCommaAtEnd(spot);
  if (code === 'BLOCK_IN_FLOW' || code === 'BLOCK_AS_IMPLICIT_KEY') return colonInFlow(spot);
  const isBetween =
    /^Missing , /.test(reason) ||
    (/^Unexpected/.test(reason) && /["'}\]]\s*$/.test(before) && isEntry(text, open, after));
  if (!isBetween || /^[,}\]]/.test(after)) return null;
  const span: Span = [at, at + (/^["'{[]?[^\s,}\]:]*/.exec(after)?.[0].length || 1)];
  return commaFault(span, text[at - 1] === ' ' ? at - 1 : null);
}

function colonInFlow({ text, at, start, before, code }: Spot): SyntaxFault {
  const begin = code === 'BLOCK_IN_FLOW' ? at : start + before.search(/[^,[{]*$/);
  const end = plainEnd(text, begin, true);
  const whole = text.slice(begin, end);
  const [head, left = '', gap = '', key = ''] =
    /^(.*?)([;；，、،\s]+)["']?([A-Za-z_]+)["']?\s*:(?=\s|$)/u.exec(whole) ?? [];
  if (head !== undefined && left.trim() !== '' && isKey(key)) {
    const from = begin + left.length + gap.length;
    const sign = gap.trim()[0];
    if (sign === undefined) return commaFault([from, from + key.length], from - 1);
    const place = begin + left.length + gap.indexOf(sign);
    const named = sign === ';' ? 'a semicolon' : `"${sign}" (${codePoint(sign)})`;
    const message = `a comma separates entries between { and }, not ${named}`;
    const hint = 'write "," in its place, and so on in this line';
    return { ...fault([place, place + 1], message, hint, [place, place + 1], ','), isSaidOnce: true };
  }
  return fault([begin, end], 'text that contains ": " goes in quotes', quotes(whole), [begin, end]);
}

function commaFault(span: Span, space: number | null): SyntaxFault {
  const message = 'a comma is missing before this';
  const repair = space === null ? null : ([space, space + 1] as const);
  return fault(span, message, 'write a comma and a space before it', repair, ',');
}

/** `- { … },` and `"x",` outside brackets. */
function strayComma({ at, after, open, reason }: Spot): SyntaxFault | null {
  if (open.length > 0 || !/^Unexpected/.test(reason) || !/^,\s*(?:#.*)?$/.test(after)) return null;
  const hint = 'remove it: outside of brackets, every entry has its own line and needs no comma';
  return fault([at, at + 1], 'this comma separates nothing', hint, [at, at + 1], ' ');
}

function doubleComma({ at, before, after, open }: Spot): SyntaxFault | null {
  if (open.length === 0 || !/[,[{]\s*$/.test(before) || !after.startsWith(',')) return null;
  return fault([at, at + 1], 'nothing stands before this comma', 'remove it', [at, at + 1], ' ');
}

/** `[X] Web` */
function textAfterBracket({ text, at, start, before, open, reason }: Spot): SyntaxFault | null {
  if (!/^Unexpected scalar at node end/.test(reason) || !/[\]}]\s*$/.test(before)) return null;
  const begin = /(?:^|[:,-]\s+)([[{].*)$/.exec(before)?.[1];
  if (begin === undefined) return null;
  const from = start + before.length - begin.length;
  const end = plainEnd(text, at, open.length > 0);
  const isMapping = /^\{\s*["']?[A-Za-z_]+["']?\s*:/.test(begin);
  const hint = isMapping ? 'remove it, or write " #" before it if it is a comment' : quotes(text.slice(from, end));
  return fault(
    [at, end],
    'text continues after the closing bracket',
    hint,
    [isMapping ? at : from, end],
    isMapping ? ' ' : 'x',
  );
}

function extraBracket({ text, at, open }: Spot): SyntaxFault | null {
  const bracket = text[at] ?? '';
  const inner = open.at(-1);
  if (bracket !== '}' && bracket !== ']') return null;
  if (inner !== undefined && CLOSES[text[inner] ?? ''] === bracket) return null;
  const isClosing = open.some((one) => CLOSES[text[one] ?? ''] === bracket);
  if (inner === undefined || !isClosing)
    return fault([at, at + 1], `this "${bracket}" closes nothing`, 'remove it', [at, at + 1], ' ');
  const missing = CLOSES[text[inner] ?? ''] ?? '';
  const hint = `write "${missing}" where it ends, before this "${bracket}"`;
  return fault([inner, inner + 1], `this "${text[inner]}" is not closed`, hint, null);
}

/** `{ name: A #1, … }`: the rest of the line is a comment, including the closing bracket. */
function commentInFlow({ text, open }: Spot): SyntaxFault | null {
  const [bracket] = open;
  if (bracket === undefined) return null;
  const rest = text.slice(bracket, lineEnd(text, bracket));
  const comment = rest.search(/\s#/);
  if (comment < 0 || !rest.slice(comment).includes(CLOSES[text[bracket] ?? ''] ?? '')) return null;
  const value = rest.slice(0, comment).search(/[^,[{:]*$/);
  const end = comment + rest.slice(comment).search(/[,}\]]/);
  const written = rest.slice(value, end).trim();
  const id = /^#(\d+)$/.exec(written)?.[1];
  const hint = id === undefined ? quotes(written) : `write ${id}`;
  const span: Span = [bracket + comment + 1, bracket + rest.length];
  return fault(span, 'from " #" on, this line is a comment', hint, [bracket, bracket + rest.length]);
}

/** An entry in brackets that goes on below, in a line that starts too far to the left. */
function shallowLine({ text, start, line, open, reason }: Spot): SyntaxFault | null {
  const inner = open.at(-1);
  if (inner === undefined || !/^Flow /.test(reason) || /^\s*(?:- |$)/.test(line)) return null;
  const opens = line.split(/[{[]/).length - line.split(/[}\]]/).length;
  if (opens >= 0) return null;
  const first = text.slice(text.lastIndexOf('\n', inner) + 1);
  const indent = line.search(/\S/);
  const column = first.search(/\S/) + 3;
  const message = `this line belongs to the "${text[inner]}" above it, and is not indented far enough`;
  const repair = open.length === 1 ? ([inner, start + line.length] as const) : null;
  return fault([start + indent, start + line.length], message, `start it in column ${column}`, repair);
}

function openBracket({ text, open, reason, at }: Spot): SyntaxFault | null {
  const inner = open.at(-1);
  if (inner === undefined || (!/^Flow |^Expected/.test(reason) && at < text.trimEnd().length)) return null;
  const bracket = text[inner] ?? '';
  const hint = `write "${CLOSES[bracket]}" where it ends`;
  const repair = open.length === 1 ? ([inner, lineEnd(text, inner)] as const) : null;
  return fault([inner, inner + 1], `this "${bracket}" is not closed`, hint, repair);
}

/** Whether an entry starts here: any text in a list, `key:` in a mapping. */
function isEntry(text: string, open: readonly number[], after: string): boolean {
  return text[open.at(-1) ?? -1] === '[' || /^(?:["'{[]|[\w-]+\s*:)/.test(after);
}

export function quotes(written: string): string {
  const text = pasteable(written.trim());
  return text === null ? 'put the text in quotes' : `write ${text}`;
}

export function fault(span: Span, message: string, hint: string, repair: Span | null, filler = 'x'): SyntaxFault {
  return { span, message, hint, ...(repair && { repair: [repair, filler] as const }) };
}
