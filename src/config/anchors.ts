import type { ParsedNode } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from './nodes.ts';
import { textHint } from './hints.ts';
import { reportNode } from './report-node.ts';
import type { Source } from './source.ts';
import { plainEnd } from './spot.ts';

/** Reports all anchors and aliases in one finding: an alias bomb has hundreds. */
export function reportSharing(source: Source, root: ParsedNode): void {
  const shared: ParsedNode[] = [];
  const anchors = new Set<string>();
  const aliases = new Set<string>();
  const open: (ParsedNode | null)[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null) continue;
    if (isAlias(node)) aliases.add(node.source);
    else if (node.anchor !== undefined) anchors.add(node.anchor);
    if (isAlias(node) || node.anchor !== undefined) shared.push(node);
    if (isMap(node)) for (const { key, value } of node.items) open.push(value, key);
    if (isSeq(node)) for (const item of node.items) open.push(item);
  }
  shared.sort((a, b) => a.range[0] - b.range[0]);
  const texts = shared.filter((node) => !(isAlias(node) ? anchors.has(node.source) : aliases.has(node.anchor ?? '')));
  // An anchor without an alias, or an alias without an anchor, shares nothing: it is text that lacks quotes.
  const isText = texts.length === shared.length && texts.every((node) => isAlias(node) || isScalar(node));
  if (isText) for (const node of texts.slice(0, 20)) reportSign(source, node);
  else if (shared[0]) reportAnchor(source, shared[0], shared.length);
}
function reportSign(source: Source, node: ParsedNode): void {
  const start = startOf(source, node);
  const end = plainEnd(source.text, start, true);
  const message = `text may not start with "${source.text[start]}" in YAML`;
  reportNode(source, 'yaml.alias', node, message, textHint(source.text.slice(start, end)), [start, end]);
  source.markReported(start);
}
function reportAnchor(source: Source, node: ParsedNode, count: number): void {
  const start = startOf(source, node);
  const length = isAlias(node) ? node.range[1] - start : 1 + (node.anchor?.length ?? 0);
  const message = `hfsync does not allow anchors ("&") and aliases ("*"); this file has ${count}`;
  source.report(
    'yaml.alias',
    [start, start + length],
    message,
    'write each value out; put text that starts with "*" or "&" in quotes',
  );
}
function startOf(source: Source, node: ParsedNode): number {
  return isAlias(node) ? node.range[0] : Math.max(0, source.text.lastIndexOf('&', node.range[0]));
}
