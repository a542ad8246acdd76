import { createHash } from 'node:crypto';
import type { FieldName } from '../../model/field.ts';
import type { Reason } from '../../model/reason.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { TEMPORARY_PREFIX } from '../../model/temporary.ts';
import { isEnforced, isNameFree, UNIQUE_FIELDS, uniqueKey, type UniqueField } from '../../rules/refusals.ts';
import { compareAddresses } from '../../model/address.ts';
import { addressOf, endOf, recordsOf } from '../join/pair.ts';
import { replaceByManual } from './refuse.ts';
import type { CompareContext } from '../compare/context.ts';
import { draftKey, draftOf, addManual, subjectOf, dropWrite, type Draft, type Sheet } from '../decide/sheet.ts';

/**
 * Values that no two records of an account may share: names of roles, clients and projects, e-mails. In: the sheet. Out: who has to wait
 * for whom, and temporary names for cycles. A value that another record keeps, and e-mails that rotate, become manual items.
 */
export interface UniqueOrder {
  /** Draft that takes a value → draft that must give it up first, by their keys. */
  readonly waits: ReadonlyMap<string, string>;
  /** Draft key → its temporary name. */
  readonly temporary: ReadonlyMap<string, string>;
}

export function orderUnique(context: CompareContext, sheet: Sheet): UniqueOrder {
  const waits = new Map<string, string>();
  const temporary = new Map<string, string>();
  for (const unique of UNIQUE_FIELDS) {
    for (const side of unique.sides) {
      const order = orderField(context, sheet, side, unique);
      for (const [taker, giver] of order.waits) waits.set(draftKey(taker.pair, side), draftKey(giver.pair, side));
      for (const draft of order.broken) temporary.set(draftKey(draft.pair, side), temporaryName(draft));
    }
  }
  return { waits, temporary };
}

/** People have roles by name, so the order of role names is known before people are planned. */
export function orderRoleNames(context: CompareContext, sheet: Sheet): void {
  for (const unique of UNIQUE_FIELDS.filter(({ kind }) => kind === 'role')) {
    for (const side of unique.sides) orderField(context, sheet, side, unique);
  }
}

function orderField(context: CompareContext, sheet: Sheet, side: Side, unique: UniqueField): FieldOrder {
  let order = tryOrderField(context, sheet, side, unique);
  while (order === null) order = tryOrderField(context, sheet, side, unique);
  return order;
}

interface FieldOrder {
  readonly waits: ReadonlyMap<Draft, Draft>;
  /** One draft of each cycle. */
  readonly broken: readonly Draft[];
}

/** One attempt; null if a write became a manual item, which may free or block others. */
function tryOrderField(context: CompareContext, sheet: Sheet, side: Side, unique: UniqueField): FieldOrder | null {
  const { field } = unique;
  const enforced = isEnforced(unique, side, context.last);
  const takers = takersOf(context, sheet, side, unique);
  const waits = new Map<Draft, Draft>();
  if (takers.length === 0) return { waits, broken: [] };
  const holders = holdersOf(context, side, unique);
  const taken = new Set<string>();
  for (const [taker, key] of takers) {
    const isTwin = taken.has(key) && enforced;
    if (isTwin) return replaceOrDrop(context, sheet, taker, field, wantedTwice(taker, field));
    taken.add(key);
    const holder = holders.get(key);
    if (!holder || Number(holder.id) === taker.pair[side]) continue;
    const giver = giverOf(context, sheet, holder, unique, key);
    if (giver) waits.set(taker, giver);
    else if (enforced) return replaceOrDrop(context, sheet, taker, field, takenBy(holder, field));
  }
  return breakCycles(context, sheet, unique, waits);
}

/**
 * Why a record that waits for a near twin still could not be created if a person said that the two differ: its value is taken for good. Null:
 * nothing stands in the way. `client`: of a project, on the side of the create.
 */
export function refusalOf(
  context: CompareContext,
  sheet: Sheet,
  side: Side,
  { kind, values }: Pick<AccountRecord, 'kind' | 'values'>,
): Reason | null {
  for (const unique of UNIQUE_FIELDS) {
    const { field } = unique;
    const value = values[field];
    if (unique.kind !== kind || !unique.sides.includes(side) || !isEnforced(unique, side, context.last)) continue;
    if (typeof value !== 'string' || value === '') continue;
    const key = uniqueKey({ kind, field, side }, value, values.client ?? null, context.last);
    if (takersOf(context, sheet, side, unique).some(([, taken]) => taken === key))
      return { code: 'value-wanted-twice', field, value };
    const holder = holdersOf(context, side, unique).get(key);
    if (holder && !giverOf(context, sheet, holder, unique, key)) return takenBy(holder, field);
  }
  return null;
}

/** E-mails that rotate are left to people; names go through a temporary one. */
function breakCycles(
  context: CompareContext,
  sheet: Sheet,
  { field, exchange }: UniqueField,
  waits: Map<Draft, Draft>,
): FieldOrder | null {
  const cycles = cyclesOf(waits);
  if (exchange === 'manual' && cycles.length > 0) {
    for (const draft of cycles.flat()) replaceByManual(context, sheet, draft, field, { code: 'emails-exchanged' });
    return null;
  }
  const broken: Draft[] = [];
  for (const cycle of cycles) {
    const renamed = cycle.find((draft) => draft.writes.has(field));
    if (renamed) broken.push(renamed);
    // Projects that only swap clients need no temporary name, and no service is known to refuse it.
    else waits.delete(cycle[0] as Draft);
  }
  return { waits, broken };
}

function takersOf(context: CompareContext, sheet: Sheet, side: Side, { kind, field }: UniqueField): [Draft, string][] {
  return [...sheet.drafts.values()]
    .filter((draft) => draft.side === side && draft.pair.kind === kind && draft.action !== 'delete')
    .map((draft): [Draft, string] => [draft, takenKey(context, draft, field)])
    .filter(([, key]) => key !== '')
    .sort(([a], [b]) => compareAddresses(addressOf(a.pair), addressOf(b.pair)));
}

/** The value that a draft takes, or "" if it takes none: a project takes its name in a client that it moves to as well. */
function takenKey({ have, last }: CompareContext, draft: Draft, field: FieldName): string {
  const value = draft.writes.get(field);
  const client = draft.writes.get('client');
  if (!value && !(client && draft.pair.kind === 'project')) return '';
  if (client?.afterFrom) return '';
  const record = endOf(have, draft.pair, draft.side);
  const name = String(value?.after ?? record?.values[field] ?? '');
  const what = { kind: draft.pair.kind, field, side: draft.side };
  return uniqueKey(what, name, client?.afterId ?? record?.values.client ?? null, last);
}

function holdersOf(context: CompareContext, side: Side, { kind, field }: UniqueField): Map<string, AccountRecord> {
  const holders = new Map<string, AccountRecord>();
  if (kind === 'company') return holders;
  for (const record of recordsOf(context.have, side, kind)) {
    const value = record.values[field];
    if (typeof value !== 'string' || isNameFree(record, context.last)) continue;
    const key = uniqueKey({ kind, field, side }, value, record.values.client ?? null, context.last);
    const known = holders.get(key);
    // Projects may share a name: the oldest stands for all.
    if (key !== '' && (!known || record.id < known.id)) holders.set(key, record);
  }
  return holders;
}

/** The draft that frees the value: a rename, or a deletion. */
function giverOf(
  context: CompareContext,
  sheet: Sheet,
  holder: AccountRecord,
  { field }: UniqueField,
  key: string,
): Draft | null {
  const pair = context.pairs.at(holder.side, holder.kind, holder.id);
  const draft = pair && draftOf(sheet, pair, holder.side);
  if (!draft) return null;
  const now = takenKey(context, draft, field);
  const gives = draft.action === 'delete' || (now !== '' && now !== key);
  return gives ? draft : null;
}

function wantedTwice(taker: Draft, field: FieldName): Reason {
  return { code: 'value-wanted-twice', field, value: String(taker.writes.get(field)?.after ?? '') };
}

function takenBy(holder: AccountRecord, field: FieldName): Reason {
  const record = { id: Number(holder.id), name: recordName(holder) };
  return { code: 'value-taken', side: holder.side, field, record };
}

/** Reports a write instead of planning it; a create goes with everything that needs it. */
function replaceOrDrop(context: CompareContext, sheet: Sheet, draft: Draft, field: FieldName, because: Reason): null {
  if (draft.action === 'update') {
    replaceByManual(context, sheet, draft, field, because);
    return null;
  }
  dropCreate(context, sheet, draft, because);
  return null;
}

function dropCreate(context: CompareContext, sheet: Sheet, draft: Draft, because: Reason): void {
  const { pair } = draft;
  for (const side of SIDES) sheet.drafts.delete(draftKey(pair, side));
  context.pairs.remove(pair);
  addManual(sheet, subjectOf(context, pair), pair.create?.rule ?? 'link.pointer', because);
  for (const other of [...sheet.drafts.values()]) {
    if (other.writes.get('client')?.afterFrom?.pair !== pair) continue;
    if (other.action === 'create') dropCreate(context, sheet, other, because);
    else dropWrite(sheet, other, 'client');
  }
}

/** Each draft waits for at most one other, so following the chain finds a cycle. Each cycle starts with its smallest address. */
function cyclesOf(waits: ReadonlyMap<Draft, Draft>): Draft[][] {
  const done = new Set<Draft>();
  const cycles: Draft[][] = [];
  for (const start of waits.keys()) {
    const path: Draft[] = [];
    let next: Draft | undefined = start;
    while (next && !done.has(next) && !path.includes(next)) {
      path.push(next);
      next = waits.get(next);
    }
    if (next && path.includes(next)) cycles.push(path.slice(path.indexOf(next)));
    for (const draft of path) done.add(draft);
  }
  return cycles.map((cycle) => [...cycle].sort((a, b) => compareAddresses(addressOf(a.pair), addressOf(b.pair))));
}

/** Recognizable, and the same in every plan of the same input: its random part is a hash of what it stands for. */
function temporaryName(draft: Draft): string {
  const name = draft.writes.get('name');
  const seed = JSON.stringify([draft.side, addressOf(draft.pair), name?.before, name?.after]);
  return TEMPORARY_PREFIX + createHash('sha256').update(seed).digest('hex').slice(0, 12);
}
