import { fault } from './flow-faults.ts';
import { KEYS_BELOW } from './keys.ts';
import type { Span } from './source.ts';
import { type Spot, type SyntaxFault, lineEnd } from './spot.ts';

/** The first line is indented, but the others are not. */
export function firstLine({ text, start, line, reason }: Spot): SyntaxFault | null {
  if (!/^Unexpected scalar at node end/.test(reason) || /^\s/.test(line)) return null;
  const above = text.slice(0, start);
  const first = /^(?:[ ]*(?:#.*)?\r?\n)*([ ]+)(?=\S)/.exec(above);
  if (!first) return null;
  const at = first[0].length;
  return fault(
    [at, lineEnd(text, at)],
    'this line is indented, and those below it are not',
    'start it in column 1',
    null,
  );
}
/** `- harvest: 1`, and indented deeper on the next line `forecast: 2`: YAML reads both as one value. */
export function deeperLine({ text, start, line, code }: Spot): SyntaxFault | null {
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' && code !== 'MULTILINE_IMPLICIT_KEY') return null;
  const own = /^\s*(?:- +)?(?=["'\w-]+:(?:\s|$))/.exec(line)?.[0];
  const next = nextLine(text, start);
  if (own === undefined || next === null || /:\s.*:\s/.test(line)) return null;
  const indent = next.line.search(/\S/);
  if (indent <= own.length || !/^\s*["'\w-]+:(?:\s|$)/.test(next.line)) return null;
  const other = outdentedAbove(text, next.start, indent);
  if (other) return other;
  const from = next.start + indent;
  return indented([from, lineEnd(text, from)], own.length + 1);
}
/** A line neither in line with its neighbours nor below one of them. */
export function indentation({ text, start, line, code, reason }: Spot): SyntaxFault | null {
  const isCase =
    (code === 'BAD_INDENT' && /^All /.test(reason)) ||
    /^Sequence item without/.test(reason) ||
    /^A block sequence may not be used/.test(reason);
  if (!isCase) return null;
  // The parser may give up only after the line, and point past it.
  const isBehind = line.trim() === '';
  const where = isBehind ? text.lastIndexOf('\n', start - 2) + 1 : start;
  const shown = text.slice(where, lineEnd(text, where));
  const indent = shown.search(/\S/);
  const other = outdentedAbove(text, where, indent) ?? dashAbove(text, where, shown) ?? noDash(where, shown);
  if (other) return other;
  const columns = columnsAbove(text, where, /^\s*-(?:\s|$)/.test(shown));
  const nearest = columns.sort((a, b) => Math.abs(a - indent) - Math.abs(b - indent) || a - b)[0];
  const span: Span = [where + indent, lineEnd(text, where)];
  return indented(span, nearest === undefined ? null : nearest + 1);
}
/** `harvest:`, in the next line `account: 1` in the same column, and below it `token:` where it should be. */
function outdentedAbove(text: string, where: number, indent: number): SyntaxFault | null {
  const [above, parent] = linesAbove(text, where);
  const [, blanks, key] = /^( *)([\w-]+):\s+[^\s#]/.exec(above?.line ?? '') ?? [];
  const [, outer, name] = /^( *)([\w-]+):\s*(?:#.*)?$/.exec(parent?.line ?? '') ?? [];
  if (!above || blanks === undefined || blanks.length >= indent || outer !== blanks) return null;
  if (key === undefined || name === undefined || !KEYS_BELOW[name]?.includes(key)) return null;
  const span: Span = [above.start + blanks.length, lineEnd(text, above.start)];
  return fault(span, `"${key}" is not indented below "${name}"`, `start it in column ${indent + 1}`, null);
}
/** `- clients:`, and below it `projects:` in the column of the "-". */
function dashAbove(text: string, where: number, shown: string): SyntaxFault | null {
  const [, blanks, key] = /^( *)([\w-]+):/.exec(shown) ?? [];
  if (blanks === undefined || key === undefined) return null;
  const above = linesAbove(text, where).find(({ line }) => line.search(/\S/) <= blanks.length);
  const [, outer, first] = /^( *)- +([\w-]+):/.exec(above?.line ?? '') ?? [];
  if (!above || outer !== blanks || first === undefined) return null;
  const isSibling = Object.entries(KEYS_BELOW).some(
    ([name, keys]) => name !== 'entry' && keys.includes(first) && keys.includes(key),
  );
  const at = above.start + blanks.length;
  if (isSibling && !KEYS_BELOW['entry']?.includes(first))
    return fault([at, at + 1], 'this is not an entry of a list', `remove the "- " before \`${first}:\``, null);
  const column = above.line.search(/[^\s-]/) + 1;
  return indented([where + blanks.length, lineEnd(text, where)], column);
}
/** `{ … }` below `{ … }`, which are entries of a list. */
function noDash(where: number, shown: string): SyntaxFault | null {
  const indent = shown.search(/\S/);
  if (shown[indent] !== '{') return null;
  const hint = 'write "- " before each "{" of the list';
  return fault([where + indent, where + shown.length], 'an entry of a list starts with "- "', hint, null);
}
function indented(span: Span, column: number | null): SyntaxFault {
  const hint = column === null ? 'start the entries of one list in one column' : `start it in column ${column}`;
  return fault(span, 'this line is not indented like its neighbours', hint, null);
}
/** The lines above that say something, the nearest first. */
function linesAbove(text: string, start: number): { readonly start: number; readonly line: string }[] {
  const lines: { readonly start: number; readonly line: string }[] = [];
  const from = text.lastIndexOf('\n', Math.max(0, start - 20000)) + 1;
  for (let at = from; at < start; at = text.indexOf('\n', at) + 1) {
    const line = text.slice(at, lineEnd(text, at));
    if (/^\s*[^\s#]/.test(line)) lines.push({ start: at, line });
  }
  return lines.reverse();
}
/** The columns of the lists or keys that are still open above a line. */
function columnsAbove(text: string, start: number, isDash: boolean): number[] {
  const columns: number[] = [];
  let least = Infinity;
  const above = text
    .slice(Math.max(0, start - 20000), start)
    .split('\n')
    .reverse();
  for (const line of above) {
    if (!/^\s*[^\s#]/.test(line)) continue;
    const indent = line.search(/\S/);
    if (indent >= least) continue;
    least = indent;
    const dashes = /^\s*- +/.exec(line)?.[0].length;
    if (isDash ? dashes !== undefined : dashes === undefined) columns.push(indent);
    if (!isDash && dashes !== undefined) columns.push(dashes);
    if (indent === 0) break;
  }
  return columns;
}
function nextLine(text: string, start: number): { readonly start: number; readonly line: string } | null {
  for (let at = text.indexOf('\n', start) + 1; at > 0; at = text.indexOf('\n', at) + 1) {
    const line = text.slice(at, lineEnd(text, at));
    if (/^\s*[^\s#]/.test(line)) return { start: at, line };
  }
  return null;
}
