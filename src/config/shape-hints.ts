import type { SchemaError } from './generated/hfsync-validator.js';
import { textHint } from './hints.ts';
import type { Path } from './keys.ts';
import { entryOfRow } from './table-row.ts';
import { pasteable } from './wording.ts';

/** Text, or a list, where keys and values are expected. */
export function mappingHint({ data, parentSchema }: SchemaError, path: Path, written: string): string {
  const keys = Object.keys(record(parentSchema?.['properties']));
  const key = String(path.at(-1));
  if (path.length === 0) return rootHint(data, keys);
  if (Array.isArray(data)) {
    if (typeof path.at(-1) === 'number')
      return written.startsWith('[') ? `write ${linkOf(data)}` : 'write one "-" before an entry';
    if (written.startsWith('[') && path[0] === 'ignore')
      return path.length === 1
        ? 'put it in { people: { forecast: … } }, with its kind and side'
        : 'put it in { harvest: … } or { forecast: … }';
    if (written.startsWith('[')) return 'write { and } in place of [ and ]';
    const inner = Object.keys(record(data[0])).find((one) => keys.includes(one));
    if (inner !== undefined) return `remove the "- " before \`${inner}:\``;
    if (key === 'links' || key === 'ignore') return `write \`projects:\` above it, or another of ${keys.join(', ')}`;
    if (path[0] === 'ignore') return 'write `harvest:` or `forecast:` before it';
    return 'remove the "- " before each key';
  }
  const text = String(data);
  if (/^[A-Za-z_]+:\S/.test(text)) return 'put a space after each ":"';
  if (key === 'set' && (text === 'active' || text === 'archived')) return `write { status: ${text} }`;
  if (key === 'state') return `write { path: ${pasteable(text) ?? '…'} }`;
  if (path[0] === 'links' && path.length === 3) {
    const entry = entryOfRow(text);
    if (entry !== null) return `write ${entry}`;
    const [, harvest = 'ID', forecast = 'ID'] = /^(?:[a-z]+:)?(\d+)\s*(?:[/:,=-]|->|→|\s)\s*(\d+)$/.exec(text) ?? [];
    return `write { harvest: ${harvest}, forecast: ${forecast} }`;
  }
  return `write { ${keys[0] ?? 'key'}: … }; the keys are ${keys.join(', ')}`;
}

/** `[Kim, 1782959, 3001]`, `[1782959, 3001]` */
function linkOf(data: readonly unknown[]): string {
  const ids = data.filter((one) => typeof one === 'number');
  const name = data.length === 3 && typeof data[0] === 'string' ? pasteable(data[0]) : null;
  const [harvest = 'ID', forecast = 'ID'] = ids.length === 2 ? ids : [];
  return `{ ${name === null ? '' : `name: ${name}, `}harvest: ${harvest}, forecast: ${forecast} }`;
}

/** A file that is a list or a text. `keys`: those that it may have. */
function rootHint(data: unknown, keys: readonly string[]): string {
  const first = Array.isArray(data) ? Object.keys(record(data[0])) : [];
  if (first.includes('harvest') || first.includes('forecast'))
    return 'write `links:` above it, and below that `projects:` or another kind';
  if (first.some((key) => keys.includes(key))) return 'remove the "- " at the start of the lines';
  return keys.includes('include')
    ? 'write keys and values, as in examples/minimal/hfsync.yaml'
    : 'write `links:` or `ignore:`, and below it what belongs to it';
}

export function listHint(data: unknown, path: Path): string {
  if (typeof data === 'string' && path[0] === 'links')
    return /^(?:none|no|off|n\/a|-)$/i.test(data)
      ? 'leave the key out, or write []'
      : 'write `- { harvest: ID, forecast: ID }` below it';
  if (typeof data === 'string') return pasteable(data) === null ? 'put it in [ and ]' : `write [${pasteable(data)}]`;
  if (typeof data === 'object' && path[0] === 'links')
    return 'write "- " before each entry: `- { harvest: ID, forecast: ID }`';
  const [only, ...others] = Object.values(record(data)) as unknown[];
  if (path[0] === 'include' && typeof only === 'string' && others.length === 0) return listHint(only, path);
  return typeof data === 'number' ? `write [${data}]` : 'write "- " before each entry';
}

/** A list, or a mapping such as `id: 12`, in place of an entry. */
export function ignoredHint(data: unknown, written: string): string {
  if (written.startsWith('? ')) return textHint(written.trim());
  const [only, ...others] = Object.values(record(data)) as unknown[];
  return typeof only === 'number' && others.length === 0 ? `write ${only}` : 'write the id or the pattern by itself';
}

export function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
