import { permissionFor, type Capability } from '../model/capability.ts';
import type { RequestFailure } from '../model/failure.ts';
import type { Change } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import { sideName } from '../model/side.ts';
import { writeRefusal } from '../rules/refusals.ts';
import type { Run } from './one-run.ts';
import type { Difference } from './precheck.ts';

/**
 * What answers tell about the accounts (model/capability.ts), so that nothing is tried again and again that a service does not do.
 *
 * | a write                              | was taken            | was taken, without the value | was refused         |
 * | ------------------------------------ | -------------------- | ---------------------------- | ------------------- |
 * | of a pointer, in Forecast            | pointer: yes         | pointer: no                  | –                   |
 * | of the company's default there       | company-default: yes | company-default: no          | company-default: no |
 * | of anything                          | –                    | –                            | create, edit: no, if it is a 403 |
 * | to an archived client or project of Harvest that stays so | archived-edit: yes | –         | archived-edit: no, if it is said to be why |
 */
export function learnFromAnswer(run: Run, change: Change, missing: readonly Difference[]): void {
  const lacks = missing.map(({ field }) => field);
  const pointer = pointerTested(change);
  if (pointer) run.ledger.learn(pointer, lacks.includes('pointer') ? 'no' : 'yes');
  if (isForecastDefault(change)) run.ledger.learn('company-default', lacks.includes('capacity') ? 'no' : 'yes');
}

export function learnFromArchived(run: Run, change: Change, before: AccountRecord | null): void {
  const capability = archivedTested(change, before);
  if (capability) run.ledger.learn(capability, 'yes');
}

/** Only what the request certainly was refused for: a name that is taken says nothing about archived records. */
export function learnFromRefusal(
  run: Run,
  change: Change,
  before: AccountRecord | null,
  { failure, status, message }: RequestFailure,
): void {
  const { action, account, kind } = change;
  if (failure === 'refused' && status === 403 && !isForecastDefault(change))
    run.ledger.learn(permissionFor(action, account, kind), 'no');
  if (failure !== 'refused' && failure !== 'gone') return;
  if (isForecastDefault(change)) run.ledger.learn('company-default', 'no');
  const capability = archivedTested(change, before);
  if (capability && /archiv|restore|inactive/i.test(message)) run.ledger.learn(capability, 'no');
}

/** A sentence about what this run has learned since the plan that speaks against the change; null: nothing. */
export function writeRefusalNow({ ledger }: Run, { action, account, kind }: Change): string | null {
  const refusal = writeRefusal((capability) => ledger.knows(capability), action, account, kind);
  if (refusal === null) return null;
  return refusal === 'permission'
    ? `${sideName(account)} has said that the owner of the token may not do this`
    : `Forecast takes no write of this kind that leaves the rest of the record as it is`;
}

/** Whether an answer without this value proves nothing yet, so that the record is read once more. */
export function needsProof(change: Change, missing: readonly Difference[]): boolean {
  return missing.some(({ field, found }) => {
    return found === undefined || (field === 'pointer' && pointerTested(change)) || isForecastDefault(change);
  });
}

/** The capability that a change shows by what becomes of its pointer. */
export function pointerTested({ account, kind, fields }: Change): Capability | null {
  if (account !== 'forecast' || kind === 'company') return null;
  return fields.some(({ field }) => field === 'pointer') ? `pointer.${kind}` : null;
}

function isForecastDefault({ account, kind }: Change): boolean {
  return account === 'forecast' && kind === 'company';
}

function archivedTested({ account, kind, action, fields }: Change, before: AccountRecord | null): Capability | null {
  if (account !== 'harvest' || action !== 'update' || before?.values.status !== 'archived') return null;
  if (fields.some(({ field }) => field === 'status')) return null;
  return kind === 'client' || kind === 'project' ? `archived-edit.${kind}` : null;
}
