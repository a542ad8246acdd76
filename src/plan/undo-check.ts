import { parseAddress } from '../model/address.ts';
import { EXIT, UserError } from '../model/error.ts';
import { sameValue, type FieldValue } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Change, ChangedField, Plan, Undo } from '../model/plan.ts';
import { recordName, type AccountRecord } from '../model/record.ts';
import { sideName, type Side } from '../model/side.ts';
import type { Want } from '../model/want.ts';
import { costOf } from './cost.ts';
import { tripGuards } from './guard.ts';
import { join } from './join.ts';
import { recordOf } from './pair.ts';
import { nameOfClient } from './shared.ts';
import { createSheet } from './sheet.ts';

/**
 * A saved undo plan against both accounts as they are now. Throws `UserError` (exit 5) where a record no longer shows what was
 * written, or the state is another one. What shows the old value already was taken back before: that run was interrupted.
 */
export function checkUndo(
  saved: Plan & { readonly undo: Undo },
  now: { readonly want: Want; readonly have: Have; readonly last: Last | null; readonly createdAt: string },
): Plan {
  const { want, have, last } = now;
  if (last?.lineage !== saved.state.lineage) throw moved(['the state is not the one that this apply left']);
  const forged = saved.changes.filter((change) => !canBeUndo(change));
  if (forged.length > 0) throw moved(forged.map(({ id }) => `${id} is nothing that taking back can mean`));
  const differences = saved.changes.flatMap((change) => movedSince(saved, change, have));
  if (differences.length > 0) throw moved(differences);
  const joined = join(want, have, last);
  return {
    ...saved,
    changes: saved.changes.map((change) => labelled(change, have)),
    created_at: now.createdAt,
    state: { lineage: last.lineage, serial: last.serial },
    cost: costOf(want, have, saved.changes),
    guards: tripGuards(joined, createSheet(joined), saved.changes),
  };
}

/** What `plan/undo` makes: old values, and roles deleted that were created. A saved plan is somebody else's word. */
function canBeUndo({ action, kind, fields }: Change): boolean {
  if (fields.some(({ after_from }) => after_from !== undefined)) return false;
  if (action === 'update') return fields.length > 0;
  return action === 'delete' && kind === 'role' && fields.length === 1 && fields[0]?.field === 'name';
}

/** As the record is called now, whatever the file says. */
function labelled(change: Change, have: Have): Change {
  const record = targetOf(change, have);
  return record ? { ...change, label: recordName(record) } : change;
}

function targetOf({ account, address, kind }: Change, have: Have): AccountRecord | undefined {
  return recordOf(have, account, kind, parseAddress(address)?.[account] ?? 0);
}

function movedSince({ changes }: Plan, change: Change, have: Have): readonly string[] {
  const { account, address } = change;
  const record = targetOf(change, have);
  const where = `${sideName(account)} ${address}`;
  if (!record) return change.action === 'delete' ? [] : [`${where} is gone`];
  if (change.action === 'delete') {
    const name = record.values.name ?? null;
    if (!sameValue('name', name, change.fields[0]?.before ?? null))
      return [`name of ${where} is ${JSON.stringify(name)} now`];
    return membersOf(have, account, record, changes).map((who) => `${where} is given to ${who}`);
  }
  const misnamed = change.fields.find(
    (field) => field.field === 'client' && !namesClients(have, account, field, changes),
  );
  if (misnamed) return [`the clients that ${where} had are called otherwise now`];
  return change.fields.flatMap(({ field }) => {
    // A name that went through a temporary one is taken back the same way: each of its stations will do.
    const known = changes
      .filter((other) => other.account === account && other.address === address)
      .flatMap((other) => other.fields)
      .filter((other) => other.field === field)
      .flatMap((other): FieldValue[] =>
        field === 'client' ? [other.before_id ?? null, other.after_id ?? null] : [other.before, other.after],
      );
    const value = record.values[field];
    if (known.some((one) => sameValue(field, value, one))) return [];
    return [`${field} of ${where} is ${JSON.stringify(value ?? null)} now`];
  });
}

/** Names are shown, ids are written: they have to mean the same, before or after this plan renames a client. */
function namesClients(have: Have, side: Side, field: ChangedField, changes: readonly Change[]): boolean {
  const isCalled = (id: number | null | undefined, name: FieldValue): boolean => {
    const renames = changes.filter(
      (change) => change.account === side && change.kind === 'client' && parseAddress(change.address)?.[side] === id,
    );
    const stations = renames.flatMap(({ fields }) => fields).filter((other) => other.field === 'name');
    const names = [nameOfClient(have, side, id), ...stations.flatMap((other) => [other.before, other.after])];
    return names.some((one) => sameValue('name', one, name ?? ''));
  };
  return isCalled(field.before_id, field.before) && isCalled(field.after_id, field.after);
}

/** Who has a role that is to be deleted, and would not lose it by the steps before. */
function membersOf(have: Have, side: Side, role: AccountRecord, changes: readonly Change[]): readonly string[] {
  const { name } = role.values;
  return [...have[side].records.person.values()].flatMap(({ id, values }) => {
    if (typeof name !== 'string' || !values.roles?.includes(name)) return [];
    const taken = changes.some(
      (other) =>
        other.account === side &&
        parseAddress(other.address)?.[side] === id &&
        other.kind === 'person' &&
        other.fields.some(({ field, after }) => field === 'roles' && Array.isArray(after) && !after.includes(name)),
    );
    return taken ? [] : [`person ${id}`];
  });
}

function moved(what: readonly string[]): UserError {
  return new UserError(
    'plan.stale',
    `This apply can no longer be taken back as it was: ${what.join('; ')}. Nothing was written.`,
    {
      exitCode: EXIT.stale,
      hint: 'Plan again, and change by hand or with `set:` what should be different.',
    },
  );
}
