import {
  Composer,
  Lexer,
  Parser,
  type CST,
  type Document,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { isMap, isScalar, isSeq } from './nodes.ts';
import type { Source, Span } from './source.ts';
import { reportEmpty } from './read-text.ts';
import { syntaxFaults } from './syntax.ts';

/**
 * Deeper than any config. The composer recurses, and running out of stack inside a regular expression ends the process.
 */
const DEEPEST = 32;
/** About 200,000 links. A file below the limit in bytes could still hold enough `[a,a,…` to exhaust the memory. */
const MOST_PARTS = 4_000_000;

/** Parses text to a YAML tree. Returns null, with findings, if there is no usable tree. */
export function parseYaml(source: Source): ParsedNode | null {
  const tokens = tokenize(source.text);
  if (tokens === null) {
    source.report('file.large', null, 'the file has more than 4 million words and signs', 'split it with `include`');
    return null;
  }
  const deep = tokens.map(tooDeep).find((offset) => offset !== null);
  if (deep !== undefined && deep !== null) {
    source.report(
      'yaml.depth',
      [deep, deep + 1],
      `the file is nested more than ${DEEPEST} levels deep here`,
      'hfsync needs six levels',
    );
    return null;
  }
  const [document, second] = compose(tokens, source.text.length);
  if (!document) return null;
  for (const { span, message, hint } of syntaxFaults(source.text, (text) =>
    text === source.text ? document.errors : errorsOf(text),
  )) {
    source.report('yaml.syntax', span, message, hint);
  }
  reportDirectives(source, document);
  if (second) reportSecond(source, nextDocument(tokens));
  if (source.findings().length > 0) return null;
  const root = document.contents;
  if (isEmpty(root)) {
    reportEmpty(source, 'the file contains nothing but comments');
    return null;
  }
  return root;
}

/** `plainData` finds duplicate keys in linear time. The composer would compare each key with every other. */
function compose(tokens: readonly CST.Token[], length: number): readonly Document.Parsed[] {
  const composer = new Composer({ uniqueKeys: false, version: '1.2', schema: 'core' });
  return [...composer.compose(tokens, true, length)] as Document.Parsed[];
}

function errorsOf(text: string): readonly YAMLError[] {
  return compose(tokenize(text) ?? [], text.length)[0]?.errors ?? [];
}

/** The node at a path of keys and indexes, and the key that leads to it. Null for what is missing. */
export function locate(root: ParsedNode | null, path: readonly (string | number)[]): Place {
  let place: Place = { key: null, value: root };
  for (const step of path) place = child(place.value, step);
  return place;
}

export interface Place {
  readonly key: ParsedNode | null;
  readonly value: ParsedNode | null;
}

/** The node's own text, without trailing comments or line breaks. */
export function spanOf(node: ParsedNode): Span {
  return [node.range[0], node.range[1]];
}

function child(node: ParsedNode | null, step: string | number): Place {
  if (isSeq(node)) return { key: null, value: node.items[Number(step)] ?? null };
  if (!isMap(node)) return { key: null, value: null };
  const pair = pairsOf(node).get(String(step));
  return { key: pair?.key ?? null, value: pair?.value ?? null };
}

/** A key as written: `01` is not the key `1`. */
export function keyText(key: Scalar.Parsed): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

type Pairs = ReadonlyMap<string, Pair<ParsedNode, ParsedNode | null>>;
const indexes = new WeakMap<YAMLMap.Parsed, Pairs>();

/** Indexes each mapping once: if it has 20,000 unknown keys, all 20,000 are looked up. */
function pairsOf(map: YAMLMap.Parsed): Pairs {
  const known = indexes.get(map);
  if (known) return known;
  const pairs = new Map<string, Pair<ParsedNode, ParsedNode | null>>();
  for (const pair of map.items) {
    const name = isScalar(pair.key) ? keyText(pair.key) : null;
    if (name !== null && !pairs.has(name)) pairs.set(name, pair);
  }
  indexes.set(map, pairs);
  return pairs;
}

/** Null if there are too many tokens. */
function tokenize(text: string): readonly CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let parts = 0;
  for (const part of new Lexer().lex(text)) {
    parts += 1;
    if (parts > MOST_PARTS) return null;
    tokens.push(...parser.next(part));
  }
  tokens.push(...parser.end());
  return tokens;
}

function isEmpty(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && node.value === null && !node.anchor && !node.tag && node.source === '');
}

/**
 * The offset at which a document exceeds the depth limit, or null. It is a loop, because recursion is the danger here.
 */
function tooDeep(document: CST.Token): number | null {
  const open: (readonly [token: CST.Token, depth: number])[] = [[document, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [token, depth] = next;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document' && token.value) open.push([token.value, 1]);
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push([key, depth + 1]);
      if (value) open.push([value, depth + 1]);
    }
  }
  return null;
}

/** `%YAML 1.1` would change the meaning of numbers and words, and `%TAG` the meaning of tags. */
function reportDirectives(source: Source, document: Document.Parsed): void {
  const unknown = document.warnings.filter((warning) => warning.code === 'BAD_DIRECTIVE');
  if (!document.directives.yaml.explicit && Object.keys(document.directives.tags).length < 2 && unknown.length === 0)
    return;
  const offset = Math.max(0, source.text.search(/^%/m));
  source.report(
    'yaml.directive',
    [offset, offset + 1],
    'hfsync does not allow lines that start with %',
    'remove the line',
  );
}

/** A document starts at `---`, or at whatever follows the `...` that ends the one before. */
function reportSecond(source: Source, offset: number): void {
  const [, end] = /(?:^|\n)(\.{3})[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*$/.exec(source.text.slice(0, offset)) ?? [];
  const at = end === undefined ? offset : source.text.lastIndexOf('\n...', offset) + 1;
  const signs =
    end === undefined ? 'the "---"' : source.text.startsWith('---', offset) ? 'the "..." and the "---"' : 'the "..."';
  const message =
    end === undefined ? 'a second document starts here' : 'the document ends here, and a second one follows';
  const keysIn = (text: string): string[] => [...text.matchAll(/^([a-z_]+):/gm)].map((match) => match[1] ?? '');
  const known = new Set(keysIn(source.text.slice(0, at)));
  const isCopy = keysIn(source.text.slice(at)).some((key) => known.has(key));
  const hint = isCopy ? 'keep one of the two: the file is one document' : `remove ${signs}: the file is one document`;
  source.report('yaml.documents', [at, at + 3], message, hint);
}

function nextDocument(tokens: readonly CST.Token[]): number {
  const second = tokens.filter((token) => token.type === 'document')[1];
  return second?.offset ?? 0;
}
