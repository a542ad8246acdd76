import { fault } from './flow-faults.ts';
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
  const columns = columnsAbove(text, where, /^\s*-(?:\s|$)/.test(shown));
  const nearest = columns.sort((a, b) => Math.abs(a - indent) - Math.abs(b - indent) || a - b)[0];
  const span: Span = [where + indent, lineEnd(text, where)];
  return indented(span, nearest === undefined ? null : nearest + 1);
}
function indented(span: Span, column: number | null): SyntaxFault {
  const hint = column === null ? 'start the entries of one list in one column' : `start it in column ${column}`;
  return fault(span, 'this line is not indented like its neighbours', hint, null);
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
