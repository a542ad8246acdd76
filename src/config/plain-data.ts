import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type Scalar, type YAMLMap } from 'yaml';
import type { Code } from '../model/code.ts';
import { codePoint, strayCharacter, yamlEscape, type Character } from '../model/invisible.ts';
import { duplicateHint } from './duplicate-keys.ts';
import { isText, numberHint, textHint } from './hints.ts';
import { isOwn, isSecretKey, referencedVariable } from './secret.ts';
import { pasteable, quote } from './wording.ts';

import type { Source, Span } from './source.ts';
import { plainEnd } from './spot.ts';
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
    source.markReported(node.range[0]);
    return null;
  }
  if (node.tag !== undefined) {
    const mark = source.text.lastIndexOf('!', node.range[0]);
    const start = source.text[mark - 1] === '!' ? mark - 1 : mark;
    const [written = '!'] = /^!\S*/.exec(source.text.slice(start)) ?? [];
    const text =
      isScalar(node) && !written.startsWith('!!') ? source.text.slice(start, plainEnd(source.text, start, true)) : null;
    const hint = text === null ? 'remove it' : `remove it, or ${textHint(text)} if it is text`;
    report(source, 'yaml.tag', node, 'this is a tag, which hfsync does not allow', hint, [
      start,
      start + written.length,
    ]);
    // `!Wow` alone is a tag without a value: one mistake.
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
    // What a merge key would bring is not known to be missing.
    if (isMergeKey(source, key)) source.markReported(map.range[0]);
    if (isMergeKey(source, key) && isAlias(value)) continue;
    const name = keyName(source, key);
    if (name === null) continue;
    const first = pairs.get(name);
    if (first) {
      const message = `the key ${quote(name)} is here twice: first on line ${source.position(first.key.range[0]).line}`;
      report(source, 'yaml.duplicate-key', key, message, duplicateHint(source, first, pair));
    } else pairs.set(name, pair);
    data[name] = isSecretKey(name)
      ? secret(source, key, value, [...path, name])
      : plain(source, value, [...path, name]);
  }
  return data;
}

/** A key as text, or null with a finding. */
function keyName(source: Source, key: ParsedNode): string | null {
  if (isAlias(key)) return null;
  if (isMergeKey(source, key)) {
    report(source, 'yaml.merge-key', key, 'hfsync does not allow merge keys ("<<")', 'write the entries out');
    return null;
  }
  if (!isScalar(key) || key.value === null || key.tag !== undefined) {
    report(source, 'yaml.key', key, 'a key is a plain word', 'write `key: value`');
    return null;
  }
  const name = keyText(key);
  if (RESERVED.includes(name)) {
    report(
      source,
      'yaml.reserved-key',
      key,
      `hfsync refuses the key ${quote(name)}`,
      'remove it: no setting has this name',
    );
    return null;
  }
  return reportKeyCharacters(source, key, name) ? null : name;
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

/** A number must be exactly what is written: an id that was rounded, or read as octal, names another record. */
function reportNumber(source: Source, node: Scalar.Parsed, value: number, path: readonly string[]): void {
  const written = node.source;
  if (!PLAIN_NUMBER.test(written)) {
    report(source, 'yaml.number', node, `${quote(written)} is not a plain decimal number`, numberHint(written, path));
  } else if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const message = `${quote(written)} is too large to be exact`;
    report(source, 'yaml.number', node, message, 'write a number up to 9007199254740991, or text in quotes');
  }
}

/** A key has no use for a character that cannot be seen, however it is written. */
function reportKeyCharacters(source: Source, node: ParsedNode, name: string): boolean {
  const found = strayCharacter(name);
  if (!found) return false;
  const message = `this key contains ${codePoint(found.character)}, which is invisible`;
  report(source, 'yaml.character', node, message, 'remove it, or type the key again', spanIn(source, node, found));
  return true;
}

/**
 * A text may contain any character that a name in Harvest or Forecast can: joiners that scripts and emoji need as they are, what else
 * is invisible only as an escape in double quotes, where a reviewer sees it.
 */
function reportTextCharacters(source: Source, node: Scalar.Parsed, text: string, path: readonly string[]): void {
  const written = source.text.slice(...spanOf(node));
  const isQuoted = node.type === 'QUOTE_DOUBLE';
  if (text.includes('\n') && !(isQuoted && !written.includes('\n'))) {
    const hint = pasteable(text.trim().replace(/\s*\n\s*/g, ' '));
    report(source, 'yaml.character', node, 'this text goes over several lines', `write ${hint ?? 'it on one line'}`);
    return;
  }
  const half = /\p{Cs}/u.exec(text)?.[0];
  if (half !== undefined) {
    const message = `this text contains ${codePoint(half)}, which is half a character`;
    report(source, 'yaml.character', node, message, 'write the whole character');
    return;
  }
  const found = strayCharacter(written.replace(/[\r\n]/g, ' '));
  if (!found) return;
  const { character } = found;
  const message = `this text contains ${codePoint(character)}, which is invisible`;
  const whole = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? null : pasteable(text);
  const escape = whole === null ? `write it as ${yamlEscape(character)} in double quotes` : `write ${whole}`;
  const hint = isText(path) ? `${escape}, or remove it` : 'remove it';
  report(source, 'yaml.character', node, message, hint, spanIn(source, node, found));
}

/** The character itself; the whole node if it is written as an escape. */
function spanIn(source: Source, node: ParsedNode, { character }: Character): Span {
  const [start, end] = spanOf(node);
  const inside = source.text.slice(start, end).indexOf(character);
  return inside < 0 ? [start, end] : [start + inside, start + inside + character.length];
}

/** A token never goes further than this function: a reference is handed on, anything else is hidden and reported. */
function secret(source: Source, key: ParsedNode, value: ParsedNode | null, path: readonly string[]): unknown {
  const text = isScalar(value) && typeof value.value === 'string' && !value.tag ? value.value : null;
  if (text !== null && referencedVariable(text) !== null) return text;
  const place = path.join('.');
  const isToken = place === 'harvest.token' || place === 'forecast.token';
  const named = value && isToken ? variableIn(source.text.slice(...spanOf(value))) : null;
  if (value && named === null) source.hide([value.range[0], value.range[1]]);
  if (!isToken) return null;
  const example = `\`token: \${${(path[0] ?? '').toUpperCase()}_TOKEN}\``;
  const at = value && value.range[1] > value.range[0] ? value : key;
  const finding = secretFinding(place, example, { text, named, isEmpty: isEmptySecret(value) });
  report(source, finding.code, at, finding.message, finding.hint);
  return null;
}

function isEmptySecret(value: ParsedNode | null): boolean {
  return !value || (isScalar(value) && (value.value === null || value.value === ''));
}

function secretFinding(
  place: string,
  example: string,
  { text, named, isEmpty }: { readonly text: string | null; readonly named: string | null; readonly isEmpty: boolean },
): { readonly code: Code; readonly message: string; readonly hint: string } {
  if (isEmpty) {
    const hint = `write ${example} and set that environment variable`;
    return { code: 'config.token-missing', message: `${place} is empty`, hint };
  }
  const name = text === null ? undefined : /^\$\{([A-Za-z]+_[A-Za-z0-9_]*)\}$/.exec(text)?.[1];
  if (name !== undefined && (isOwn(name) || name === name.toUpperCase())) {
    const message = `${place} cannot come from the environment variable ${name}`;
    const hint = isOwn(name)
      ? `hfsync uses that one itself: write ${example}`
      : 'choose a name that starts with HARVEST_, FORECAST_ or HFSYNC_';
    return { code: 'config.token-variable', message, hint };
  }
  if (named !== null) {
    const message = `${place} names an environment variable in a way that hfsync does not read`;
    return { code: 'config.token-variable', message, hint: `write \`token: \${${named}}\`` };
  }
  const message = `${place} is written into the file; hfsync takes only a reference to an environment variable`;
  const hint = `write ${example} and set that environment variable; if the token was ever committed, revoke it`;
  return { code: 'config.token-literal', message, hint };
}

/** `$HARVEST_TOKEN`, `{{ HARVEST_TOKEN }}`, `${{ secrets.HARVEST_TOKEN }}`: the name that is meant. */
function variableIn(written: string): string | null {
  const bare = written.replace(/\b(?:process|env|secrets|vars)\.|[\s${}%"'“”]/g, '').toUpperCase();
  return /^(?:HARVEST|FORECAST|HFSYNC)_[A-Z_]{3,40}$/.test(bare) && !isOwn(bare) ? bare : null;
}

/** One finding for all anchors and aliases: an alias bomb has hundreds. */
function reportSharing(source: Source, root: ParsedNode): void {
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
  // A sign without its counterpart: nothing is shared, text lacks its quotes.
  if (texts.length === shared.length) for (const node of texts.slice(0, 20)) reportSign(source, node);
  else if (shared[0]) reportAnchor(source, shared[0], shared.length);
}

function reportSign(source: Source, node: ParsedNode): void {
  const start = startOf(source, node);
  const end = plainEnd(source.text, start, true);
  const message = `text may not start with "${source.text[start]}" in YAML`;
  report(source, 'yaml.alias', node, message, textHint(source.text.slice(start, end)), [start, end]);
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
  source.markReported(node.range[0]);
}
