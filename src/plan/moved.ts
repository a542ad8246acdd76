import { otherSide, type Side } from '../model/side.ts';
import type { Joined } from './joined.ts';
import { addressOf, endOf, type Pair } from './pair.ts';

/**
 * What a person's capacity came to in an account before an earlier run's new default moved them there: what they show now is no
 * edit. In seconds; undefined where nobody moved them, or where the other side has the new number too and all is well.
 */
export function movedFrom(
  { have, last, defaultCapacity }: Joined & { readonly defaultCapacity: number | undefined },
  pair: Pair,
  side: Side,
): number | undefined {
  const cascade = last?.cascade;
  if (!cascade || cascade.side !== side || pair.kind !== 'person') return undefined;
  const address = addressOf(pair);
  const was = cascade.people[address];
  const shown = endOf(have, pair, side)?.values.capacity;
  const isMoved =
    have[side].company.values.capacity === cascade.after &&
    last.baseline[address]?.capacity !== cascade.after &&
    shown === (side === 'harvest' ? cascade.after : null);
  const other = endOf(have, pair, otherSide(side))?.values.capacity;
  return isMoved && (other ?? defaultCapacity) !== cascade.after ? was : undefined;
}
