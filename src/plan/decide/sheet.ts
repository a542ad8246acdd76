import type { Address } from '../../model/address.ts';
import { formatAddress } from '../../model/address.ts';
import type { FieldName, FieldValue } from '../../model/field.ts';
import type { Observed } from '../../model/finding.ts';
import type { Kind } from '../../model/kind.ts';
import type { Action, Origin } from '../../model/plan.ts';
import type { ItemField } from '../../model/item.ts';
import { withReason, type Reason } from '../../model/reason.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import type { RuleId } from '../../model/rule.ts';
import type { Side } from '../../model/side.ts';
import type { Link, NewProject } from '../../model/want.ts';
import { isContested } from '../compare/contested.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import type { Joined } from '../join/joined.ts';
import { shownBaseline, shownValue } from './shown.ts';

/** The plan in the making: what would be written, record by record, and what is left to people. */
export interface Sheet {
  readonly joined: Joined;
  readonly drafts: Map<string, Draft>;
  readonly manual: Map<string, ManualDraft>;
  readonly conflicts: Map<string, ConflictDraft>;
  readonly observations: ObservationDraft[];
}

/** What waits for a person: the fields of one record under one rule. `items.ts` puts it in words. */
export interface ManualDraft {
  readonly subject: Subject;
  readonly rule: RuleId;
  readonly because: readonly Reason[];
  readonly fields: readonly ItemField[];
}

/** A field that both sides changed, or that something else sets back. */
export interface ConflictDraft {
  readonly subject: Subject;
  readonly rule: RuleId;
  readonly because: Reason;
  readonly field: ItemField;
  readonly baseline: FieldValue;
}

/** Worth knowing, but nothing has to be done. */
export interface ObservationDraft {
  readonly subject: Pick<Subject, 'address' | 'label'>;
  readonly rule: RuleId;
  readonly finding: Observed;
}

/** All that would be written to one record on one side. */
export interface Draft {
  readonly pair: Pair;
  readonly side: Side;
  readonly action: 'create' | 'update' | 'delete';
  readonly writes: Map<FieldName, Write>;
  readonly effects: string[];
  readonly settings?: NewProject;
}

export interface Write {
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
  readonly beforeId?: number | null;
  readonly afterId?: number | null;
  /** The pair that is created on a side, if its new id is the value. */
  readonly afterFrom?: { readonly pair: Pair; readonly side: Side };
  readonly rule: RuleId;
  readonly origin: Origin;
  /** Overwrites a value that was never in sync. */
  readonly first?: boolean;
}

export function createSheet(joined: Joined): Sheet {
  return { joined, drafts: new Map(), manual: new Map(), conflicts: new Map(), observations: [] };
}

export function draftKey(pair: Pair, side: Side): string {
  return `${side} ${addressOf(pair)}`;
}

export function draftOf(sheet: Sheet, pair: Pair, side: Side): Draft | undefined {
  return sheet.drafts.get(draftKey(pair, side));
}

export function openDraft(
  sheet: Sheet,
  pair: Pair,
  side: Side,
  action: Draft['action'] = 'update',
  settings?: NewProject,
): Draft {
  const known = draftOf(sheet, pair, side);
  // An update joins what is planned already. Nothing is created or deleted twice.
  if (known && action !== 'update') throw new Error(`${draftKey(pair, side)} is planned already: ${known.action}`);
  if (known) return known;
  const draft: Draft = { pair, side, action, writes: new Map(), effects: [], ...(settings ? { settings } : {}) };
  sheet.drafts.set(draftKey(pair, side), draft);
  return draft;
}

/** Plans a write. If hfsync has repeated it in vain, it becomes a conflict instead. */
export function planWrite(sheet: Sheet, pair: Pair, side: Side, change: Write): void {
  const { joined } = sheet;
  const { field, rule } = change;
  if (!isContested(joined, pair, side, change)) {
    addWrite(openDraft(sheet, pair, side), change);
    return;
  }
  const waiting: ItemField = {
    field,
    harvest: shownValue(joined.have, endOf(joined.have, pair, 'harvest'), field),
    forecast: shownValue(joined.have, endOf(joined.have, pair, 'forecast'), field),
  };
  const baseline = shownBaseline(joined, pair, field);
  const because: Reason = { code: 'set-back', fields: [field] };
  addConflict(sheet, subjectOf(joined, pair), { field: waiting, baseline, rule, because });
}

/** A field of a record is written once. A second decision on it would be a bug. */
export function addWrite(draft: Draft, change: Write): void {
  const known = draft.writes.get(change.field);
  if (known) {
    const where = `${change.field} of ${draftKey(draft.pair, draft.side)}`;
    throw new Error(`${where} is written twice: under ${known.rule} and under ${change.rule}`);
  }
  draft.writes.set(change.field, change);
}

/** Removes a write, and with its last write the draft of an update. */
export function dropWrite(sheet: Sheet, draft: Draft, field: FieldName): void {
  draft.writes.delete(field);
  if (draft.writes.size === 0 && draft.action === 'update') sheet.drafts.delete(draftKey(draft.pair, draft.side));
}

/** The action that the plan shows: an existing Forecast record that gets its pointer is a `link`. */
export function actionOf(draft: Draft, fields: readonly FieldName[]): Action {
  return draft.action === 'update' && fields.includes('pointer') ? 'link' : draft.action;
}

/** What an item is about: a pair, or one record alone. */
export interface Subject {
  readonly address: Address;
  readonly kind: Kind;
  readonly label: string;
  readonly harvest: number | null;
  readonly forecast: number | null;
  readonly link: Link | null;
}

export function subjectOf(joined: Joined, pair: Pair): Subject {
  return {
    address: addressOf(pair),
    kind: pair.kind,
    label: labelOf(joined, pair),
    harvest: pair.harvest,
    forecast: pair.forecast,
    link: pair.link,
  };
}

export function subjectOfRecord(record: AccountRecord): Subject {
  const ends =
    record.side === 'harvest' ? { harvest: record.id, forecast: null } : { harvest: null, forecast: record.id };
  const address = formatAddress(record.kind, ends.harvest, ends.forecast);
  return { address, kind: record.kind, label: recordName(record), ...ends, link: null };
}

export function labelOf(joined: Joined, pair: Pair): string {
  if (pair.link?.label) return pair.link.label;
  if (pair.kind === 'company') return joined.have.harvest.name;
  const record = endOf(joined.have, pair, 'harvest') ?? endOf(joined.have, pair, 'forecast');
  return record ? recordName(record) : '';
}

/** Adds a manual item; the fields of one record under one rule share an item, and a field of both sides is there once. */
export function addManual(
  sheet: Sheet,
  subject: Subject,
  rule: RuleId,
  because: Reason,
  fields: readonly ItemField[] = [],
): void {
  const id = `manual:${rule}:${subject.address}`;
  const known = sheet.manual.get(id) ?? { subject, rule, because: [], fields: [] };
  sheet.manual.set(id, {
    ...known,
    because: withReason(known.because, because),
    fields: [...known.fields, ...fields.filter(({ field }) => !known.fields.some((each) => each.field === field))],
  });
}

export function addObservation(
  sheet: Sheet,
  subject: ObservationDraft['subject'],
  rule: RuleId,
  finding: Observed,
): void {
  sheet.observations.push({ subject, rule, finding });
}

/** A field that is set back on both sides is one conflict, and so is one that both sides changed. */
export function addConflict(sheet: Sheet, subject: Subject, found: Omit<ConflictDraft, 'subject'>): void {
  const isSetBack = found.because.code === 'set-back';
  const id = `${isSetBack ? 'contested' : 'conflict'}:${found.field.field}:${subject.address}`;
  if (!sheet.conflicts.has(id)) sheet.conflicts.set(id, { subject, ...found });
  else if (!isSetBack) throw new Error(`${id} is found twice`);
}
