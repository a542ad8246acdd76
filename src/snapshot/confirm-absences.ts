import type { Accounts } from '../model/account.ts';
import { UserError } from '../model/error.ts';
import type { Absence } from '../model/have.ts';
import { forecastId, harvestId } from '../model/id.ts';
import { PLURAL, type RecordKind } from '../model/kind.ts';
import { recordName, type AccountRecord } from '../model/record.ts';
import { sideName, type Side } from '../model/side.ts';
import { inTurn } from './in-turn.ts';

/**
 * "Not in the list" does not mean "deleted": a row can slip from page to page while the pages are read. So hfsync
 * requests each absent record that would have an effect by itself and expects a 404. Throws `UserError`
 * `reading.list-incomplete` for one that exists.
 */
export async function confirmAbsences(accounts: Accounts, absences: readonly Absence[]): Promise<void> {
  await inTurn(absences, async ({ side, kind, id }) => {
    const record = await getFrom(accounts, side, kind, id);
    if (record) throw listIncomplete(side, kind, id, recordName(record));
  });
}

function getFrom(accounts: Accounts, side: Side, kind: RecordKind, id: number): Promise<AccountRecord | null> {
  return side === 'harvest' ? accounts.harvest.get(kind, harvestId(id)) : accounts.forecast.get(kind, forecastId(id));
}

export function listIncomplete(side: Side, kind: RecordKind, id: number, name: string): UserError {
  return new UserError(
    'reading.list-incomplete',
    `The ${kind} ${id} (${JSON.stringify(name)}) was missing from ${sideName(side)}'s list of ${PLURAL[kind]} although it exists.`,
    { hint: 'The account was probably edited while hfsync read it. Run the same command again.' },
  );
}
