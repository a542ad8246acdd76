import type { RecordKind } from '../../model/kind.ts';
import type { Reason } from '../../model/reason.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import { deletedRule, newRule } from '../../rules/existence-rules.ts';
import { openAddress } from '../join/creates.ts';
import { elsewhere } from '../join/elsewhere.ts';
import { existenceOf } from '../join/existence.ts';
import type { BlockedCreate, Joined } from '../join/joined.ts';
import { madeAgain, unknownId } from '../join/near.ts';
import { addressOf, recordOf, type Pair } from '../join/pair.ts';
import { addManual, subjectOf, planWrite, type Sheet, type Subject } from './sheet.ts';

/**
 * A linked record (no role) with an end that is gone: one item per side, and `set: { status: archived }` for what is left, which
 * silences the item once it is true.
 */
export function planGone(joined: Joined, sheet: Sheet, pair: Pair): void {
  if (pair.kind === 'company' || pair.kind === 'role') return;
  const { there, gone } = existenceOf(joined, pair);
  const survivor = there[0];
  const seen = joined.last?.baseline[addressOf(pair)] !== undefined || survivor?.values.pointer === pair.harvest;
  // If the id was never seen, the record may never have existed.
  const archive = survivor && seen && pair.link?.set.status === 'archived';
  if (archive && survivor.values.status === 'archived') return;
  for (const side of gone) {
    const because = seen ? knownEnd(joined, pair, side, survivor) : unknownEnd(joined, pair, side, survivor);
    addManual(sheet, subjectOf(joined, pair), deletedRule(pair.kind, side), because);
    // Both records are there, so this is one mistake.
    if (because.code === 'id-unknown' && because.swapped) break;
  }
  if (!archive || survivor.values.status === undefined) return;
  const rule = `${pair.kind}.status` as const;
  const before = survivor.values.status;
  planWrite(sheet, pair, survivor.side, { field: 'status', before, after: 'archived', rule, origin: 'config' });
}

/** Why an end of a pair is missing that hfsync has seen. `survivor`: the record at the other end, if it is there. */
function knownEnd(joined: Joined, pair: Pair, side: Side, survivor: AccountRecord | undefined): Reason {
  if (!survivor) return { code: 'both-ends-gone' };
  const { kind, link } = pair;
  if (kind === 'company' || link === null || link.set.status === 'archived') return { code: 'by-rule' };
  return madeAgain(joined, kind, side, survivor) ?? { code: 'by-rule' };
}

/** Why an end of a pair is missing that hfsync has never seen. */
export function unknownEnd(joined: Joined, pair: Pair, side: Side, partner: AccountRecord | undefined): Reason {
  const { kind, link, [side]: id } = pair;
  if (kind === 'company' || id === null) return { code: 'by-rule' };
  return unknownId(joined, { kind, side, id, link, partner });
}

/** `link.elsewhere` stops every other change of that record. */
export function planElsewhere(joined: Joined, sheet: Sheet, pair: Pair): void {
  const because = elsewhere(joined, pair);
  if (because) addManual(sheet, subjectOf(joined, pair), 'link.elsewhere', because);
}

/** A declared create that cannot be carried out: its record is archived, not there, or could be several on the other side. */
export function planBlocked(joined: Joined, sheet: Sheet, { link, side, id, because }: BlockedCreate): void {
  const kind: RecordKind = link.kind;
  if (kind === 'role') return;
  const ends = side === 'harvest' ? { harvest: id, forecast: null } : { harvest: null, forecast: id };
  const record = recordOf(joined.have, side, kind, id);
  const label = link.label ?? (record ? recordName(record) : '');
  const subject: Subject = { address: openAddress(link), kind, label, ...ends, link };
  const isGone = because.code === 'id-unknown';
  addManual(sheet, subject, isGone ? deletedRule(kind, side) : newRule(kind, side), because);
}
