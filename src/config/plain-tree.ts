/**
 * Reads the plainest files without `yaml`: its start and its reading take a third of `validate`. In: text. Out: the tree that `yaml`
 * would make of it. Null if there is anything in it but:
 *
 *   key: value            # with a word, a whole number, a fraction, true, false, `${VARIABLE}`, text in quotes without an escape
 *   key: { key: value, other: [value, value] }
 *   key:
 *     key: value
 *
 * A property test compares both.
 */
import type { ParsedNode } from 'yaml';
import { mapNode, scalarNode, seqNode, type PairNode } from './nodes.ts';

/** A key, and whether its value follows on the line. */
const KEY = /( *)([a-z][a-z_]*):(?:( +)(?=[^ #])| *(?: #.*)?$)/y;
const FLOW_KEY = /([a-z][a-z_]*): +/y;
const NOTHING = /^ *(?:#.*)?$/;
const REST = / *(?: #.*)?$/y;
const QUOTED = /"([ !#-[\]-~À-ɏ]*)"|'([ -&(-~À-ɏ]*)'/y;
const NUMBER = /(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,6})?(?![^ ,\]}])/y;
/** Not with a blank, a comma or a bracket, so that it means the same everywhere. */
const WORD = /(?:[A-Za-z]|\.[a-z]+\/)[A-Za-z0-9_./@+-]*(?![^ ,\]}])/y;
/** Only outside of brackets. */
const VARIABLE = /\$\{[A-Z0-9_]+\}(?![^ ])/y;
const TRUE_OR_FALSE = /^(?:true|false)$/;
/** Words that YAML does not read as text, in some spelling. */
const RESERVED = /^(?:true|false|null)$/i;
const DEEPEST = 4;

/** A mapping that may go on in the next line. */
interface Level {
  readonly indent: number;
  readonly start: number;
  readonly pairs: PairNode[];
  /** The key that still lacks a value. */
  open: ParsedNode | null;
}

export function plainTree(text: string): ParsedNode | null {
  const levels: Level[] = [{ indent: 0, start: 0, pairs: [], open: null }];
  for (let start = 0, next = 0; start <= text.length; start = next) {
    const end = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
    next = end + 1;
    if (!NOTHING.test(text.slice(start, end)) && !readLine(text.slice(start, end), start, levels)) return null;
  }
  const isEmpty = levels[0]!.pairs.length === 0 && !levels[0]!.open;
  return isEmpty ? null : closed(levels, 0, text.length);
}

/** False if the line is not plain. `start`: where it begins in the text. */
function readLine(line: string, start: number, levels: Level[]): boolean {
  const found = match(KEY, line, 0);
  if (!found) return false;
  const [whole, { length: indent } = '', name = '', blanks] = found;
  if (RESERVED.test(name)) return false;
  const level = levelOf(levels, indent, start);
  if (!level) return false;
  const key = word(name, start + indent);
  if (blanks === undefined) {
    level.open = key;
    return true;
  }
  const read = readValue({ line, start, depth: 0 }, whole.length);
  if (!read || !match(REST, line, read.end)) return false;
  level.pairs.push({ key, value: read.node });
  return true;
}

/** The mapping that a key with this indentation belongs to. Null if the file is not plain. */
function levelOf(levels: Level[], indent: number, start: number): Level | null {
  const deepest = levels.at(-1)!;
  if (indent > deepest.indent) {
    if (!deepest.open) return null;
    levels.push({ indent, start: start + indent, pairs: [], open: null });
    return levels.at(-1)!;
  }
  const index = levels.findIndex((each) => each.indent === indent);
  if (index < 0) return null;
  closed(levels, index + 1, start);
  close(levels[index]!, null, start);
  return levels[index]!;
}

/** Ends the mappings from this level on. Returns the last one. */
function closed(levels: Level[], from: number, end: number): ParsedNode | null {
  let node: ParsedNode | null = null;
  while (levels.length > from) {
    const level = levels.pop()!;
    close(level, node, end);
    node = mapNode([level.start, end], level.pairs);
  }
  const outer = levels.at(-1);
  if (node && outer) close(outer, node, end);
  return node;
}

/** Gives the key that lacks a value the mapping below it, or nothing. */
function close(level: Level, value: ParsedNode | null, end: number): void {
  if (!level.open) return;
  const nothing = scalarNode([end, end], { value: null, source: '', type: 'PLAIN' });
  level.pairs.push({ key: level.open, value: value ?? nothing });
  level.open = null;
}

interface Place {
  readonly line: string;
  /** Where the line begins in the text. */
  readonly start: number;
  /** In so many brackets. */
  readonly depth: number;
}

interface Read {
  readonly node: ParsedNode;
  /** Where it ends in the line. */
  readonly end: number;
}

function readValue(place: Place, at: number): Read | null {
  const sign = place.line[at];
  if (sign === '{' || sign === '[') return readFlow(place, at);
  return readScalar(place, at);
}

function readScalar({ line, start, depth }: Place, at: number): Read | null {
  const quoted = match(QUOTED, line, at);
  if (quoted) {
    const [{ length }, double, single = ''] = quoted;
    const type = double === undefined ? 'QUOTE_SINGLE' : 'QUOTE_DOUBLE';
    const value = double ?? single;
    return { node: scalarNode([start + at, start + at + length], { value, source: value, type }), end: at + length };
  }
  const number = match(NUMBER, line, at)?.[0];
  const text = number ?? match(WORD, line, at)?.[0] ?? (depth === 0 ? match(VARIABLE, line, at)?.[0] : undefined);
  if (text === undefined) return null;
  const end = at + text.length;
  if (number !== undefined) return { node: word(text, start + at, Number(text)), end };
  if (TRUE_OR_FALSE.test(text)) return { node: word(text, start + at, text === 'true'), end };
  return RESERVED.test(text) ? null : { node: word(text, start + at), end };
}

function word(source: string, at: number, value: unknown = source): ParsedNode {
  return scalarNode([at, at + source.length], { value, source, type: 'PLAIN' });
}

function readFlow({ line, start, depth }: Place, from: number): Read | null {
  if (depth === DEEPEST) return null;
  const place = { line, start, depth: depth + 1 };
  const isSeq = line[from] === '[';
  const close = isSeq ? ']' : '}';
  const items: ParsedNode[] = [];
  const pairs: PairNode[] = [];
  let at = blanks(line, from + 1);
  while (line[at] !== close) {
    const key = isSeq ? null : match(FLOW_KEY, line, at);
    if (!isSeq && (!key || RESERVED.test(key[1]!))) return null;
    const read = readValue(place, at + (key?.[0].length ?? 0));
    if (!read) return null;
    if (key) pairs.push({ key: word(key[1]!, start + at), value: read.node });
    else items.push(read.node);
    at = blanks(line, read.end);
    if (line[at] === close) break;
    if (line[at] !== ',') return null;
    at = blanks(line, at + 1);
  }
  const span = [start + from, start + at + 1] as const;
  return { node: isSeq ? seqNode(span, items) : mapNode(span, pairs), end: at + 1 };
}

function blanks(line: string, at: number): number {
  let end = at;
  while (line[end] === ' ') end += 1;
  return end;
}

function match(pattern: RegExp, line: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(line);
}
