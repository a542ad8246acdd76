/** Changes as text: one block per record, with every request that writes it. In: changes of one address. Out: lines. */
import { KINDS } from '../model/kind.ts';
import { sideName } from '../model/side.ts';
import type { Action, Change, ChangedField, Origin } from '../model/plan.ts';
import type { SourcePosition } from '../model/want.ts';
import { line, segments, styled, type Line, type Layout, type Segment } from './line.ts';
import { escapeProse, escapeText } from './escape.ts';
import { title } from './title.ts';
import { created, fromTo, value } from './value.ts';

/** The sign of each action. `=` links two records. */
export const SIGN = { create: '+', update: '~', delete: '-', link: '=' } as const satisfies Record<Action, string>;

/** Changes by record, in the order of kinds: a record may be written on both sides, or by several requests. */
export function recordsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const records = new Map<string, Change[]>();
  for (const change of changes) {
    // Records that exist on no side yet share the address `kind:-/-`. Their labels tell them apart.
    const key = change.address.endsWith(':-/-') ? `${change.address} ${change.label}` : change.address;
    const record = records.get(key);
    if (record) record.push(change);
    else records.set(key, [change]);
  }
  const found = [...records.values()];
  // A plan already has them in this order.
  const isSorted = found.every(
    (record, index) => index === 0 || kindOrder(found[index - 1] ?? []) <= kindOrder(record),
  );
  return isSorted ? found : found.sort((left, right) => kindOrder(left) - kindOrder(right));
}

function kindOrder(record: readonly Change[]): number {
  return record[0] ? KINDS.indexOf(record[0].kind) : 0;
}

/** The changes of one record. */
export function recordBlock(changes: readonly Change[], layout: Layout): readonly Line[] {
  const [first] = changes;
  if (!first) return [];
  const lines = [line(0, segments`${SIGNED[first.action]} ${title(first)}${declaredAt(first.declared_at)}`, 4)];
  for (const change of changes) addChange(lines, change, layout);
  return lines;
}

export function declaredAt(at: SourcePosition | undefined): readonly Segment[] {
  return at ? segments`  ${styled('quiet', escapeText(`${at.path}:${at.line}`))}` : [];
}

/** `Harvest → Forecast`: where the values come from, and the account that is written. */
export function direction(change: Change): string {
  const { fields } = change;
  const first = fields[0]?.origin;
  const to = `→ ${sideName(change.account)}`;
  if (first === undefined) return to;
  if (fields.every(({ origin }) => origin === first)) return `${originName(first)} ${to}`;
  return `${[...new Set(fields.map(({ origin }) => origin))].sort().map(originName).join(', ')} ${to}`;
}

/** Where a value comes from. */
export function originName(origin: Origin): string {
  switch (origin) {
    case 'harvest':
    case 'forecast':
      return sideName(origin);
    case 'config':
      return 'hfsync.yaml';
    case 'merge':
      return 'Harvest + Forecast';
    case 'undo':
      return 'undo';
    default:
      return origin satisfies never;
  }
}

const SIGNED = {
  create: styled('create', escapeText(SIGN.create)),
  update: styled('update', escapeText(SIGN.update)),
  delete: styled('delete', escapeText(SIGN.delete)),
  link: styled('link', escapeText(SIGN.link)),
} as const satisfies Record<Action, readonly Segment[]>;

function addChange(lines: Line[], change: Change, layout: Layout): void {
  const { action, rules, fields, effects } = change;
  const under = styled('quiet', escapeText(rules.join(', ')));
  lines.push(line(2, segments`${SIGNED[action]} ${escapeText(direction(change))}: ${escapeText(action)}  ${under}`, 8));
  let width = 0;
  for (const { field } of fields) width = Math.max(width, field.length);
  for (const field of fields) {
    const rule = rules.length === 1 ? [] : segments`  ${styled('quiet', escapeText(field.rule))}`;
    const name = escapeText(field.field.padEnd(width));
    lines.push(line(6, segments`${name}  ${fieldValue(field, action, layout)}${rule}`, 10));
  }
  for (const effect of effects) lines.push(line(6, segments`effect: ${escapeProse(effect)}`));
}

function fieldValue(changed: ChangedField, action: Action, layout: Layout): readonly Segment[] {
  const { field, before, after, after_from: from } = changed;
  if (action === 'delete') return value(field, before);
  const gets = from === undefined ? null : created(from, after);
  if (action === 'create') return gets ?? value(field, after);
  return gets ? segments`${value(field, before)} → ${gets}` : fromTo(field, before, after, layout);
}
