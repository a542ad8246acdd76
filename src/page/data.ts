/** What the page shows. In: a plan, both accounts, their rows. Out: records, rows and items. Every text is escaped. */
import { parseAddress } from '../model/address.ts';
import type { Counterpart } from '../model/counterpart.ts';
import { isComplete, isIgnoring } from '../model/edit.ts';
import type { FieldName, FieldValue } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import { KINDS, type Kind } from '../model/kind.ts';
import type { Plan } from '../model/plan.ts';
import type { Conflict, ItemField, WayOut } from '../model/item.ts';
import { isArchived, recordName, type AccountRecord } from '../model/record.ts';
import { SIDES, type Side } from '../model/side.ts';
import { detailsOf } from '../match/counterparts.ts';
import type { Listed } from '../model/listed.ts';
import { escapeProse, escapeText, escapeVerbatim } from '../report/escape.ts';
import { summaryLine } from '../report/text.ts';
import { value } from '../report/value.ts';
import type { OpenItem } from '../rules/choice.ts';
import { evidenceText } from '../rules/evidence.ts';
import { labelOfWay } from './labels.ts';
import type { PageData, PageField, PageItem, PageRecord, PageRow, PageWay } from './wire.ts';

export interface PageInput {
  readonly plan: Plan;
  readonly have: Have;
  readonly rows: readonly Listed[];
}

export type Shown = Pick<PageData, 'version' | 'config' | 'accounts' | 'summary' | 'records' | 'rows' | 'items'>;

export function pageData({ plan, have, rows }: PageInput): Shown {
  const records = recordList(have);
  const waiting: readonly OpenItem[] = [...plan.manual, ...plan.conflicts];
  const name = (side: Side) => ({ id: plan.accounts[side].id, name: escapeText(plan.accounts[side].name) });
  return {
    version: plan.hfsync_version,
    config: escapeText(plan.config.path),
    accounts: { harvest: name('harvest'), forecast: name('forecast') },
    summary: summaryLine(plan),
    records: records.shown,
    rows: pageRows(rows, waiting, records),
    items: waiting.map((item) => pageItem(item, records)),
  };
}

interface RecordList {
  readonly shown: readonly PageRecord[];
  /** The index of a record in `shown`. Null if there is no record on this side. */
  at(side: Side, kind: Kind, id: number | null): number | null;
}

function recordList(have: Have): RecordList {
  const all = SIDES.flatMap((side) =>
    KINDS.flatMap((kind): readonly AccountRecord[] =>
      kind === 'company' ? [have[side].company] : [...(have[side].records[kind].values() as Iterable<AccountRecord>)],
    ),
  );
  const places = new Map(all.map(({ side, kind, id }, place) => [`${side} ${kind} ${id}`, place]));
  return {
    shown: all.map((record) => pageRecord(have, record)),
    at: (side, kind, id) => {
      const known = kind === 'company' ? have[side].company.id : id;
      return known === null ? null : (places.get(`${side} ${kind} ${known}`) ?? null);
    },
  };
}

function pageRecord(have: Have, record: AccountRecord): PageRecord {
  const { side, kind, id } = record;
  const { client, code, email, updated } = detailsOf(have, record);
  const shown = (text: string | null): string | null => (text === null ? null : escapeText(text));
  const named = kind === 'company' ? have[side].name : recordName(record);
  return {
    ...{ side, kind, id, name: escapeText(named), archived: isArchived(record) },
    ...{ client: shown(client), code: shown(code), email: shown(email), updated },
  };
}

function pageRows(rows: readonly Listed[], waiting: readonly OpenItem[], records: RecordList): readonly PageRow[] {
  const items = new Map<string, number[]>();
  waiting.forEach(({ address }, place) => items.set(address, [...(items.get(address) ?? []), place]));
  return rows.map(({ address, kind, harvest, forecast, verdict }) => ({
    ...{ address, kind, verdict },
    harvest: records.at('harvest', kind, harvest?.id ?? null),
    forecast: records.at('forecast', kind, forecast?.id ?? null),
    items: items.get(address) ?? [],
  }));
}

function pageItem(item: OpenItem, records: RecordList): PageItem {
  const { id, rule, kind, reason, ways_out: ways, urls, declared_at: at } = item;
  const candidates = 'candidates' in item ? (item.candidates ?? []) : [];
  return {
    ...{ id, class: 'field' in item ? 'conflict' : 'manual', rule },
    reason: escapeProse(reason),
    fields: 'field' in item ? [conflictField(item)] : item.fields.map((field) => pageField(field)),
    candidates: candidates.flatMap((candidate) => pageCandidate(candidate, kind, records)),
    ways: ways.map((way) => pageWay(item, way)),
    urls: urls.map(escapeVerbatim),
    declaredAt: at ? escapeText(`${at.path}:${at.line}`) : null,
  };
}

function pageCandidate(candidate: Counterpart, kind: Kind, records: RecordList): PageItem['candidates'] {
  const record = records.at(candidate.side, kind, candidate.id);
  if (record === null) return [];
  return [{ record, class: candidate.class, evidence: escapeText(evidenceText(candidate.evidence)) }];
}

function pageField({ field, harvest, forecast }: ItemField): PageField {
  return { field, harvest: textOf(field, harvest), forecast: textOf(field, forecast), baseline: null };
}

function conflictField({ field, baseline, harvest, forecast }: Conflict): PageField {
  return { ...pageField({ field, harvest, forecast }), baseline: textOf(field, baseline) };
}

function textOf(field: FieldName, of: FieldValue): string {
  return value(field, of)
    .map(({ text }) => text)
    .join('');
}

function pageWay(item: OpenItem, way: WayOut): PageWay {
  const { key = '', text, edits } = way;
  const isDone = edits?.every(isComplete) ?? false;
  return {
    ...{ key, label: labelOfWay(item, way), text: wayText(text) },
    does: !edits ? 'hand' : isDone ? 'edit' : 'open',
    names: namedSide(item, way),
    links: linksOf(way),
  };
}

/** The text would introduce lines to paste. On the page a button adds them. */
function wayText(text: string): string {
  return escapeProse(text.replace(/:$/, '.'));
}

/**
 * The side on which a person names a record: where an id is still open, or, for `link`, the side that has no record
 * yet.
 */
function namedSide({ address, kind }: OpenItem, { key, edits = [] }: WayOut): Side | null {
  const ends = edits.flatMap((edit) => (isIgnoring(edit) ? [] : [edit, edit.op === 'change' ? edit.to : {}]));
  const open = SIDES.find((side) => ends.some((each) => each[side] === null));
  if (open || key !== 'link' || kind === 'company') return open ?? null;
  const known = parseAddress(address);
  return SIDES.find((side) => known?.[side] === null) ?? null;
}

function linksOf({ edits = [] }: WayOut): PageWay['links'] {
  for (const edit of edits) {
    if (edit.op === 'link') return { kind: edit.kind, harvest: edit.harvest, forecast: edit.forecast };
    if (edit.op === 'change' && (edit.to.harvest !== undefined || edit.to.forecast !== undefined))
      return { kind: edit.kind, harvest: edit.to.harvest ?? edit.harvest, forecast: edit.to.forecast ?? edit.forecast };
  }
  return null;
}
