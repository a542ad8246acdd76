import type { Address } from '../model/address.ts';
import { COMPANY } from '../model/address.ts';
import type { Cascade } from '../model/last.ts';
import type { Plan } from '../model/plan.ts';
import { otherSide, type Side } from '../model/side.ts';
import { EFFECTS } from '../rules/effects.ts';
import { isElsewhere } from './elsewhere.ts';
import { rememberedPairs } from './joined.ts';
import { setValueOf, winnerOf } from './linked.ts';
import { movedFrom } from './moved.ts';
import { addressOf, endOf, type Pair } from './pair.ts';
import { sharedValue, verdictOn, type SharedContext } from './shared.ts';
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

/**
 * Everybody whom Harvest's new default moves, or moved in a run before, gets their number back, unless this plan gives another. Where
 * it waits for a person, too: a default decides nothing. A link with an end gone is not touched.
 */
export function keepCapacities(context: SharedContext, sheet: Sheet): void {
  const company = [...context.pairs.all].find((pair) => pair.kind === 'company');
  const moves = company && draftOf(sheet, company, 'harvest')?.writes.get('capacity');
  for (const pair of context.pairs.all) {
    const shown = pair.kind === 'person' ? endOf(context.have, pair, 'harvest')?.values.capacity : undefined;
    const forecast = endOf(context.have, pair, 'forecast');
    // Who is imported is created with the number that they have now.
    if (typeof shown !== 'number' || (!forecast && pair.forecast !== null) || isElsewhere(context, pair)) continue;
    const was = movedFrom(context, pair, 'harvest') ?? shown;
    const before = moves?.before === shown ? Number(moves.after) : shown;
    const draft = draftOf(sheet, pair, 'harvest');
    const planned = draft?.writes.get('capacity');
    if (draft && planned?.after === shown && before === shown) unwrite(sheet, draft, 'capacity');
    if (planned || before === was) continue;
    const isShared = forecast && sharedValue(context, forecast, 'capacity') === was;
    const person = openDraft(sheet, pair, 'harvest');
    person.writes.set('capacity', {
      field: 'capacity',
      before,
      after: was,
      rule: 'person.capacity',
      origin: isShared ? 'forecast' : 'harvest',
    });
    person.effects.push(EFFECTS.keeps);
  }
}

/**
 * What the state has to remember while this plan is applied: whom the default moves although they do not follow it. Also who is out
 * of the file for a while, since they are moved like all others.
 */
export function cascadeOf(context: SharedContext, plan: Plan): Cascade | undefined {
  const company = plan.changes.find(
    ({ address, fields }) => address === COMPANY && fields.some(({ field }) => field === 'capacity'),
  );
  const moves = company?.fields.find(({ field }) => field === 'capacity');
  if (!company || typeof moves?.before !== 'number' || typeof moves.after !== 'number') return undefined;
  const { account: side } = company;
  const { before, after } = moves;
  const people: Record<Address, number> = {};
  for (const pair of knownPeople(context)) {
    const shown = endOf(context.have, pair, side)?.values.capacity;
    if (shown !== (side === 'harvest' ? before : null) || follows(context, pair, side, after)) continue;
    people[addressOf(pair)] = movedFrom(context, pair, side) ?? before;
  }
  return { side, before, after, people };
}

function knownPeople(context: SharedContext): Pair[] {
  const linked = [...context.pairs.all].filter(({ kind }) => kind === 'person');
  const addresses = new Set(linked.map(addressOf));
  return [...linked, ...rememberedPairs(context, 'person').filter((pair) => !addresses.has(addressOf(pair)))];
}

/** Whether a person is to have the new default anyway: by the file, or since the other side has it and wins. */
function follows(context: SharedContext, pair: Pair, side: Side, after: number): boolean {
  const set = setValueOf({ pair }, 'capacity');
  if (set !== undefined) return set === after;
  const other = endOf(context.have, pair, otherSide(side));
  if (!other || sharedValue(context, other, 'capacity') !== after) return false;
  const verdict = verdictOn(context, pair, 'capacity');
  return verdict === 'same' || winnerOf(context, pair, verdict) === other.side;
}

/** Whether somebody whom the default moved has not been put right yet. */
export function isUnsettled(context: SharedContext, cascade: Cascade): boolean {
  const then = { ...context, last: context.last && { ...context.last, cascade } };
  return knownPeople(context).some((pair) => movedFrom(then, pair, cascade.side) !== undefined);
}
