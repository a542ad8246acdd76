import { parseAddress } from '../../model/address.ts';
import { EXIT, UserError } from '../../model/error.ts';
import { FORMS, includesText, sameValue, type FieldValue } from '../../model/field.ts';
import type { Kept } from '../../model/finding.ts';
import type { Have } from '../../model/have.ts';
import type { Last } from '../../model/last.ts';
import {
  countsOf,
  idOrValue,
  type Change,
  type ChangedField,
  type Irreversible,
  type Plan,
  type Undo,
} from '../../model/plan.ts';
import { recordName, type AccountRecord } from '../../model/record.ts';
import type { Side } from '../../model/side.ts';
import type { Want } from '../../model/want.ts';
import { findingText } from '../../rules/findings.ts';
import { costOf } from '../cost.ts';
import { tripGuards } from '../guard.ts';
import { join } from '../join/join.ts';
import { recordOf } from '../join/pair.ts';
import { nameOfClient } from '../compare/client-key.ts';
import { withNames } from '../decide/named.ts';
import { createSheet } from '../decide/sheet.ts';
import { baselinesToPutBack, isAsLeft } from './baselines.ts';
import { completeUndo } from './complete.ts';

/** A step of an undo plan that is not taken, and the reason. */
export interface Refused {
  readonly change: Change;
  readonly finding: Kept;
}

export interface CheckedUndo {
  /** The steps that can be undone. Its `undo.cannot` lists the others. */
  readonly plan: Plan & { readonly undo: Undo };
  readonly refused: readonly Refused[];
}

/**
 * Checks a saved undo plan against both accounts as they are now.
 *
 * | the record shows                               | then |
 * | ---------------------------------------------- | ---- |
 * | what was written, as the service stores it     | undone |
 * | the old value                                  | nothing to do: undone earlier, or never written |
 * | something else, or it was synced again since   | left as it is, and so is what waits for it |
 *
 * Throws `UserError` (exit 5) if nothing can be undone, or the state is not the one that the apply left.
 */
export function checkUndo(
  file: Plan & { readonly undo: Undo },
  now: { readonly want: Want; readonly have: Have; readonly last: Last | null; readonly createdAt: string },
): CheckedUndo {
  const { want, have, last } = now;
  if (last?.lineage !== file.state.lineage) throw notAsLeft(['The state is not the one that this apply left.']);
  const forged = file.changes.filter((change) => !canBeUndo(change));
  if (forged.length > 0) throw notAsLeft(forged.map(({ id }) => `${id} is nothing that taking back can mean.`));
  const { saved, unknown } = completeUndo(file, have, last);
  const steps = saved.changes.map((change) => labelled(change, have));
  const reasons = refusals(steps, saved.undo, have, last);
  const changes = steps.filter(({ id }) => !reasons.has(id));
  const refused = [
    ...steps.flatMap((change) => refusedFor(change, reasons.get(change.id))),
    ...unknown.map((change): Refused => ({ change, finding: { code: 'record-not-known' } })),
  ];
  if (changes.length === 0 && refused.length > 0) throw notAsLeft(refused.map(({ finding }) => findingText(finding)));
  const joined = join(want, have, last);
  return {
    refused,
    plan: {
      ...saved,
      changes,
      summary: { ...countsOf({ ...saved, changes }), in_sync: saved.summary.in_sync },
      created_at: now.createdAt,
      state: { lineage: last.lineage, serial: last.serial },
      cost: costOf({ want, have, last }, changes),
      guards: tripGuards(joined, createSheet(joined), changes),
      undo: {
        ...saved.undo,
        ...baselinesToPutBack(saved.undo, changes, refused, last),
        cannot: [...saved.undo.cannot, ...refused.map(asCannot)],
      },
    },
  };
}

function refusedFor(change: Change, finding: Kept | undefined): readonly Refused[] {
  return finding === undefined ? [] : [{ change, finding }];
}

function asCannot({ change, finding }: Refused): Irreversible {
  const { id, address, kind, label, named, account, action } = change;
  return { id, address, kind, label, ...(named && { named }), account, action, reason: findingText(finding), finding };
}

/** Why steps are not taken, by their ids. Steps that wait for one of them are not taken either. */
function refusals(steps: readonly Change[], undo: Undo, have: Have, last: Last): ReadonlyMap<string, Kept> {
  const reasons = new Map<string, Kept>();
  for (let before = -1; before !== reasons.size;) {
    before = reasons.size;
    const kept = steps.filter(({ id }) => !reasons.has(id));
    for (const change of kept) {
      const reason = changedSince(change, steps, have, last, undo) ?? heldBack(change, steps, kept, reasons, have);
      if (reason !== null) reasons.set(change.id, reason);
    }
  }
  return reasons;
}

/** The reason that other steps give to hold this one back. Null if there is none. */
function heldBack(
  change: Change,
  steps: readonly Change[],
  kept: readonly Change[],
  reasons: ReadonlyMap<string, Kept>,
  have: Have,
): Kept | null {
  const { address, account: side } = change;
  const members = change.action === 'delete' ? membersOf(have, change, kept) : [];
  if (members.length > 0) return { code: 'role-in-use', side, address, ids: members };
  const names = missingRoles(change, kept, have);
  if (names.length > 0) return { code: 'roles-missing', side, address, names };
  const refused = steps.filter(({ id }) => reasons.has(id));
  const awaited = refused.find(({ id }) => change.after.includes(id));
  if (awaited) return { code: 'step-waits', side, address, after: awaited.id };
  const same = refused.filter((other) => other.address === address);
  const stays = same.some(({ action }) => action === 'delete');
  if (stays && change.fields.some(({ field }) => field === 'pointer')) return { code: 'link-kept' };
  const station = same.find((other) => other.account === side);
  return station ? { code: 'step-waits', side, address, after: station.id } : null;
}

/**
 * Whether a step is one that an undo plan can have: it writes old values, or deletes a role that was created. A saved
 * file may contain anything.
 */
function canBeUndo({ action, kind, fields }: Change): boolean {
  if (fields.some(({ after_from }) => after_from !== undefined)) return false;
  if (action === 'update') return fields.length > 0;
  return action === 'delete' && kind === 'role' && fields.length === 1 && fields[0]?.field === 'name';
}

/** The change with the record's current name, and not the one in the file. */
function labelled(change: Change, have: Have): Change {
  const record = targetOf(change, have);
  return withNames(have, record ? { ...change, label: recordName(record) } : change);
}

function targetOf({ account, address, kind }: Change, have: Have): AccountRecord | undefined {
  return recordOf(have, account, kind, parseAddress(address)?.[account] ?? 0);
}

/** What changed in the record since the apply. Null if it shows what was written, or what was there before. */
function changedSince(change: Change, steps: readonly Change[], have: Have, last: Last, undo: Undo): Kept | null {
  const { account: side, address } = change;
  const record = targetOf(change, have);
  if (!record) return change.action === 'delete' ? null : { code: 'record-gone', side, address };
  for (const field of change.fields) {
    const value = record.values[field.field];
    const known = change.action === 'delete' ? [field.before] : stationsOf(change, field, steps);
    const stored = last.stored?.[address]?.[field.field]?.[side];
    if (stored && known.some((one) => sameValue(field.field, one, stored.asked))) known.push(stored.got);
    if (!known.some((one) => sameValue(field.field, value, one)))
      return { code: 'value-changed', side, address, field: field.field, value: value ?? null };
    if (FORMS[field.field] === 'client' && !namesClients(have, side, field, steps))
      return { code: 'clients-renamed', side, address };
    if (!isAsLeft(undo, address, field.field, last)) return { code: 'synced-again', side, address, field: field.field };
  }
  return null;
}

/**
 * All values that the field had during the apply. A record that had a temporary name gets it again while it is undone,
 * so that counts too.
 */
function stationsOf({ account, address }: Change, { field }: ChangedField, steps: readonly Change[]): FieldValue[] {
  return steps
    .filter((other) => other.account === account && other.address === address)
    .flatMap((other) => other.fields)
    .filter((other) => other.field === field)
    .flatMap((other) => [idOrValue(other, 'before'), idOrValue(other, 'after')]);
}

/**
 * Whether the names and ids of clients still belong together. People see names, and hfsync writes ids. Both must mean
 * the same client, before or after this plan renames it.
 */
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

/** Ids of people who have the role that is to be deleted, and who do not lose it by another step. */
function membersOf(have: Have, change: Change, steps: readonly Change[]): readonly number[] {
  const side = change.account;
  const name = targetOf(change, have)?.values.name;
  if (name === undefined) return [];
  return [...have[side].records.person.values()].flatMap(({ id, values }) => {
    if (!includesText(values.roles ?? [], name)) return [];
    const taken = steps.some(
      (other) =>
        other.account === side &&
        parseAddress(other.address)?.[side] === id &&
        other.kind === 'person' &&
        other.fields.some(
          ({ field, after }) =>
            field === 'roles' && Array.isArray(after) && !includesText(after as readonly string[], name),
        ),
    );
    return taken ? [] : [Number(id)];
  });
}

/**
 * Roles that somebody has renamed or deleted since, and that no other step restores. Writing such a name would create a
 * role.
 */
function missingRoles({ account, fields }: Change, steps: readonly Change[], have: Have): readonly string[] {
  const wanted = fields.flatMap(({ field, after }) => (field === 'roles' ? (after as readonly string[]) : []));
  const named = steps
    .filter((other) => other.account === account && other.kind === 'role' && other.action === 'update')
    .flatMap((other) => other.fields.filter(({ field }) => field === 'name').map(({ after }) => after as string));
  const known = [...have[account].records.role.values()].map(({ values }) => values.name ?? '').concat(named);
  return wanted.filter((name) => !includesText(known, name));
}

/** `what` contains complete sentences. */
function notAsLeft(what: readonly string[]): UserError {
  return new UserError(
    'plan.stale',
    `This apply can no longer be undone as it was. ${what.join(' ')} Nothing was written.`,
    {
      exitCode: EXIT.stale,
      hint: 'Plan again, and change by hand or with `set:` what should be different.',
    },
  );
}
