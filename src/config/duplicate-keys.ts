import type { Pair, ParsedNode } from 'yaml';
import { isMap, isScalar, isSeq } from './nodes.ts';
import { keyText } from './parse-yaml.ts';
import type { Source } from './source.ts';

type Item = Pair<ParsedNode, ParsedNode | null>;
/** Line numbers from 1, both included. */
type Lines = readonly [from: number, to: number];

interface Moves {
  readonly moved: { readonly lines: Lines; readonly behind: number }[];
  /** Lines of the second mapping's keys that the first one already has. */
  readonly left: number[];
}

/** The hint for a key that occurs twice: which lines to move where, so that nothing is lost. */
export function duplicateHint(source: Source, first: Item, second: Item): string {
  if (isCollection(first.value) && isCollection(second.value)) {
    if (isSaidTwice(first, second)) return 'keep the one that is right, and remove the other';
    if (lineOf(source, first) === lineOf(source, second))
      return 'move what it contains into the first one, and remove it here';
    if (isFlow(first.value) || isFlow(second.value))
      return `move what it contains to line ${lineOf(source, first)}, and remove it here`;
    const moves: Moves = { moved: [], left: [] };
    collect(source, first, second, moves);
    const parts = moves.moved.map(({ lines, behind }) => `${linesText(lines)} behind line ${behind}`);
    return `move ${parts.join(' and ')}, then remove line ${moves.left.join(' and line ')}`;
  }
  const [before, after] = [first.value, second.value].map((value) => (isScalar(value) ? value.source : null));
  return before === after ? 'remove one of the two' : 'keep the one that is right, and remove the other';
}

/** Whether the second mapping only repeats keys of the first, with single values. Then there is nothing to move. */
function isSaidTwice(first: Item, second: Item): boolean {
  const [into, from] = [first.value, second.value];
  if (!isMap(into) || !isMap(from)) return false;
  const known = new Set((into.items as Item[]).map(nameOf));
  return (from.items as Item[]).every((item) => known.has(nameOf(item)) && !isCollection(item.value));
}

function collect(source: Source, first: Item, second: Item, moves: Moves): void {
  moves.left.push(lineOf(source, second));
  const [into, from] = [first.value, second.value];
  if (!isMap(into) || !isMap(from)) {
    if (from && into) moves.moved.push({ lines: linesOf(source, from), behind: linesOf(source, into)[1] });
    return;
  }
  for (const item of from.items as Item[]) {
    const same = (into.items as Item[]).find((one) => nameOf(one) === nameOf(item));
    if (same && isCollection(same.value) && isCollection(item.value) && !isFlow(same.value) && !isFlow(item.value)) {
      collect(source, same, item, moves);
    } else {
      const end = item.value ? linesOf(source, item.value)[1] : lineOf(source, item);
      moves.moved.push({ lines: [lineOf(source, item), end], behind: linesOf(source, into)[1] });
    }
  }
}

function linesOf(source: Source, node: ParsedNode): Lines {
  const [start, end] = node.range;
  const text = source.text.slice(start, end).trimEnd();
  return [source.position(start).line, source.position(start + Math.max(0, text.length - 1)).line];
}

function linesText([from, to]: Lines): string {
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}

function lineOf(source: Source, { key }: Item): number {
  return source.position(key.range[0]).line;
}

function nameOf({ key }: Item): string | null {
  return isScalar(key) ? keyText(key) : null;
}

function isCollection(node: ParsedNode | null): boolean {
  return isMap(node) || isSeq(node);
}

function isFlow(node: ParsedNode | null): boolean {
  return (isMap(node) || isSeq(node)) && node.flow === true;
}
