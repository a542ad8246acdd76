import type { Address } from '../../model/address.ts';
import { COMPANY } from '../../model/address.ts';
import type { Cascade } from '../../model/last.ts';
import type { Plan } from '../../model/plan.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { rememberedPairs } from '../join/joined.ts';
import { setValueOf, winnerOf } from '../compare/winner.ts';
import { beforeCascade } from '../compare/capacity.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import { comparableValue } from '../compare/comparable.ts';
import { verdictOn } from '../compare/verdict.ts';
import type { CompareContext } from '../compare/context.ts';

/*
 * A new default capacity reaches everybody who is on the old one: in Forecast who has null, in Harvest nobody tells who is (support
 * article "Setting and editing capacity"). If hfsync writes a default, it moves people by it, and that is not an edit of theirs.
 *
 * | when                                    | what tells hfsync who was moved |
 * | --------------------------------------- | ------------------------------- |
 * | in the run that writes the default      | the plan: it keeps each number (`decide/keep-capacities.ts`), written only if it was moved |
 * | in the next run, if that one was killed | the state: what each had just before (`cascadeOf`, `beforeCascade`) |
 */

/**
 * What the state has to remember while this plan is applied: whom the default moves although they do not follow it. Also who is out
 * of the file for a while, since they are moved like all others.
 */
export function cascadeOf(context: CompareContext, plan: Plan): Cascade | undefined {
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
    people[addressOf(pair)] = beforeCascade(context, pair, side) ?? before;
  }
  return { side, before, after, people };
}

function knownPeople(context: CompareContext): Pair[] {
  const linked = [...context.pairs.all].filter(({ kind }) => kind === 'person');
  const addresses = new Set(linked.map(addressOf));
  return [...linked, ...rememberedPairs(context, 'person').filter((pair) => !addresses.has(addressOf(pair)))];
}

/** Whether a person gets the new default anyway: from the file, or because the other side has it and wins. */
function follows(context: CompareContext, pair: Pair, side: Side, after: number): boolean {
  const set = setValueOf({ pair }, 'capacity');
  if (set !== undefined) return set === after;
  const other = endOf(context.have, pair, otherSide(side));
  if (!other || comparableValue(context, other, 'capacity') !== after) return false;
  const verdict = verdictOn(context, pair, 'capacity');
  return verdict === 'same' || winnerOf(context, pair, verdict) === other.side;
}

/** Whether somebody whom the default moved still has to get their number back. */
export function isCascadeUnfinished(context: CompareContext, cascade: Cascade): boolean {
  const then = { ...context, last: context.last && { ...context.last, cascade } };
  return knownPeople(context).some((pair) => beforeCascade(then, pair, cascade.side) !== undefined);
}
