/** Changes as text: one block per record, with every request that writes it. In: changes of one address. Out: lines. */
import { KINDS } from '../model/kind.ts';
import { sideName } from '../model/side.ts';
import type { Action, Change, ChangedField, Origin } from '../model/plan.ts';
import type { SourcePosition } from '../model/want.ts';
import { line, segments, styled, type Line, type Layout, type Segment, type Style } from './line.ts';
import { escapeProse, escapeText } from './escape.ts';
import { title } from './title.ts';
import { fromTo, value } from './value.ts';

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
  return [
    line(0, segments`${sign(first.action)} ${title(first)}${declaredAt(first.declared_at)}`, 4),
    ...changes.flatMap((change) => changeLines(change, layout)),
  ];
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

function sign(action: Action): readonly Segment[] {
  const style: Style = action;
  return styled(style, escapeText(SIGN[action]));
}

function changeLines(change: Change, layout: Layout): readonly Line[] {
  const rules = change.rules.join(', ');
  const oneRule = change.rules.length === 1;
  return [
    line(
      2,
      segments`${sign(change.action)} ${escapeText(direction(change))}: ${escapeText(change.action)}  ${styled('quiet', escapeText(rules))}`,
      8,
    ),
    ...change.fields.map((field) => fieldLine(field, change, oneRule, layout)),
    ...change.effects.map((effect) => line(6, segments`effect: ${escapeProse(effect)}`)),
  ];
}

function fieldLine(field: ChangedField, change: Change, oneRule: boolean, layout: Layout): Line {
  const width = change.fields.reduce((most, each) => Math.max(most, each.field.length), 0);
  const rule = oneRule ? [] : segments`  ${styled('quiet', escapeText(field.rule))}`;
  return line(
    6,
    segments`${escapeText(field.field.padEnd(width))}  ${fieldValue(field, change.action, layout)}${rule}`,
    10,
  );
}

function fieldValue(field: ChangedField, action: Action, layout: Layout): readonly Segment[] {
  const created = field.after_from === undefined ? null : segments`the id from ${escapeText(field.after_from)}`;
  if (action === 'delete') return value(field.field, field.before);
  if (action === 'create') return created ?? value(field.field, field.after);
  if (created) return segments`${value(field.field, field.before)} → ${created}`;
  return fromTo(field.field, field.before, field.after, layout);
}
