import {
  Composer,
  isMap,
  isScalar,
  isSeq,
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
import { quote } from './wording.ts';
import type { Source, Span } from './source.ts';

/** Deeper than any config; the composer recurses, and a stack that ends inside a regular expression ends the process. */
const DEEPEST = 32;
/** About 200,000 links. A file below the limit in bytes could still hold enough `[a,a,…` to exhaust the memory. */
const MOST_PARTS = 4_000_000;

const SYNTAX: Partial<Record<YAMLError['code'], readonly [message: string, hint?: string]>> = {
  TAB_AS_INDENT: ['a tab indents this line', 'indent with spaces'],
  BAD_INDENT: ['this line is not indented like its neighbours', 'entries of one list or mapping start in one column'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second mapping starts on this line',
    'put it on its own line; text with ": " goes in quotes',
  ],
  MISSING_CHAR: ['something is missing here: a closing quote or bracket, a comma, or a ":" after a key'],
  UNEXPECTED_TOKEN: ['this does not belong here', 'a closing quote or bracket too many, or a line indented too little'],
  BAD_SCALAR_START: ['plain text may not start with this character', 'put the text in quotes'],
  BAD_DQ_ESCAPE: ['this is no escape that YAML knows', 'write \\\\ for a backslash, or use single quotes'],
  BAD_ALIAS: ['a "*" starts an alias, and aliases are not allowed here', 'text that starts with "*" goes in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a key may not go over several lines', 'is a ":" missing, or a quote not closed?'],
  KEY_OVER_1024_CHARS: ['a key may not be longer than 1024 characters'],
  MULTIPLE_ANCHORS: ['anchors are not allowed here', 'write the value out'],
  MULTIPLE_TAGS: ['tags are not allowed here', 'leave the tag out'],
  BAD_DIRECTIVE: ['lines that start with % are not allowed here', 'remove the line'],
  RESOURCE_EXHAUSTION: ['the file is nested too deeply'],
};

/** Text → YAML tree. Answers null, with findings, where there is no tree to go on with. */
export function parseYaml(source: Source): ParsedNode | null {
  const tokens = tokenize(source.text);
  if (tokens === null) {
    source.report(
      'file.large',
      null,
      `${quote(source.path)}: the file has more than 4 million words and signs`,
      'split it by `include`',
    );
    return null;
  }
  const deep = tokens.map(tooDeep).find((offset) => offset !== null);
  if (deep !== undefined && deep !== null) {
    source.report('yaml.depth', [deep, deep + 1], `the file is nested more than ${DEEPEST} levels deep here`);
    return null;
  }
  // Duplicate keys are found later, in linear time: the composer compares each key with each other.
  const composer = new Composer({ uniqueKeys: false, version: '1.2', schema: 'core' });
  const [document, second] = composer.compose(tokens, true, source.text.length);
  if (!document) return null;
  reportSyntax(source, document.errors);
  reportDirectives(source, document);
  if (second) {
    const offset = nextDocument(tokens);
    source.report(
      'yaml.documents',
      [offset, offset + 3],
      'a second document starts here',
      'one document a file: remove the "---"',
    );
  }
  if (source.findings().length > 0) return null;
  const root = document.contents;
  if (isEmpty(root)) {
    source.report('file.empty', null, 'the file holds nothing but comments', 'start with `version: 1`');
    return null;
  }
  return root;
}

/** The node at a path of keys and indexes, and the key that leads to it; what is not there is null. */
export function locate(root: ParsedNode | null, path: readonly (string | number)[]): Place {
  let place: Place = { key: null, value: root };
  for (const step of path) place = child(place.value, step);
  return place;
}

export interface Place {
  readonly key: ParsedNode | null;
  readonly value: ParsedNode | null;
}

/** The node's own text, without comments or line breaks behind it. */
export function spanOf(node: ParsedNode): Span {
  return [node.range[0], node.range[1]];
}

function child(node: ParsedNode | null, step: string | number): Place {
  if (isSeq(node)) return { key: null, value: node.items[Number(step)] ?? null };
  if (!isMap(node)) return { key: null, value: null };
  const pair = pairsOf(node).get(String(step));
  return { key: pair?.key ?? null, value: pair?.value ?? null };
}

/** A key as it is written: `01` is not the key `1`. */
export function keyText(key: Scalar.Parsed): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

type Pairs = ReadonlyMap<string, Pair<ParsedNode, ParsedNode | null>>;
const indexes = new WeakMap<YAMLMap.Parsed, Pairs>();

/** Looked up once a mapping: one with 20,000 unknown keys is asked for 20,000 places. */
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

/** null where there are too many. */
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

/** The offset at which a document passes the depth limit, or null. A loop: recursion is what this protects from. */
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

/** The parser's own messages quote the file, which may hold a token; so each code has its own words. One finding a line. */
function reportSyntax(source: Source, errors: readonly YAMLError[]): void {
  const lines = new Set<number>();
  for (const error of errors) {
    const { line } = source.position(error.pos[0]);
    if (lines.has(line)) continue;
    lines.add(line);
    const [message, hint] = SYNTAX[error.code] ?? ['this is not valid YAML'];
    source.report('yaml.syntax', error.pos, message, opensReference(source.text, error.pos[0]) ? REFERENCE_HINT : hint);
  }
}

const REFERENCE_HINT = 'between { and }, a reference to a variable goes in quotes: "${NAME}"';

/** `{ token: ${NAME} }` is the mistake to make here: YAML sees another mapping open. */
function opensReference(text: string, offset: number): boolean {
  return text.slice(Math.max(0, offset - 1), offset + 1) === '${' || text.startsWith('${', offset);
}

/** `%YAML 1.1` would change what numbers and words mean, `%TAG` what tags do. */
function reportDirectives(source: Source, document: Document.Parsed): void {
  const unknown = document.warnings.filter((warning) => warning.code === 'BAD_DIRECTIVE');
  if (!document.directives.yaml.explicit && Object.keys(document.directives.tags).length < 2 && unknown.length === 0)
    return;
  const offset = Math.max(0, source.text.search(/^%/m));
  source.report(
    'yaml.directive',
    [offset, offset + 1],
    'lines that start with % are not allowed here',
    'remove the line',
  );
}

function nextDocument(tokens: readonly CST.Token[]): number {
  const second = tokens.filter((token) => token.type === 'document')[1];
  return second?.offset ?? 0;
}
