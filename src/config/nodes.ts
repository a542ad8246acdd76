import type { Alias, ParsedNode, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** What kind of node it is, as `yaml` marks it, without loading `yaml`: a small regular file needs none of the rest of it. */
const MARK = Symbol.for('yaml.node.type');
const ALIAS = Symbol.for('yaml.alias');
const MAP = Symbol.for('yaml.map');
const PAIR = Symbol.for('yaml.pair');
const SCALAR = Symbol.for('yaml.scalar');
const SEQ = Symbol.for('yaml.seq');

export function isAlias(node: unknown): node is Alias.Parsed {
  return markOf(node) === ALIAS;
}

export function isMap(node: unknown): node is YAMLMap.Parsed {
  return markOf(node) === MAP;
}

export function isScalar(node: unknown): node is Scalar.Parsed {
  return markOf(node) === SCALAR;
}

export function isSeq(node: unknown): node is YAMLSeq.Parsed {
  return markOf(node) === SEQ;
}

function markOf(node: unknown): unknown {
  return typeof node === 'object' && node !== null ? (node as { readonly [MARK]?: unknown })[MARK] : undefined;
}

type At = readonly [start: number, end: number];

/** Nodes with all that hfsync asks of those of `yaml`. `source`: the text without quotes. */
export function scalarNode(
  at: At,
  of: { readonly value: unknown; readonly source: string; readonly type: Scalar.Type },
): ParsedNode {
  return made(SCALAR, at, of);
}

export function seqNode(at: At, items: readonly ParsedNode[]): ParsedNode {
  return made(SEQ, at, { items });
}

export interface PairNode {
  readonly key: ParsedNode;
  readonly value: ParsedNode;
}

export function mapNode(at: At, pairs: readonly PairNode[]): ParsedNode {
  return made(MAP, at, { items: pairs.map((pair) => ({ [MARK]: PAIR, ...pair })) });
}

function made(mark: symbol, [start, end]: At, rest: object): ParsedNode {
  return { [MARK]: mark, range: [start, end, end], ...rest } as unknown as ParsedNode;
}
