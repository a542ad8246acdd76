import type { Pair, ParsedNode } from 'yaml';
import { isMap, isScalar } from './nodes.ts';
import { SIDES } from '../model/side.ts';
import { plainDigits } from './hints.ts';
import { foreign, keyHint } from './key-hint.ts';
import { isRootOnly, KEYS_BELOW, type Path } from './keys.ts';
import { nearest } from './nearest.ts';
import { keyText, locate, spanOf } from './parse-yaml.ts';
import type { Source } from './source.ts';
import { kindOf, mayCreate, words } from './value-findings.ts';
import { pasteable, quote } from './wording.ts';

type Item = Pair<ParsedNode, ParsedNode | null>;

/** A mapping with keys that it does not know. */
interface Place {
  readonly source: Source;
  readonly path: Path;
  readonly items: readonly Item[];
  /** For each item, the nearest known one above it. */
  readonly parents: readonly (Item | null)[];
  readonly offset: number;
  readonly isFlow: boolean;
  readonly unknown: ReadonlySet<string>;
  readonly known: readonly string[];
  /** Keys that were misspelt. */
  readonly meant: Set<string>;
}

/**
 * Reports the keys that one mapping does not know, one finding per mistake. A mistake may cause several unknown keys.
 * Returns the known keys that misspelt ones stand for.
 */
export function reportUnknownKeys(
  source: Source,
  root: ParsedNode,
  at: Pick<Place, 'path' | 'unknown' | 'known'>,
): ReadonlySet<string> {
  const node = locate(root, at.path).value;
  const meant = new Set<string>();
  if (!isMap(node)) return meant;
  const place: Place = {
    ...at,
    source,
    items: node.items,
    parents: parentsOf(node.items, at.unknown),
    offset: node.range[0],
    isFlow: node.flow === true,
    meant,
  };
  for (let index = 0; index < place.items.length;) {
    index += isReportable(place, index) ? reportFrom(place, index) : 1;
  }
  return meant;
}

function parentsOf(items: readonly Item[], unknown: ReadonlySet<string>): readonly (Item | null)[] {
  let parent: Item | null = null;
  return items.map((item) => {
    const above = parent;
    if (!unknown.has(nameOf(item))) parent = item;
    return above;
  });
}

function isReportable({ source, items, unknown }: Place, index: number): boolean {
  const item = items[index];
  return item !== undefined && unknown.has(nameOf(item)) && !source.isReported(item.key.range[0]);
}

/** Returns how many keys the finding covers. */
function reportFrom(place: Place, index: number): number {
  return (
    reportIds(place, index) ??
    reportGlued(place, index) ??
    reportNamed(place, index) ??
    reportStray(place, index) ??
    reportOutdented(place, index) ??
    reportOther(place, index)
  );
}

/** `- 14308069: 2001`: the two ids of a link, without the keys that say which is which. */
function reportIds({ source, path, items, offset }: Place, index: number): number | null {
  const item = items[index];
  const harvest = item ? nameOf(item) : '';
  const forecast = item && isScalar(item.value) ? item.value.source : '';
  if (!item || kindOf(path) === null || path.length !== 3 || items.length > 1) return null;
  if (!/^\d+$/.test(harvest) || !/^(?:\d+|create)$/.test(forecast)) return null;
  source.report(
    'config.unknown-key',
    spanOf(item.key),
    'the two ids of a link need their keys',
    `write { harvest: ${harvest}, forecast: ${forecast} }`,
  );
  source.markReported(offset);
  return 1;
}

/** `- Website:` with the ids beside or below it, `- Website: 14308069 -> 2001`: the name is written as a key. */
function reportNamed({ source, path, items, offset, unknown, known }: Place, index: number): number | null {
  const item = items[index];
  if (!item || kindOf(path) === null || path.length !== 3 || index > 0) return null;
  const name = nameOf(item);
  const isKnown = (key: Item): boolean => known.includes(nameOf(key));
  const below = isMap(item.value) && (item.value.items as readonly Item[]).some(isKnown);
  const beside = isEmpty(item) && items.length > 1 && items.slice(1).every(isKnown);
  const ids = isScalar(item.value) && items.length === 1 ? /^(\d+)\D+(\d+)$/.exec(String(item.value.value)) : null;
  if (!unknown.has(name) || !(below || beside || ids) || nearest(name, known) !== null) return null;
  const shown = pasteable(name) ?? '…';
  const entry = `\`name: ${shown}\``;
  const hint = ids
    ? `write { name: ${shown}, harvest: ${ids[1]}, forecast: ${ids[2]} }`
    : below
      ? `write ${entry}, and start what is below it in the column of \`name\``
      : `write ${entry}`;
  source.report('config.unknown-key', spanOf(item.key), 'the name of an entry needs its key', hint);
  if (!beside) source.markReported(offset);
  return 1;
}

/** `{name:A, harvest:1}`: YAML reads these as keys without values. */
function reportGlued({ source, items, known, offset, unknown }: Place, index: number): number | null {
  const item = items[index];
  const [, key = '', sign = '', value = ''] = (item && /^(\w+)(\s*[:=：]\s*|\s+)(.+)$/u.exec(nameOf(item))) ?? [];
  if (!item || item.value !== null || !known.includes(key)) return null;
  const shown = pasteable(value) === null ? '…' : value;
  const isBlank = sign.trim() === '';
  const message = isBlank
    ? `a ":" is missing after "${key}"`
    : sign.trim() === ':'
      ? 'a space is missing after the ":"'
      : `YAML has ":" between a key and its value, not "${sign.trim()}"`;
  source.report('config.unknown-key', spanOf(item.key), message, `write \`${key}: ${shown}\``);
  // Do not report keys as missing that were meant to be here.
  source.markReported(offset);
  const rest = items.slice(index + 1);
  const glued = rest.filter((one) => unknown.has(nameOf(one)) && /^\w+\s*[:=：\s]/u.test(nameOf(one)));
  for (const one of glued) source.markReported(one.key.range[0]);
  return 1;
}

/** `{ name: Acme, Inc, … }`, `{ harvest: 14,308,069 }`: parts of the value before. */
function reportStray({ source, items, unknown, isFlow }: Place, index: number): number | null {
  const isStray = (item: Item | undefined): item is Item =>
    item !== undefined && item.value === null && unknown.has(nameOf(item)) && !hasColon(source, item);
  const before = items[index - 1]?.value;
  if (!isFlow || !isScalar(before) || !isStray(items[index])) return null;
  let count = 1;
  while (isStray(items[index + count])) count += 1;
  const first = items[index]?.key;
  const last = items[index + count - 1]?.key;
  if (!first || !last) return null;
  const whole = source.text.slice(before.range[0], last.range[1]);
  const message = `${quote(source.text.slice(first.range[0], last.range[1]))} has no value`;
  source.report('config.unknown-key', [first.range[0], last.range[1]], message, strayHint(whole));
  source.markReported(before.range[0]);
  return count;
}

function strayHint(whole: string): string {
  const digits = plainDigits(whole.replace(/,\s+/g, ','));
  if (digits !== null) return `write ${digits}`;
  if (/^\d+,\s*\d+$/.test(whole)) return `write ${whole.replace(/,\s*/, '.')}`;
  const text = pasteable(whole.replace(/^["']|["']$/g, ''));
  return `${text === null ? 'put both in quotes' : `write ${text}`} if it belongs to the text before it`;
}

/** `links:` with `projects:` beside it instead of below it. */
function reportOutdented({ source, items, parents, isFlow }: Place, index: number): number | null {
  const parent = parents[index];
  if (isFlow || !parent || !isEmpty(parent)) return null;
  const below = KEYS_BELOW[nameOf(parent)] ?? [];
  const belongs = (item: Item | undefined): item is Item => item !== undefined && below.includes(nameOf(item));
  if (!belongs(items[index])) return null;
  let count = 1;
  while (belongs(items[index + count])) count += 1;
  const first = items[index];
  const last = items[index + count - 1];
  if (!first || !last) return null;
  source.markReported(parent.key.range[0]);
  const [from, to] = [first, last].map((item) => source.position(item.key.range[0]).line);
  const hint = `indent ${from === to ? `line ${from}` : `lines ${from} to ${to}`}, and what belongs to ${count === 1 ? 'it' : 'them'}, by two spaces`;
  const message = `${quote(nameOf(first))} is not indented below ${quote(nameOf(parent))}`;
  source.report('config.unknown-key', spanOf(first.key), message, hint);
  return count;
}

function reportOther(place: Place, index: number): number {
  const { source, path, items, known } = place;
  const key = items[index]?.key;
  if (!key) return 1;
  const name = nameOf(items[index] as Item);
  const span = spanOf(key);
  if (source.isIncluded && path.length === 0 && name === 'include') {
    const message = 'an included file cannot include others';
    source.report('config.include-nested', span, message, 'list them in hfsync.yaml');
    return 1;
  }
  if (source.isIncluded && path.length === 0 && isRootOnly(name)) {
    const message = `"${name}" belongs in hfsync.yaml itself; an included file has links and ignore only`;
    source.report('config.root-only', span, message, 'move it to hfsync.yaml');
    return 1;
  }
  const kind = path.at(-1) === 'set' ? kindOf(path) : null;
  const where = path.length === 0 ? '' : ` in ${words(path)}`;
  const message =
    kind === null ? `unknown key ${quote(name)}${where}${foreign(name)}` : `${quote(name)} cannot be set on a ${kind}`;
  const parents = parentsFor(name, place);
  const end = name === 'create' ? endToCreate(place) : null;
  const hint = end === null ? keyHint(name, path, known, parents) : `write \`${end}: create\``;
  source.report('config.unknown-key', span, message, hint);
  const near = end ?? (parents.length > 0 ? name : nearest(name, known));
  if (near !== null) place.meant.add(near);
  return 1;
}

/** `create: true`: the end of a link that is missing there. Null unless there is exactly one. */
function endToCreate({ items, path }: Place): string | null {
  const missing = SIDES.filter((side) => !items.some((item) => nameOf(item) === side));
  const [side, other] = missing;
  return side !== undefined && other === undefined && mayCreate(path, side) ? side : null;
}

/** The keys beside an unknown one below which it belongs; if some of them lack it, only those. */
function parentsFor(name: string, { known, items }: Place): readonly string[] {
  const parents = known.filter((key) => KEYS_BELOW[key]?.includes(name));
  if (parents.length === 0) return parents;
  const lacking = items.filter(({ value }) => isMap(value) && !value.items.some((item) => nameOf(item) === name));
  const names = lacking.map(nameOf).filter((key) => parents.includes(key));
  return names.length > 0 ? names : parents;
}

function nameOf({ key }: Item): string {
  return isScalar(key) ? keyText(key) : '';
}

function isEmpty({ value }: Item): boolean {
  return value === null || (isScalar(value) && value.value === null);
}

function hasColon(source: Source, { key }: Item): boolean {
  return /^\s*:/.test(source.text.slice(key.range[1], key.range[1] + 100));
}
