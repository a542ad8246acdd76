import { includesText } from '../../model/field.ts';
import type { AccountRecord } from '../../model/record.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { takesRole } from '../../rules/effects.ts';
import { endsOf, roleFate } from '../join/existence.ts';
import { unknownEnd } from './ends.ts';
import { addressOf, pairOfKey, recordOf, type Pair } from '../join/pair.ts';
import type { SharedContext } from '../compare/context.ts';
import { addWrite, contest, draftOf, observe, openDraft, report, subjectOf, type Sheet } from './sheet.ts';

/** A paired role that is gone on one side. In: the pair. Out: a delete, a conflict, or an item. */
export function planLostRole(context: SharedContext, sheet: Sheet, pair: Pair): void {
  const { there, gone } = endsOf(context, pair);
  const survivor = there[0];
  const lost = gone[0];
  if (!survivor || !lost) return observeBothGone(context, sheet, pair);
  switch (roleFate(context, pair)) {
    case 'lives':
      return;
    case 'unknown':
      return report(sheet, subjectOf(context, pair), 'role.deleted', unknownEnd(context, pair, lost, survivor));
    case 'delete':
      return planDelete(context, sheet, pair, survivor);
    case 'conflict': {
      const name = survivor.values.name ?? '';
      const baseline = context.last?.baseline[addressOf(pair)]?.name ?? null;
      const values = { harvest: lost === 'harvest' ? null : name, forecast: lost === 'forecast' ? null : name };
      return contest(sheet, subjectOf(context, pair), {
        field: { field: 'name', ...values },
        baseline: typeof baseline === 'string' ? baseline : null,
        rule: 'role.deleted',
        because: { code: 'role-deleted-and-renamed', side: lost },
      });
    }
  }
}

function planDelete(context: SharedContext, sheet: Sheet, pair: Pair, survivor: AccountRecord): void {
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

/** Whom a deletion touches, by name: people who have the role, and Forecast's placeholders. */
function membersOf(context: SharedContext, role: AccountRecord): string[] {
  const people = [...context.have[role.side].records.person.values()]
    .filter((person) => includesText(person.values.roles ?? [], role.values.name ?? ''))
    .map((person) => `${person.values.first_name ?? ''} ${person.values.last_name ?? ''}`.trim());
  const placeholders = (role.members?.placeholders ?? []).map(
    (id) => `placeholder ${context.have.placeholders.get(id) ?? `#${id}`}`,
  );
  return [...people.sort(), ...placeholders.sort()];
}

function observeBothGone(context: SharedContext, sheet: Sheet, pair: Pair): void {
  if (pair.source !== 'declared') return;
  observe(sheet, subjectOf(context, pair), 'role.deleted', { code: 'role-gone-on-both-sides' });
}

/** The names that a person has on a side after this plan: the merged roles as they are called there then, and that side's own. */
export function roleNamesFor(
  context: SharedContext,
  sheet: Sheet,
  side: Side,
  merged: ReadonlySet<string>,
  own: readonly string[],
): string[] {
  const names = [...merged].flatMap((key) => {
    const pair = pairOfKey(context.pairs, 'role', key);
    return pair ? [roleNameAfter(context, sheet, pair, side)] : [];
  });
  return [...new Set([...names, ...own])].sort();
}

/** What a role is called on a side once this plan is applied. */
function roleNameAfter(context: SharedContext, sheet: Sheet, pair: Pair, side: Side): string {
  const planned = draftOf(sheet, pair, side)?.writes.get('name')?.after;
  if (typeof planned === 'string') return planned;
  const existing = pair[side] === null ? otherSide(side) : side;
  return recordOf(context.have, existing, 'role', pair[existing] ?? 0)?.values.name ?? '';
}
