import { otherSide, type Side } from '../../model/side.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';

/**
 * What a person's capacity came to in an account before hfsync's new default moved them there: what they show now is no edit. In
 * seconds; undefined where nobody moved them, or where they have the new number on the other side as well.
 */
export function movedFrom(
  { have, last, defaultCapacity, isCascading }: Moving,
  pair: Pair,
  side: Side,
): number | undefined {
  const cascade = last?.cascade;
  if (!cascade || cascade.side !== side || pair.kind !== 'person') return undefined;
  const shown = endOf(have, pair, side)?.values.capacity;
  const isMoved =
    (isCascading === true || have[side].company.values.capacity === cascade.after) &&
    shown === (side === 'harvest' ? cascade.after : null);
  // Harvest tells nobody's default: where both sides are on it, all is well. A number that Forecast has may wait for a person.
  const other = endOf(have, pair, otherSide(side))?.values.capacity;
  const isWell = side === 'harvest' ? other === null && defaultCapacity === cascade.after : other === cascade.after;
  return isMoved && !isWell ? cascade.people[addressOf(pair)] : undefined;
}

interface Moving extends Joined {
  readonly defaultCapacity: number | undefined;
  /** The default is being written: people may show it before it is answered. */
  readonly isCascading?: boolean;
}
