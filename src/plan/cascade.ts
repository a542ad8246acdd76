import { COMPANY, compareAddresses } from '../model/address.ts';
import type { Cascade } from '../model/last.ts';
import type { Plan } from '../model/plan.ts';
import { isElsewhere } from './ends.ts';
import type { Joined } from './joined.ts';
import { isMovedByUs } from './moved.ts';
import { addressOf, endOf } from './pair.ts';
import { sharedValue, type SharedContext } from './shared.ts';
import { draftsOf, openDraft, type Sheet } from './sheet.ts';

/*
 * A new default capacity in Harvest reaches everybody who is on the old one, and Harvest does not tell who is (support article
 * "Setting and editing capacity"). Where hfsync writes that default, it moves people by it, and that is no edit of theirs.
 *
 * | when                                  | what tells hfsync who was moved |
 * | ------------------------------------- | ------------------------------- |
 * | in the run that writes the default    | the plan: it keeps each number (`keepCapacities`), written only where it was moved |
 * | in the next run, if that one was killed | the state: who had the old default just before (`cascadeOf`, `moved.ts`) |
 */

/** Each linked person with the old default, whom this plan gives no other one, gets it back once the default has moved them. */
export function keepCapacities(context: SharedContext, sheet: Sheet): void {
  const company = [...context.pairs.all].find((pair) => pair.kind === 'company');
  const draft = company && draftsOf(sheet, company).find(({ side }) => side === 'harvest');
  const moved = draft?.writes.get('capacity');
  if (!moved) return;
  for (const pair of context.pairs.all) {
    const harvest = pair.kind === 'person' ? endOf(context.have, pair, 'harvest') : undefined;
    if (!harvest || harvest.values.capacity !== moved.before || pair.forecast === null) continue;
    if (isElsewhere(context, pair)) continue;
    const person = openDraft(sheet, pair, 'harvest');
    if (person.writes.has('capacity')) continue;
    const values = { before: moved.after, after: moved.before, rule: 'person.capacity', origin: 'forecast' } as const;
    person.writes.set('capacity', { field: 'capacity', ...values });
    person.effects.push("only where Harvest's new default has moved this person");
  }
}

/** What the state has to remember while this plan is applied. */
export function cascadeOf(joined: Joined, plan: Plan): Cascade | undefined {
  const company = plan.changes.find((change) => change.address === COMPANY && change.account === 'harvest');
  const moved = company?.fields.find(({ field }) => field === 'capacity');
  if (typeof moved?.before !== 'number' || typeof moved.after !== 'number') return undefined;
  const { before, after } = moved;
  const people = [...joined.pairs.all].filter(
    (pair) => pair.kind === 'person' && endOf(joined.have, pair, 'harvest')?.values.capacity === before,
  );
  return { before, after, people: people.map(addressOf).sort(compareAddresses) };
}

/** Whether somebody whom the default moved has not been put right yet. */
export function isUnsettled(context: SharedContext, cascade: Cascade): boolean {
  const settled = { ...context, last: context.last && { ...context.last, cascade } };
  return [...context.pairs.all].some((pair) => {
    const forecast = endOf(context.have, pair, 'forecast');
    return isMovedByUs(settled, pair) && forecast && sharedValue(context, forecast, 'capacity') !== cascade.after;
  });
}
