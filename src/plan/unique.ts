import { createHash } from 'node:crypto';
import { textKey, type FieldName } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import { recordName, type AccountRecord } from '../model/record.ts';
import { SIDES, sideName, type Side } from '../model/side.ts';
import { TEMPORARY_PREFIX } from '../model/temporary.ts';
import { UNIQUE_FIELDS } from '../rules/refusals.ts';
import { compareAddresses } from '../model/address.ts';
import { addressOf, recordsOf } from './pair.ts';
import { takeBack } from './refuse.ts';
import type { SharedContext } from './shared.ts';
import { draftKey, draftOf, report, subjectOf, unwrite, type Draft, type Sheet } from './sheet.ts';

/**
 * Values that no two records of an account may share: names of roles and clients, e-mails. In: the sheet. Out: who has to wait
 * for whom, and temporary names for cycles. A value that another record keeps, and e-mails that rotate, become manual items.
 */
export interface UniqueOrder {
  /** Draft key of who takes a value → draft key of who gives it up before. */
  readonly waits: ReadonlyMap<string, string>;
  /** Draft key → the name it bears meanwhile. */
  readonly temporary: ReadonlyMap<string, string>;
}

export function orderUnique(context: SharedContext, sheet: Sheet): UniqueOrder {
  const waits = new Map<string, string>();
  const temporary = new Map<string, string>();
  for (const side of SIDES) {
    for (const { kind, field } of UNIQUE_FIELDS) {
      const settled = settleField(context, sheet, side, kind, field);
      for (const [taker, giver] of settled.waits) waits.set(draftKey(taker.pair, side), draftKey(giver.pair, side));
      for (const draft of settled.broken) temporary.set(draftKey(draft.pair, side), temporaryName(draft));
    }
  }
  return { waits, temporary };
}

/** People carry roles by name, so what becomes of the names of roles is settled before people are planned. */
export function settleRoleNames(context: SharedContext, sheet: Sheet): void {
  for (const side of SIDES) settleField(context, sheet, side, 'role', 'name');
}

function settleField(context: SharedContext, sheet: Sheet, side: Side, kind: Kind, field: FieldName): Settled {
  let settled = settle(context, sheet, side, kind, field);
  while (settled === null) settled = settle(context, sheet, side, kind, field);
  return settled;
}

interface Settled {
  readonly waits: ReadonlyMap<Draft, Draft>;
  /** One draft of each cycle. */
  readonly broken: readonly Draft[];
}

/** One look at a field; null where a write was taken back, which may free or block others. */
function settle(context: SharedContext, sheet: Sheet, side: Side, kind: Kind, field: FieldName): Settled | null {
  const takers = takersOf(sheet, side, kind, field);
  if (takers.length === 0) return { waits: new Map(), broken: [] };
  const holders = holdersOf(context, side, kind, field);
  const waits = new Map<Draft, Draft>();
  const taken = new Set<string>();
  for (const taker of takers) {
    const key = takenKey(taker, field);
    const holder = holders.get(key);
    if (taken.has(key))
      return withdraw(
        context,
        sheet,
        taker,
        field,
        `Two records would get ${field} ${JSON.stringify(taker.writes.get(field)?.after)}.`,
      );
    taken.add(key);
    if (!holder || Number(holder.id) === taker.pair[side]) continue;
    const giver = giverOf(context, sheet, holder, field, key);
    if (!giver) return withdraw(context, sheet, taker, field, takenBy(holder, field));
    waits.set(taker, giver);
  }
  const cycles = cyclesOf(waits);
  if (field === 'email' && cycles.length > 0) {
    for (const draft of cycles.flat()) takeBack(context, sheet, draft, field, 'swap');
    return null;
  }
  return { waits, broken: cycles.flatMap((cycle) => cycle.slice(0, 1)) };
}

function takersOf(sheet: Sheet, side: Side, kind: Kind, field: FieldName): Draft[] {
  return [...sheet.drafts.values()]
    .filter(
      (draft) =>
        draft.side === side && draft.pair.kind === kind && draft.action !== 'delete' && takenKey(draft, field) !== '',
    )
    .sort((a, b) => compareAddresses(addressOf(a.pair), addressOf(b.pair)));
}

function takenKey(draft: Draft, field: FieldName): string {
  return textKey(field, String(draft.writes.get(field)?.after ?? ''));
}

function holdersOf(context: SharedContext, side: Side, kind: Kind, field: FieldName): Map<string, AccountRecord> {
  const holders = new Map<string, AccountRecord>();
  if (kind === 'company') return holders;
  for (const record of recordsOf(context.have, side, kind)) {
    const value = record.values[field];
    if (typeof value === 'string' && value !== '') holders.set(textKey(field, value), record);
  }
  return holders;
}

/** The draft that frees the value: a rename, or a deletion. */
function giverOf(
  context: SharedContext,
  sheet: Sheet,
  holder: AccountRecord,
  field: FieldName,
  key: string,
): Draft | null {
  const pair = context.pairs.at(holder.side, holder.kind, holder.id);
  const draft = pair && draftOf(sheet, pair, holder.side);
  if (!draft) return null;
  const gives = draft.action === 'delete' || (draft.writes.has(field) && takenKey(draft, field) !== key);
  return gives ? draft : null;
}

function takenBy(holder: AccountRecord, field: FieldName): string {
  const what = field === 'email' ? 'e-mail' : 'name';
  return `The ${what} is taken in ${sideName(holder.side)} by ${JSON.stringify(recordName(holder))} (${holder.id}).`;
}

/** Reports a write instead of planning it; a create goes with everything that needs it. */
function withdraw(context: SharedContext, sheet: Sheet, draft: Draft, field: FieldName, because: string): null {
  if (draft.action === 'update') {
    takeBack(context, sheet, draft, field, because);
    return null;
  }
  withdrawCreate(context, sheet, draft, because);
  return null;
}

function withdrawCreate(context: SharedContext, sheet: Sheet, draft: Draft, because: string): void {
  const { pair } = draft;
  for (const side of SIDES) sheet.drafts.delete(draftKey(pair, side));
  context.pairs.remove(pair);
  report(sheet, subjectOf(context, pair), pair.settles?.rule ?? 'link.pointer', because);
  for (const other of [...sheet.drafts.values()]) {
    if (other.writes.get('client')?.afterFrom?.pair !== pair) continue;
    if (other.action === 'create') withdrawCreate(context, sheet, other, because);
    else unwrite(sheet, other, 'client');
  }
}

/** Everybody waits for at most one other, so a cycle is found by walking. Each cycle starts with its smallest address. */
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

/** Recognisable, and the same in every plan of the same input: the random part is a hash of what it stands for. */
function temporaryName(draft: Draft): string {
  const name = draft.writes.get('name');
  const seed = JSON.stringify([draft.side, addressOf(draft.pair), name?.before, name?.after]);
  return TEMPORARY_PREFIX + createHash('sha256').update(seed).digest('hex').slice(0, 12);
}
