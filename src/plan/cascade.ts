import type { Address } from '../model/address.ts';
import { COMPANY } from '../model/address.ts';
import type { Cascade } from '../model/last.ts';
import type { Plan } from '../model/plan.ts';
import { EFFECTS } from '../rules/effects.ts';
import { isElsewhere } from './elsewhere.ts';
import { movedFrom } from './moved.ts';
import { addressOf, endOf } from './pair.ts';
import type { SharedContext } from './shared.ts';
import { draftOf, openDraft, unwrite, type Sheet } from './sheet.ts';

/*
 * A new default capacity reaches everybody who is on the old one: in Forecast who has null, in Harvest nobody tells who is (support
 * article "Setting and editing capacity"). Where hfsync writes a default, it moves people by it, and that is no edit of theirs.
 *
 * | when                                    | what tells hfsync who was moved |
 * | --------------------------------------- | ------------------------------- |
 * | in the run that writes the default      | the plan: it keeps each number (`keepCapacities`), written only where it was moved |
 * | in the next run, if that one was killed | the state: what each had just before (`cascadeOf`, `moved.ts`) |
 */

/** Everybody whom Harvest's new default moves, or moved in a run before, gets their number back, unless this plan gives another. */
export function keepCapacities(context: SharedContext, sheet: Sheet): void {
  const company = [...context.pairs.all].find((pair) => pair.kind === 'company');
  const moves = company && draftOf(sheet, company, 'harvest')?.writes.get('capacity');
  for (const pair of context.pairs.all) {
    const harvest = pair.kind === 'person' ? endOf(context.have, pair, 'harvest') : undefined;
    const shown = harvest?.values.capacity;
    if (shown === undefined || pair.forecast === null || isElsewhere(context, pair)) continue;
    const was = movedFrom(context, pair, 'harvest') ?? shown;
    const before = moves?.before === shown ? moves.after : shown;
    const draft = draftOf(sheet, pair, 'harvest');
    const planned = draft?.writes.get('capacity');
    if (draft && planned?.after === shown && before === shown) unwrite(sheet, draft, 'capacity');
    if (planned || before === was) continue;
    const person = openDraft(sheet, pair, 'harvest');
    person.writes.set('capacity', {
      field: 'capacity',
      before,
      after: was,
      rule: 'person.capacity',
      origin: 'forecast',
    });
    person.effects.push(EFFECTS.keeps);
  }
}

/** What the state has to remember while this plan is applied. */
export function cascadeOf(context: SharedContext, plan: Plan): Cascade | undefined {
  const company = plan.changes.find(
    ({ address, fields }) => address === COMPANY && fields.some(({ field }) => field === 'capacity'),
  );
  const moves = company?.fields.find(({ field }) => field === 'capacity');
  if (!company || typeof moves?.before !== 'number' || typeof moves.after !== 'number') return undefined;
  const { account: side } = company;
  const { before, after } = moves;
  const people: Record<Address, number> = {};
  for (const pair of context.pairs.all) {
    const shown = pair.kind === 'person' ? endOf(context.have, pair, side)?.values.capacity : undefined;
    if (shown === (side === 'harvest' ? before : null))
      people[addressOf(pair)] = movedFrom(context, pair, side) ?? before;
  }
  return { side, before, after, people };
}

/** Whether somebody whom the default moved has not been put right yet. */
export function isUnsettled(context: SharedContext, cascade: Cascade): boolean {
  const then = { ...context, last: context.last && { ...context.last, cascade } };
  return [...context.pairs.all].some((pair) => movedFrom(then, pair, cascade.side) !== undefined);
}
