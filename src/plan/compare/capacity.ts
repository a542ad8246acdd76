import type { AccountRecord } from '../../model/record.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import type { CompareContext } from './context.ts';
import type { Verdict } from './three-way.ts';

/** In seconds. Forecast's null means the company's default. */
export function capacityOf(context: CompareContext, record: AccountRecord): number | undefined {
  const { capacity } = record.values;
  if (capacity === null) return context.defaultCapacity;
  const pair = record.side === 'harvest' ? context.pairs.at('harvest', record.kind, record.id) : undefined;
  return (pair && beforeCascade(context, pair, 'harvest')) ?? capacity;
}

/**
 * What a person's capacity came to in an account before hfsync's new default reached them there: what they show now is not an edit. In
 * seconds. Undefined if it did not reach them, or if they have the new number on the other side as well.
 */
export function beforeCascade(
  { have, last, defaultCapacity, isCascading }: CompareContext,
  pair: Pair,
  side: Side,
): number | undefined {
  const cascade = last?.cascade;
  if (!cascade || cascade.side !== side || pair.kind !== 'person') return undefined;
  const shown = endOf(have, pair, side)?.values.capacity;
  const isReached =
    (isCascading === true || have[side].company.values.capacity === cascade.after) &&
    shown === (side === 'harvest' ? cascade.after : null);
  // Harvest does not say who is on the default. If both sides are, all is well. A number in Forecast may wait for a person.
  const other = endOf(have, pair, otherSide(side))?.values.capacity;
  const isWell = side === 'harvest' ? other === null && defaultCapacity === cascade.after : other === cascade.after;
  return isReached && !isWell ? cascade.people[addressOf(pair)] : undefined;
}

/**
 * The exception to the three-way comparison: people on a default. Null if this person is not on one.
 *
 * | the person                                               | verdict |
 * | -------------------------------------------------------- | ------- |
 * | is on both sides' default, and these wait                | `unknown`: one item on the company, not one per person |
 * | is on the default that was agreed on, in Forecast        | null stays if Harvest has that default too; else the number is needed |
 */
export function compareOnDefault(
  context: CompareContext,
  pair: Pair,
  last: unknown,
  [harvest, forecast]: readonly [unknown, unknown],
): Verdict | null {
  const { have, defaultWaits } = context;
  const ends = { harvest: endOf(have, pair, 'harvest'), forecast: endOf(have, pair, 'forecast') };
  if (pair.kind !== 'person' || ends.forecast?.values.capacity !== null) return null;
  const onBoth = ends.harvest?.values.capacity === have.harvest.company.values.capacity;
  if (defaultWaits && onBoth) return 'unknown';
  const agreed = beforeCascade(context, pair, 'forecast') ?? have.forecast.company.values.capacity;
  if (last === undefined || agreed !== last) return null;
  if (harvest === undefined || forecast === undefined) return 'unknown';
  return harvest === forecast ? 'same' : 'harvest';
}
