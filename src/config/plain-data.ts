import type { Code } from '../model/code.ts';
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import { isOwn, isSecretKey, referencedVariable } from './secret.ts';
import { codePoint, HIDDEN, quote } from './wording.ts';
import type { Source, Span } from './source.ts';
import { keyText, spanOf } from './parse-yaml.ts';

/** Keys that name parts of every JavaScript object: no config needs one, and an attack might. */
const RESERVED = ['__proto__', 'constructor', 'prototype'];
const PLAIN_NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/**
 * YAML tree → plain data, with findings for all that YAML allows and this file does not: anchors and aliases, tags, merge keys,
 * keys twice, keys that are not text, numbers that are not exact, characters that cannot be seen, tokens.
 */
export function plainData(source: Source, root: ParsedNode): unknown {
  reportSharing(source, root);
  return plain(source, root, []);
}

function plain(source: Source, node: ParsedNode | null, path: readonly string[]): unknown {
  if (node === null) return null;
  if (isAlias(node)) {
    source.settle(node.range[0]);
    return null;
  }
  if (node.tag !== undefined) {
    const start = source.text.lastIndexOf('!', node.range[0]);
    report(source, 'yaml.tag', node, 'tags are not allowed here', 'leave the tag out', [start, node.range[0]]);
  }
  if (isMap(node)) return mapping(source, node, path);
  if (isSeq(node)) return node.items.map((item) => plain(source, item, [...path, '-']));
  return scalar(source, node);
}

function mapping(source: Source, map: YAMLMap.Parsed, path: readonly string[]): Record<string, unknown> {
  const data = Object.create(null) as Record<string, unknown>;
  const lines = new Map<string, number>();
  for (const { key, value } of map.items) {
    const name = keyName(source, key);
    if (name === null) continue;
    const first = lines.get(name);
    if (first !== undefined) {
      const message = `the key ${quote(name)} stands here twice; first on line ${first}`;
      report(source, 'yaml.duplicate-key', key, message, 'keep one of the two');
    }
    lines.set(name, first ?? source.position(key.range[0]).line);
    data[name] = isSecretKey(name)
      ? secret(source, key, value, [...path, name])
      : plain(source, value, [...path, name]);
  }
  return data;
}

/** A key as text, or null with a finding. */
function keyName(source: Source, key: ParsedNode): string | null {
  if (isAlias(key)) return null;
  const span = spanOf(key);
  const written = source.text.slice(...span);
  if (isScalar(key) && written === '<<') {
    report(source, 'yaml.merge-key', key, 'merge keys ("<<") are not allowed here', 'write the entries out');
    return null;
  }
  if (!isScalar(key) || key.value === null || key.tag !== undefined) {
    report(source, 'yaml.key', key, 'a key must be a plain word', 'write `key: value`');
    return null;
  }
  const name = keyText(key);
  if (RESERVED.includes(name)) {
    report(source, 'yaml.reserved-key', key, `the key ${quote(name)} is refused`, 'no setting has this name');
    return null;
  }
  return reportCharacters(source, key, name, 'key') ? null : name;
}

function scalar(source: Source, node: Scalar.Parsed): unknown {
  const { value } = node;
  if (typeof value === 'string') {
    reportCharacters(source, node, value, 'text');
    return value;
  }
  if (typeof value === 'number') {
    reportNumber(source, node, value);
    return value;
  }
  return value;
}

/** A number must be exactly what is written: an id that was rounded, or read as octal, names another record. */
function reportNumber(source: Source, node: Scalar.Parsed, value: number): void {
  const written = node.source;
  if (!PLAIN_NUMBER.test(written)) {
    const hint = 'digits only, without leading zeros; text goes in quotes';
    report(source, 'yaml.number', node, `${quote(written)} is not a plain decimal number`, hint);
  } else if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    report(
      source,
      'yaml.number',
      node,
      `${quote(written)} is too large to be exact`,
      'numbers go up to 9007199254740991',
    );
  }
}

function reportCharacters(source: Source, node: ParsedNode, text: string, what: string): boolean {
  const found = HIDDEN.exec(text);
  if (!found) return false;
  const [start, end] = spanOf(node);
  const inside = source.text.slice(start, end).indexOf(found[0]);
  const span: Span = inside < 0 ? [start, end] : [start + inside, start + inside + found[0].length];
  const message =
    found[0] === '\n'
      ? `this ${what} goes over several lines`
      : `this ${what} holds the character ${codePoint(found[0])}, which cannot be seen`;
  report(source, 'yaml.character', node, message, 'remove it, or type the text again', span);
  return true;
}

/** A token never goes further than this function: a reference is handed on, anything else is hidden and reported. */
function secret(source: Source, key: ParsedNode, value: ParsedNode | null, path: readonly string[]): unknown {
  const text = isScalar(value) && typeof value.value === 'string' && !value.tag ? value.value : null;
  if (text !== null && referencedVariable(text) !== null) return text;
  if (value) source.hide([value.range[0], value.range[1]]);
  const place = path.join('.');
  if (place !== 'harvest.token' && place !== 'forecast.token') return null;
  const side = path[0] ?? '';
  const example = `write \`token: \${${side.toUpperCase()}_TOKEN}\` and set that environment variable`;
  const at = value && value.range[1] > value.range[0] ? value : key;
  if (!value || (isScalar(value) && (value.value === null || value.value === ''))) {
    report(source, 'config.token-missing', at, `${place} is empty`, example);
    return null;
  }
  const name = text === null ? undefined : /^\$\{([A-Za-z]+_[A-Za-z0-9_]*)\}$/.exec(text)?.[1];
  if (name !== undefined && (isOwn(name) || name === name.toUpperCase())) {
    const message = `${place} may not come from the environment variable ${name}`;
    const hint = isOwn(name)
      ? `hfsync uses that one itself; for example \${${side.toUpperCase()}_TOKEN}`
      : 'its name must start with HARVEST_, FORECAST_ or HFSYNC_';
    report(source, 'config.token-variable', at, message, hint);
    return null;
  }
  const message = `${place} is written into the file; only a reference to an environment variable is allowed`;
  report(source, 'config.token-literal', at, message, `${example}; if the token was ever committed, revoke it`);
  return null;
}

/** One finding for all anchors and aliases: an alias bomb has hundreds. */
function reportSharing(source: Source, root: ParsedNode): void {
  let count = 0;
  let first: ParsedNode | null = null;
  const open: (ParsedNode | null)[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === null) continue;
    if (isAlias(node) || node.anchor !== undefined) {
      count += 1;
      if (!first || node.range[0] < first.range[0]) first = node;
    }
    if (isMap(node)) for (const { key, value } of node.items) open.push(value, key);
    if (isSeq(node)) for (const item of node.items) open.push(item);
  }
  if (!first) return;
  const offset = isAlias(first) ? first.range[0] : Math.max(0, source.text.lastIndexOf('&', first.range[0]));
  const end = isAlias(first) ? first.range[1] : offset + 1 + (first.anchor?.length ?? 0);
  const message = `anchors ("&") and aliases ("*") are not allowed here; this file has ${count}`;
  source.report('yaml.alias', [offset, end], message, 'write the values out; text that starts with "*" goes in quotes');
}

/** Marks the node itself as dealt with too, so that the schema does not complain about the same place. */
function report(
  source: Source,
  code: Code,
  node: ParsedNode,
  message: string,
  hint: string,
  span = spanOf(node),
): void {
  source.report(code, span, message, hint);
  source.settle(node.range[0]);
}
