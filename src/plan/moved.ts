import type { Joined } from './joined.ts';
import { addressOf, endOf, type Pair } from './pair.ts';

/** Whether what Harvest shows of a person is the default that an earlier run gave it, and no edit. */
export function isMovedByUs({ have, last }: Joined, pair: Pair): boolean {
  const cascade = last?.cascade;
  if (!cascade || pair.kind !== 'person' || have.harvest.company.values.capacity !== cascade.after) return false;
  const address = addressOf(pair);
  const isUnmoved = last.baseline[address]?.capacity === cascade.before && cascade.people.includes(address);
  return isUnmoved && endOf(have, pair, 'harvest')?.values.capacity === cascade.after;
}
