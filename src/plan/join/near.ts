import type { Have } from '../../model/have.ts';
import { RECORD_KINDS, type RecordKind } from '../../model/kind.ts';
import type { NamedRecord, Reason } from '../../model/reason.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import type { Link, Want } from '../../model/want.ts';
import { isUnlinked, type Joined } from './joined.ts';
import { recordOf, recordsOf } from './pair.ts';

/** More than this would be guesswork. */
const MOST_NEAR = 3;

/** Which record may have been meant by an id that no record has. */
export interface Unknown {
  readonly kind: RecordKind;
  readonly side: Side;
  readonly id: number;
  readonly link: Link | null;
  /** The record at the other end, if there is one. */
  readonly partner: AccountRecord | undefined;
}

/** An id that hfsync has never seen: the records that are near it by name or by a digit, and whether the entry's ids are swapped. */
export function unknownId({ have, want }: { readonly have: Have; readonly want: Want }, about: Unknown): Reason {
  const { kind, side, id, link } = about;
  const swapped = link !== null && isSwapped(have, want, link);
  const other = swapped ? null : ofAnotherKind(have, about);
  const near = swapped ? [] : nearOf(have, want, about);
  return { code: 'id-unknown', side, id, kind, near, swapped, ...(other && { other }) };
}

/** The id may have been copied from the page of another record. */
function ofAnotherKind(have: Have, { kind, side, id }: Unknown): { kind: RecordKind; name: string } | null {
  for (const each of RECORD_KINDS) {
    const record = each === kind ? undefined : recordOf(have, side, each, id);
    if (record) return { kind: each, name: recordName(record) };
  }
  return null;
}

/**
 * A record that hfsync knows is gone: those on its side that have the name of the one that is left, and its client. Null
 * if there are none.
 */
export function madeAgain(joined: Joined, kind: RecordKind, side: Side, partner: AccountRecord): Reason | null {
  if (isArchived(partner)) return null;
  const { have, want, pairs } = joined;
  const taken = new Set(want.links[kind].map((each) => each[side]));
  const name = recordName(partner).toLowerCase();
  const records = [...recordsOf(have, side, kind)].filter((record) => {
    if (recordName(record).toLowerCase() !== name || isArchived(record) || taken.has(record.id)) return false;
    if (!isUnlinked(joined, record) || joined.ignores(record)) return false;
    if (record.side === 'forecast' && record.values.pointer) return false;
    const { client } = record.values;
    return kind !== 'project' || !client || pairs.at(side, 'client', client)?.[partner.side] === partner.values.client;
  });
  if (records.length === 0) return null;
  const near = records.slice(0, MOST_NEAR).map((record) => ({ id: record.id, name: recordName(record) }));
  return { code: 'made-again', side, kind, records: near };
}

/** Both ids exist on the other side, and no other entry has them there. */
function isSwapped(have: Have, want: Want, { kind, harvest, forecast }: Link): boolean {
  if (harvest === 'create' || forecast === 'create') return false;
  if (!recordOf(have, 'harvest', kind, forecast) || !recordOf(have, 'forecast', kind, harvest)) return false;
  const [onHarvest, onForecast] = [Number(forecast), Number(harvest)];
  return !want.links[kind].some((each) => Number(each.harvest) === onHarvest || Number(each.forecast) === onForecast);
}

/** Records that no entry names: first those that are most likely meant, then those with a similar id. */
function nearOf(have: Have, want: Want, { kind, side, id, link, partner }: Unknown): readonly NamedRecord[] {
  const taken = new Set(want.links[kind].map((each) => each[side]));
  const free = [...recordsOf(have, side, kind)].filter((record) => !taken.has(record.id) && !isBuiltIn(record));
  const meant = free.filter((record) => isMeant(record, link, partner));
  const typed = free.filter((record) => !meant.includes(record) && isNear(String(record.id), String(id)));
  const pointed = meant.filter((record) => isPointed(record, partner));
  const all = [...pointed, ...meant.filter((record) => !pointed.includes(record)), ...typed];
  return all.slice(0, MOST_NEAR).map((record) => ({ id: record.id, name: recordName(record) }));
}

/** Whether an entry with an unknown id most likely means this record: Forecast's pointer or the name says so. */
export function isMeant(record: AccountRecord, link: Link | null, partner: AccountRecord | undefined): boolean {
  if (isPointed(record, partner)) return true;
  // What is linked to another record is not meant, whatever its name.
  if (record.side === 'forecast' && partner && record.values.pointer) return false;
  const names = [link?.label, partner && recordName(partner)].map((name) => name?.toLowerCase());
  return names.includes(recordName(record).toLowerCase());
}

function isPointed(record: AccountRecord, partner: AccountRecord | undefined): boolean {
  return record.side === 'forecast' && partner?.side === 'harvest' && record.values.pointer === partner.id;
}

/** One digit added, missing or different, or two that changed places. */
function isNear(left: string, right: string): boolean {
  const at = [...left].findIndex((digit, index) => digit !== right[index]);
  const from = at < 0 ? left.length : at;
  const [a, b] = [left.slice(from), right.slice(from)];
  const isTurned = a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2);
  return isTurned || a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1);
}
