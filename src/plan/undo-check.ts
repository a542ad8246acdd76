import { parseAddress } from '../model/address.ts';
import { EXIT, UserError } from '../model/error.ts';
import { sameValue, type FieldValue } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Change, Plan, Undo } from '../model/plan.ts';
import { sideName, type Side } from '../model/side.ts';
import type { Want } from '../model/want.ts';
import { costOf } from './cost.ts';
import { tripGuards } from './guard.ts';
import { join } from './join.ts';
import { recordOf } from './pair.ts';
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
  const differences = saved.changes.flatMap((change) => movedSince(saved, change, have));
  if (differences.length > 0) throw moved(differences);
  const joined = join(want, have, last);
  return {
    ...saved,
    created_at: now.createdAt,
    state: { lineage: last.lineage, serial: last.serial },
    cost: costOf(want, have, saved.changes),
    guards: tripGuards(joined, createSheet(joined), saved.changes),
  };
}

function movedSince({ changes }: Plan, change: Change, have: Have): readonly string[] {
  const { account, address, kind } = change;
  const record = recordOf(have, account, kind, parseAddress(address)?.[account] ?? 0);
  const where = `${sideName(account)} ${address}`;
  if (!record) return change.action === 'delete' ? [] : [`${where} is gone`];
  if (change.action === 'delete')
    return membersOf(have, account, change, changes).map((who) => `${where} is given to ${who}`);
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

/** Who has a role that is to be deleted, and would not lose it by the steps before. */
function membersOf(have: Have, side: Side, change: Change, changes: readonly Change[]): readonly string[] {
  const name = change.fields[0]?.before;
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
