import type { Pair, ParsedNode, Scalar, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from './nodes.ts';
import { duplicateHint } from './duplicate-keys.ts';
import { isText, numberHint, textHint } from './hints.ts';
import { isSecretKey } from './hide-secrets.ts';
import { pasteable, quote } from './wording.ts';
import { invisibles } from '../model/invisible.ts';
import type { Source } from './source.ts';
import { plainEnd } from './spot.ts';
import { keyText, spanOf } from './parse-yaml.ts';
import { reportNode } from './report-node.ts';
import { tokenValue } from './token-value.ts';
import { reportSharing } from './anchors.ts';
import { reportKeyCharacters, reportTextCharacters } from './characters.ts';

/** Names of parts of every JavaScript object: no config needs such a key, but an attack might. */
const RESERVED = ['__proto__', 'constructor', 'prototype'];
const PLAIN_NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/**
 * Turns a YAML tree into plain data. Reports everything that YAML allows but this file does not: anchors and aliases,
 * tags, merge keys, duplicate keys, keys that are not text, inexact numbers, invisible characters, tokens.
 */
export function plainData(source: Source, root: ParsedNode): unknown {
  reportSharing(source, root);
  return plain(source, root, []);
}

function plain(source: Source, node: ParsedNode | null, path: readonly string[]): unknown {
  if (node === null) return null;
  if (isAlias(node)) {
    source.markReported(node.range[0]);
    return null;
  }
  if (node.tag !== undefined) {
    const mark = source.text.lastIndexOf('!', node.range[0]);
    const start = source.text[mark - 1] === '!' ? mark - 1 : mark;
    const [written = '!'] = /^!\S*/.exec(source.text.slice(start)) ?? [];
    const text =
      isScalar(node) && !written.startsWith('!!') ? source.text.slice(start, plainEnd(source.text, start, true)) : null;
    const file = path.join() === 'include' && isScalar(node) ? pasteable(String(node.value)) : null;
    const hint =
      file !== null ? `write [${file}]` : text === null ? 'remove it' : `remove it, or ${textHint(text)} if it is text`;
    reportNode(source, 'yaml.tag', node, 'this is a tag, which hfsync does not allow', hint, [
      start,
      start + written.length,
    ]);
    // `!Wow` alone is a tag without a value: report that once, not twice.
    source.markReported(start);
  }
  if (isMap(node)) return mapping(source, node, path);
  if (isSeq(node)) return node.items.map((item) => plain(source, item, [...path, '-']));
  return scalar(source, node, path);
}

function mapping(source: Source, map: YAMLMap.Parsed, path: readonly string[]): Record<string, unknown> {
  const data = Object.create(null) as Record<string, unknown>;
  const pairs = new Map<string, Pair<ParsedNode, ParsedNode | null>>();
  for (const pair of map.items) {
    const { key, value } = pair;
    // Keys that a merge key would bring must not be reported as missing.
    if (isMergeKey(source, key)) source.markReported(map.range[0]);
    if (isMergeKey(source, key) && isAlias(value)) continue;
    const name = keyName(source, key);
    if (name === null) continue;
    const first = pairs.get(name);
    if (first && path.length === 0 && name === 'version' && startsOver(map, pair, pairs)) {
      const message = 'the file starts over here: each of its keys appears twice';
      reportNode(source, 'yaml.duplicate-key', key, message, 'keep one of the two copies');
      break;
    }
    if (first) {
      const message = `the key ${quote(name)} appears twice, first on line ${source.position(first.key.range[0]).line}`;
      reportNode(source, 'yaml.duplicate-key', key, message, duplicateHint(source, first, pair));
    } else pairs.set(name, pair);
    const read = isSecretKey(name)
      ? tokenValue(source, key, value, [...path, name])
      : plain(source, value, [...path, name]);
    // The first one stays: the ids of both would be one finding more.
    if (!first) data[name] = read;
  }
  return data;
}

/** Whether the rest of the file only has keys that it had before, as when it was pasted twice. */
function startsOver(
  map: YAMLMap.Parsed,
  from: Pair<ParsedNode, ParsedNode | null>,
  pairs: ReadonlyMap<string, unknown>,
): boolean {
  const rest = map.items.slice(map.items.indexOf(from));
  return rest.length > 2 && rest.every(({ key }) => isScalar(key) && pairs.has(keyText(key)));
}

/** A key as text, or null with a finding. */
function keyName(source: Source, key: ParsedNode): string | null {
  if (isAlias(key)) return null;
  if (isMergeKey(source, key)) {
    reportNode(source, 'yaml.merge-key', key, 'hfsync does not allow merge keys ("<<")', 'write the entries out');
    return null;
  }
  if (!isScalar(key) || key.value === null || key.tag !== undefined) {
    reportNode(source, 'yaml.key', key, 'a key is a plain word', 'write `key: value`');
    return null;
  }
  const name = keyText(key);
  if (RESERVED.includes(name)) {
    reportNode(
      source,
      'yaml.reserved-key',
      key,
      `hfsync refuses the key ${quote(name)}`,
      'remove it: no setting has this name',
    );
    return null;
  }
  // It is read without them, so that the key that it should be is not reported as missing.
  const visible = reportKeyCharacters(source, key, name) ? name.replace(invisibles(), '') : name;
  return RESERVED.includes(visible) ? null : visible;
}

function isMergeKey(source: Source, key: ParsedNode): boolean {
  return isScalar(key) && source.text.slice(...spanOf(key)) === '<<';
}

function scalar(source: Source, node: Scalar.Parsed, path: readonly string[]): unknown {
  const { value } = node;
  if (typeof value === 'string') {
    reportTextCharacters(source, node, value, path);
    return value;
  }
  if (typeof value === 'number') {
    reportNumber(source, node, value, path);
    return value;
  }
  return value;
}

/** A number must mean exactly what is written: an id that was rounded, or read as octal, is another record's. */
function reportNumber(source: Source, node: Scalar.Parsed, value: number, path: readonly string[]): void {
  const written = node.source;
  if (!PLAIN_NUMBER.test(written)) {
    reportNode(
      source,
      'yaml.number',
      node,
      `${quote(written)} is not a plain decimal number`,
      numberHint(written, path),
    );
  } else if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const message = `${quote(written)} is too large to be exact`;
    const hint =
      path[0] !== 'ignore' && isText(path) ? numberHint(written, path) : 'write a number up to 9007199254740991';
    reportNode(source, 'yaml.number', node, message, hint);
  }
}
