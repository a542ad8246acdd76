import { formatAddress } from '../../model/address.ts';
import type { Candidate, Reason } from '../../model/reason.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../../model/record.ts';
import { SIDES } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import { deletedRule, newRule } from '../../rules/existence-rules.ts';
import { existenceOf } from '../join/existence.ts';
import { isBlocked, type Joined } from '../join/joined.ts';
import { recordOf, recordsOf } from '../join/pair.ts';
import { offeredInstead } from './meant.ts';
import { addManual, subjectOfRecord, type Sheet, type Subject } from './sheet.ts';

type LinkableKind = 'client' | 'person' | 'project';

/** What another item is about already: Harvest records that a Forecast record names, and what is offered for a mistyped id. */
interface Covered {
  readonly tied: Set<number>;
  readonly isOffered: (record: AccountRecord) => boolean;
}

/**
 * Records that no pair holds: new on one side, linked by Forecast alone, or left behind by a deletion. One item each, an
 * undeclared pair one item together. Archived and ignored ones are left out.
 */
export function planUnlinked(joined: Joined, sheet: Sheet, kind: LinkableKind): void {
  const tied = new Set<number>();
  const isOffered = offeredInstead(sheet);
  for (const record of recordsOf(joined.have, 'forecast', kind))
    if (!joined.pairs.at('forecast', kind, record.id))
      planForecastRecord(joined, sheet, kind, record, { tied, isOffered });
  for (const record of recordsOf(joined.have, 'harvest', kind)) {
    if (joined.pairs.at('harvest', kind, record.id) || isArchived(record) || joined.ignores(record)) continue;
    if (tied.has(record.id) || isBlocked(joined, record) || isOffered(record)) continue;
    addManual(sheet, subjectOfRecord(record), newRule(kind, 'harvest'), { code: 'by-rule' });
  }
}

function planForecastRecord(
  joined: Joined,
  sheet: Sheet,
  kind: LinkableKind,
  record: AccountRecord<'forecast'>,
  { tied, isOffered }: Covered,
): void {
  if (isBuiltIn(record) || isBlocked(joined, record)) return;
  const pointer = record.values.pointer ?? null;
  if (pointer === null) {
    if (!isArchived(record) && !joined.ignores(record) && !isOffered(record))
      addManual(sheet, subjectOfRecord(record), newRule(kind, 'forecast'), {
        code: lacksClient(record) ? 'client-missing' : 'by-rule',
      });
    return;
  }
  const named = recordOf(joined.have, 'harvest', kind, pointer);
  if (!named) return planDangling(joined, sheet, kind, record, pointer);
  tied.add(named.id);
  // Another item has to mention both ends. If none mentions the Harvest end, this one does.
  const isTold = isOffered(named) || joined.pairs.at('harvest', kind, named.id) !== undefined;
  if (!isOffered(record) || !isTold) planUndeclared(joined, sheet, kind, record, named);
}

/** Such a record cannot simply be pushed. */
function lacksClient(record: AccountRecord): boolean {
  return record.kind === 'project' && record.values.client === null;
}

/** Forecast links them, but the file does not. If two Forecast records name the same one, that has to be corrected first. */
function planUndeclared(
  joined: Joined,
  sheet: Sheet,
  kind: LinkableKind,
  forecast: AccountRecord<'forecast'>,
  harvest: AccountRecord<'harvest'>,
): void {
  const silent = (isArchived(forecast) && isArchived(harvest)) || joined.ignores(forecast) || joined.ignores(harvest);
  const paired = joined.pairs.at('harvest', kind, harvest.id);
  // The item on the declared link covers this record too, as long as that link has a Forecast record.
  if (silent || (paired && !existenceOf(joined, paired).gone.includes('forecast'))) return;
  const rivals = (joined.pointers[kind].get(harvest.id) ?? []).length > 1;
  const subject = pairSubject(kind, forecast, harvest.id);
  if (rivals) addManual(sheet, subject, 'link.elsewhere', pointerDoubled(harvest));
  else addManual(sheet, subject, 'link.undeclared', { code: 'by-rule' });
}

function planDangling(
  joined: Joined,
  sheet: Sheet,
  kind: LinkableKind,
  record: AccountRecord<'forecast'>,
  pointer: number,
): void {
  if (isArchived(record) || joined.ignores(record)) return;
  addManual(sheet, pairSubject(kind, record, pointer), deletedRule(kind, 'harvest'), { code: 'pointer-dangling' });
}

function pairSubject(kind: LinkableKind, forecast: AccountRecord<'forecast'>, harvest: number): Subject {
  const address = formatAddress(kind, harvest, forecast.id);
  return { address, kind, label: recordName(forecast), harvest, forecast: forecast.id, link: null };
}

/** Roles pair and are created by themselves; the rest are linked twice, or have a temporary name that no unfinished apply explains. */
export function planUnpairedRoles(joined: Joined, sheet: Sheet): void {
  if (joined.want.roles === 'off') return;
  for (const side of SIDES) {
    for (const role of recordsOf(joined.have, side, 'role')) {
      if (joined.pairs.at(side, 'role', role.id) || joined.ignores(role)) continue;
      const near = joined.twins.get(role);
      if (near) addManual(sheet, subjectOfRecord(role), 'role.created', nearTwin(role, near));
      else if (isTemporary(recordName(role)))
        addManual(sheet, subjectOfRecord(role), 'role.created', { code: 'temporary-name' });
      else if (side === 'forecast' && role.values.pointer)
        planDoublePointer(joined, sheet, role as AccountRecord<'forecast'>, role.values.pointer);
    }
  }
}

function planDoublePointer(joined: Joined, sheet: Sheet, role: AccountRecord<'forecast'>, pointer: number): void {
  const named = recordOf(joined.have, 'harvest', 'role', pointer);
  if (!named || joined.pairs.at('harvest', 'role', pointer) || joined.ignores(named)) return;
  const address = formatAddress('role', pointer, role.id);
  const subject: Subject = {
    address,
    kind: 'role',
    label: recordName(role),
    harvest: pointer,
    forecast: role.id,
    link: null,
  };
  addManual(sheet, subject, 'link.elsewhere', pointerDoubled(named));
}

function nearTwin(role: AccountRecord, candidates: readonly Candidate[]): Reason {
  const entry = { kind: 'role', side: role.side, id: Number(role.id), name: recordName(role), set: {} } as const;
  return { code: 'near-twin', entry, candidates };
}

function pointerDoubled(harvest: AccountRecord): Reason {
  return { code: 'pointer-doubled', record: { id: Number(harvest.id), name: recordName(harvest) } };
}
