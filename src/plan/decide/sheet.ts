import type { Address } from '../../model/address.ts';
import { formatAddress } from '../../model/address.ts';
import type { FieldName, FieldValue } from '../../model/field.ts';
import type { Kind } from '../../model/kind.ts';
import type { Action, Conflict, ManualItem, Observation, Origin, WaitingField } from '../../model/plan.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import type { RuleId } from '../../model/rule.ts';
import { SIDES, type Side } from '../../model/side.ts';
import type { Link, NewProject, SourcePosition } from '../../model/want.ts';
import type { Finding } from '../../rules/ambiguous.ts';
import { reasonOf, waysOut, type Words } from '../../rules/words.ts';
import { isContested } from '../compare/contested.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import type { Joined } from '../join/joined.ts';
import { pagesOf } from './pages.ts';
import { shownBaseline, shownValue } from './shown.ts';

/** The plan while it is being made: what would be written, record by record, and what is left to people. */
export interface Sheet {
  readonly joined: Joined;
  readonly drafts: Map<string, Draft>;
  readonly manual: Map<string, ManualItem>;
  readonly conflicts: Conflict[];
  readonly observations: Observation[];
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
  /** The pair whose create on a side answers the value. */
  readonly afterFrom?: { readonly pair: Pair; readonly side: Side };
  readonly rule: RuleId;
  readonly origin: Origin;
  /** Overwrites a value that was never in sync. */
  readonly first?: boolean;
}

export function createSheet(joined: Joined): Sheet {
  return { joined, drafts: new Map(), manual: new Map(), conflicts: [], observations: [] };
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
  if (known) return known;
  const draft: Draft = { pair, side, action, writes: new Map(), effects: [], ...(settings ? { settings } : {}) };
  sheet.drafts.set(draftKey(pair, side), draft);
  return draft;
}

/** Plans a write; one that hfsync repeats in vain becomes a conflict instead. */
export function write(sheet: Sheet, pair: Pair, side: Side, change: Write): void {
  const { joined } = sheet;
  const { field, rule } = change;
  if (!isContested(joined, pair, side, change)) {
    openDraft(sheet, pair, side).writes.set(field, change);
    return;
  }
  const values = {
    harvest: shownValue(joined.have, endOf(joined.have, pair, 'harvest'), field),
    forecast: shownValue(joined.have, endOf(joined.have, pair, 'forecast'), field),
  };
  const baseline = shownBaseline(joined, pair, field);
  contest(sheet, subjectOf(joined, pair), { field, baseline, ...values, rule, because: 'contested' });
}

/** Takes a write back; a draft without writes disappears. */
export function unwrite(sheet: Sheet, draft: Draft, field: FieldName): void {
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

/** Adds a manual item; the fields of one record under one rule share an item. */
export function report(
  sheet: Sheet,
  subject: Subject,
  rule: RuleId,
  because: Words['because'] | Finding,
  fields: readonly WaitingField[] = [],
): void {
  const id = `manual:${rule}:${subject.address}`;
  const known = sheet.manual.get(id);
  const all = known ? [...known.fields, ...fields] : fields;
  const finding = typeof because === 'string' ? null : because;
  const words: Words = {
    rule,
    because: typeof because === 'string' ? because : (because?.reason ?? null),
    kind: subject.kind,
    label: subject.label,
    harvest: subject.harvest,
    forecast: subject.forecast,
    fields: all,
    set: subject.link?.set ?? {},
  };
  const same = known && known.reason !== reasonOf(words);
  sheet.manual.set(id, {
    id,
    rule,
    address: subject.address,
    kind: subject.kind,
    label: subject.label,
    reason: same ? `${known.reason} ${reasonOf(words)}` : reasonOf(words),
    fields: all,
    ways_out: finding ? [...(known?.ways_out ?? []), ...finding.ways] : waysOut(words),
    urls: pagesOf(sheet.joined.have, subject),
    ...declaredAt(subject.link),
  });
}

export function contest(
  sheet: Sheet,
  subject: Subject,
  conflict: Pick<Conflict, 'field' | 'baseline' | 'harvest' | 'forecast' | 'rule'> & { because?: string },
): void {
  const { because, ...values } = conflict;
  const words: Words = {
    rule: conflict.rule,
    because: because ?? 'conflict',
    kind: subject.kind,
    label: subject.label,
    harvest: subject.harvest,
    forecast: subject.forecast,
    fields: [{ field: conflict.field, harvest: conflict.harvest, forecast: conflict.forecast }],
    set: subject.link?.set ?? {},
  };
  // One that is contested on both sides is told once.
  const id = `${because === 'contested' ? because : 'conflict'}:${conflict.field}:${subject.address}`;
  if (sheet.conflicts.some((known) => known.id === id)) return;
  sheet.conflicts.push({
    id,
    address: subject.address,
    kind: subject.kind,
    label: subject.label,
    ...values,
    reason: reasonOf(words),
    ways_out: waysOut(words),
    urls: pagesOf(sheet.joined.have, subject),
    ...declaredAt(subject.link),
  });
}

export function declaredAt(link: Link | null): { declared_at?: SourcePosition } {
  return link ? { declared_at: { path: link.at.path, line: link.at.line } } : {};
}

/** Every side on which this plan writes the pair. */
export function draftsOf(sheet: Sheet, pair: Pair): Draft[] {
  return SIDES.flatMap((side) => draftOf(sheet, pair, side) ?? []);
}
