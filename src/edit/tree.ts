import type { Pair, ParsedNode, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from '../config/nodes.ts';
import { plainData } from '../config/plain-data.ts';
import { createSource } from '../config/source.ts';
import { keyText, parseYaml } from '../config/parse-yaml.ts';
import type { Diagnostic } from '../model/diagnostic.ts';

/** One file to edit: its text without a byte order mark, and the tree whose offsets refer to that text. */
export interface Tree {
  readonly path: string;
  readonly text: string;
  readonly root: YAMLMap.Parsed;
  readonly eol: string;
  /** JSON is valid YAML. What is added to such a file is JSON too. */
  readonly isJson: boolean;
  readonly data: unknown;
}

export type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** Returns the findings instead if hfsync cannot read the file. */
export function parseTree(path: string, text: string): Tree | readonly Diagnostic[] {
  const source = createSource({ path, name: path, isIncluded: false }, text);
  const root = parseYaml(source);
  const data = root && plainData(source, root);
  if (!root || source.findings().length > 0) return source.findings();
  if (!isMap(root)) {
    source.report('config.value', null, 'the file is not a mapping of keys to values');
    return source.findings();
  }
  const isJson = root.flow === true && root.items.every(({ key }) => isScalar(key) && key.type === 'QUOTE_DOUBLE');
  return { path, text, root, eol: /\r?\n/.exec(text)?.[0] ?? '\n', isJson, data };
}

/** The end of a node's text, without trailing comments, blank lines or line breaks. */
export function contentEnd(text: string, node: ParsedNode): number {
  if (isMap(node) && !node.flow && node.items.length > 0) return pairEnd(text, node.items.at(-1)!);
  if (isSeq(node) && !node.flow && node.items.length > 0) return contentEnd(text, node.items.at(-1)!);
  let end = node.range[1];
  while (end > node.range[0] && /[\r\n]/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

export function pairEnd(text: string, { key, value }: ParsedPair): number {
  return value ? contentEnd(text, value) : key.range[1];
}

export function pairAt(node: ParsedNode | null | undefined, name: string): ParsedPair | undefined {
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }) => isScalar(key) && keyText(key) === name);
}

/** The number of characters before an offset on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
