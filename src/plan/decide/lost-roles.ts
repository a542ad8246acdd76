import { includesText } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { takesRole } from '../../rules/effects.ts';
import { existenceOf, roleFate } from '../join/existence.ts';
import { unknownEnd } from './broken-links.ts';
import { addressOf, pairOfKey, recordOf, type Pair } from '../join/pair.ts';
import type { CompareContext } from '../compare/context.ts';
import {
  addWrite,
  addConflict,
  draftOf,
  addObservation,
  openDraft,
  addManual,
  subjectOf,
  type Sheet,
} from './sheet.ts';

/** A paired role that is gone on one side. In: the pair. Out: a delete, a conflict, or an item. */
export function planLostRole(context: CompareContext, sheet: Sheet, pair: Pair): void {
  const { there, gone } = existenceOf(context, pair);
  const survivor = there[0];
  const lost = gone[0];
  if (!survivor || !lost) return observeBothGone(context, sheet, pair);
  switch (roleFate(context, pair)) {
    case 'lives':
      return;
    case 'unknown':
      return addManual(sheet, subjectOf(context, pair), 'role.deleted', unknownEnd(context, pair, lost, survivor));
    case 'delete':
      return planDelete(context, sheet, pair, survivor);
    case 'conflict': {
      const name = survivor.values.name ?? '';
      const baseline = context.last?.baseline[addressOf(pair)]?.name ?? null;
      const values = { harvest: lost === 'harvest' ? null : name, forecast: lost === 'forecast' ? null : name };
      return addConflict(sheet, subjectOf(context, pair), {
        field: { field: 'name', ...values },
        baseline: typeof baseline === 'string' ? baseline : null,
        rule: 'role.deleted',
        because: { code: 'role-deleted-and-renamed', side: lost },
      });
    }
  }
}

function planDelete(context: CompareContext, sheet: Sheet, pair: Pair, survivor: AccountRecord): void {
  const draft = openDraft(sheet, pair, survivor.side, 'delete');
  const origin = otherSide(survivor.side);
  addWrite(draft, {
    field: 'name',
    before: survivor.values.name ?? null,
    after: null,
    rule: 'role.deleted',
    origin,
  });
  const members = membersOf(context, survivor);
  if (members.length > 0) draft.effects.push(takesRole(members));
}

/** Who is affected by a deletion, by name: people who have the role, and Forecast's placeholders. */
function membersOf(context: CompareContext, role: AccountRecord): string[] {
  const people = [...context.have[role.side].records.person.values()]
    .filter((person) => includesText(person.values.roles ?? [], role.values.name ?? ''))
    .map((person) => `${person.values.first_name ?? ''} ${person.values.last_name ?? ''}`.trim());
  const placeholders = (role.members?.placeholders ?? []).map(
    (id) => `placeholder ${context.have.placeholders.get(id) ?? `#${id}`}`,
  );
  return [...people.sort(), ...placeholders.sort()];
}

function observeBothGone(context: CompareContext, sheet: Sheet, pair: Pair): void {
  if (pair.source !== 'declared') return;
  addObservation(sheet, subjectOf(context, pair), 'role.deleted', { code: 'role-gone-on-both-sides' });
}

/** A person's role names on a side after this plan: the merged roles, by the names that they will have there, and the side's own roles. */
export function roleNamesFor(
  context: CompareContext,
  sheet: Sheet,
  side: Side,
  merged: ReadonlySet<string>,
  own: readonly string[],
): string[] {
  const names = [...merged].flatMap((key) => {
    const pair = pairOfKey(context.pairs, 'role', key);
    const isThere = pair && (pair[side] !== null || draftOf(sheet, pair, side) !== undefined);
    return isThere ? [roleNameAfter(context, sheet, pair, side)] : [];
  });
  return [...new Set([...names, ...own])].sort();
}

/** What a role is called on a side once this plan is applied. */
function roleNameAfter(context: CompareContext, sheet: Sheet, pair: Pair, side: Side): string {
  const planned = draftOf(sheet, pair, side)?.writes.get('name')?.after;
  if (typeof planned === 'string') return planned;
  const existing = pair[side] === null ? otherSide(side) : side;
  return recordOf(context.have, existing, 'role', pair[existing] ?? 0)?.values.name ?? '';
}
