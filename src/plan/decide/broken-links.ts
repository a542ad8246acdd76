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

/** A linked record (no role) with an end that is gone: an item, and `set: { status: archived }` for what is left. */
export function planGone(joined: Joined, sheet: Sheet, pair: Pair): void {
  if (pair.kind === 'company' || pair.kind === 'role') return;
  const { there, gone } = existenceOf(joined, pair);
  const survivor = there[0];
  const seen = joined.last?.baseline[addressOf(pair)] !== undefined || survivor?.values.pointer === pair.harvest;
  // If the id was never seen, the record may never have existed.
  const archive = survivor && seen && pair.link?.set.status === 'archived';
  if (archive && survivor.values.status === 'archived') return;
  // The file says what becomes of the one that is left.
  if (archive && survivor.values.status === 'active') return archiveLeft(sheet, pair, survivor);
  for (const side of gone) {
    const because = seen ? knownEnd(joined, pair, side, survivor) : unknownEnd(joined, pair, side, survivor);
    addManual(sheet, subjectOf(joined, pair), deletedRule(pair.kind, side), because);
    // Swapped ids are one mistake, and an entry that links nothing needs one item.
    if (because.code === 'both-ends-gone' || (because.code === 'id-unknown' && because.swapped)) break;
  }
}

function archiveLeft(sheet: Sheet, pair: Pair, { side, kind }: AccountRecord): void {
  if (kind === 'company' || kind === 'role') return;
  const rule = `${kind}.status` as const;
  planWrite(sheet, pair, side, { field: 'status', before: 'active', after: 'archived', rule, origin: 'config' });
}

/** Why an end of a pair is missing that hfsync has seen. `survivor`: the record at the other end, if it is there. */
function knownEnd(joined: Joined, pair: Pair, side: Side, survivor: AccountRecord | undefined): Reason {
  if (!survivor) return { code: 'both-ends-gone' };
  const { kind, link } = pair;
  const again = link && kind !== 'company' ? madeAgain(joined, kind, side, survivor) : null;
  return again ?? { code: 'by-rule' };
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
