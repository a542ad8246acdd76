import type { Scalar } from 'yaml';
import { isScalar } from '../config/nodes.ts';
import type { FileSet } from '../model/edit.ts';
import { yamlText } from '../model/invisible.ts';
import type { ItemLines } from './block.ts';
import { columnOf, type Tree } from './tree.ts';
import type { Entry } from './survey.ts';

/** An entry to write. */
export interface NewEntry {
  readonly name?: string;
  readonly harvest: number | 'create';
  readonly forecast: number | 'create';
  readonly set?: FileSet;
}

const KEYS = ['name', 'harvest', 'forecast', 'set'] as const;

/** `name: Website` and so on, in the order of the neighbour's keys. */
function partsOf(entry: NewEntry, kin: Entry | undefined, isJson: boolean): readonly string[] {
  const order = kin ? kin.node.items.map(({ key }) => String((key as Scalar.Parsed).value)) : [];
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : KEYS.length);
  return KEYS.flatMap((key) => {
    const value = entry[key];
    if (value === undefined || (key === 'set' && Object.keys(value).length === 0)) return [];
    const text = typeof value === 'object' ? setText(value, isJson) : valueText(value, isJson);
    return [{ key, text: `${keyText(key, isJson)}: ${text}` }];
  })
    .sort((a, b) => rank(a.key) - rank(b.key))
    .map(({ text }) => text);
}

export function setText(set: FileSet, isJson: boolean): string {
  const values = Object.entries<string | number>(set);
  const parts = values.map(([key, value]) => `${keyText(key, isJson)}: ${valueText(value, isJson)}`);
  return `{ ${parts.join(', ')} }`;
}

export function keyText(key: string, isJson: boolean): string {
  return isJson ? JSON.stringify(key) : key;
}

export function valueText(value: string | number, isJson: boolean): string {
  if (typeof value === 'number') return String(value);
  return isJson ? JSON.stringify(value) : yamlText(value);
}

/** An entry in braces, with spaces inside them if the neighbour has them. */
export function flowEntry(entry: NewEntry, kin: Entry | undefined, isJson: boolean): string {
  const inside = partsOf(entry, kin, isJson).join(', ');
  const isTight = kin?.node.flow === true && /^\{\S/.test(kin.tree.text.slice(kin.node.range[0]));
  return isTight ? `{${inside}}` : `{ ${inside} }`;
}

/**
 * An entry in the style of its neighbour. A line in braces wider than 80 columns and than every neighbour becomes a
 * line per key.
 */
export function entryLines(entry: NewEntry, kin: Entry | undefined, column: number, widest: number): ItemLines {
  const flow = flowEntry(entry, kin, false);
  const isBlock = kin !== undefined && kin.node.flow !== true;
  if (!isBlock && column + flow.length <= Math.max(80, widest)) return [flow];
  return partsOf(entry, kin, false) as unknown as ItemLines;
}

/** The width of the widest one-line entry in braces. */
export function widestOf(entries: readonly Entry[]): number {
  return Math.max(
    0,
    ...entries
      .filter(({ node }) => node.flow === true)
      .map(({ tree, node }) => {
        const written = tree.text.slice(node.range[0], node.range[1]);
        return written.includes('\n') ? 0 : columnOf(tree.text, node.range[0]) + written.length;
      }),
  );
}

/** The new value, in the same quotes as the old one if possible. */
export function sameQuotes(old: Scalar.Parsed, value: string | number, { isJson }: Tree): string {
  if (typeof value === 'number' || isJson || !isScalar(old)) return valueText(value, isJson);
  const plain = yamlText(value);
  if (old.type === 'QUOTE_SINGLE' && (!plain.startsWith('"') || !plain.includes('\\')))
    return `'${value.replaceAll("'", "''")}'`;
  return old.type === 'QUOTE_DOUBLE' && !plain.startsWith('"') ? JSON.stringify(value) : plain;
}
