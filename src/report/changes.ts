/** Changes as text: one block a record, with every request that writes it. In: changes of one address. Out: lines. */
import { KINDS } from '../model/kind.ts';
import { sideName } from '../model/side.ts';
import type { Action, Change, ChangedField, Origin } from '../model/plan.ts';
import type { SourcePosition } from '../model/want.ts';
import { line, pieces, styled, type Line, type Look, type Piece, type Style } from './line.ts';
import { prose, show } from './show.ts';
import { title } from './title.ts';
import { fromTo, value } from './value.ts';

/** The sign of each action; `=` ties two records together. */
export const SIGN = { create: '+', update: '~', delete: '-', link: '=' } as const satisfies Record<Action, string>;

/** Changes by record, in the order of kinds: a record may be written on both sides, or by several requests. */
export function recordsOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  const records = new Map<string, Change[]>();
  for (const change of changes) {
    // Records that exist on no side yet share the address `kind:-/-`; their labels tell them apart.
    const key = `${change.address} ${change.address.endsWith(':-/-') ? change.label : ''}`;
    const record = records.get(key);
    if (record) record.push(change);
    else records.set(key, [change]);
  }
  return [...records.values()].sort((left, right) => kindOrder(left) - kindOrder(right));
}

function kindOrder(record: readonly Change[]): number {
  return record[0] ? KINDS.indexOf(record[0].kind) : 0;
}

/** The changes of one record. */
export function recordBlock(changes: readonly Change[], look: Look): readonly Line[] {
  const [first] = changes;
  if (!first) return [];
  return [
    line(0, pieces`${sign(first.action)} ${title(first)}${declaredAt(first.declared_at)}`, 4),
    ...changes.flatMap((change) => changeLines(change, look)),
  ];
}

export function declaredAt(at: SourcePosition | undefined): readonly Piece[] {
  return at ? pieces`  ${styled('quiet', show(`${at.path}:${at.line}`))}` : [];
}

/** `Harvest → Forecast`: where the values come from, and the account that is written. */
export function direction(change: Change): string {
  const origins = [...new Set(change.fields.map((field) => field.origin))].sort();
  const from = origins.map(originName).join(', ');
  return `${from === '' ? '' : `${from} `}→ ${sideName(change.account)}`;
}

/** Who decided a value. */
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

function sign(action: Action): readonly Piece[] {
  const style: Style = action;
  return styled(style, show(SIGN[action]));
}

function changeLines(change: Change, look: Look): readonly Line[] {
  const rules = change.rules.join(', ');
  const oneRule = change.rules.length === 1;
  return [
    line(
      2,
      pieces`${sign(change.action)} ${show(direction(change))}: ${show(change.action)}  ${styled('quiet', show(rules))}`,
      8,
    ),
    ...change.fields.map((field) => fieldLine(field, change, oneRule, look)),
    ...change.effects.map((effect) => line(6, pieces`effect: ${prose(effect)}`)),
  ];
}

function fieldLine(field: ChangedField, change: Change, oneRule: boolean, look: Look): Line {
  const width = change.fields.reduce((most, each) => Math.max(most, each.field.length), 0);
  const rule = oneRule ? [] : pieces`  ${styled('quiet', show(field.rule))}`;
  return line(6, pieces`${show(field.field.padEnd(width))}  ${fieldValue(field, change.action, look)}${rule}`, 10);
}

function fieldValue(field: ChangedField, action: Action, look: Look): readonly Piece[] {
  const created = field.after_from === undefined ? null : pieces`the id from ${show(field.after_from)}`;
  if (action === 'delete') return value(field.field, field.before);
  if (action === 'create') return created ?? value(field.field, field.after);
  if (created) return pieces`${value(field.field, field.before)} → ${created}`;
  return fromTo(field.field, field.before, field.after, look);
}
