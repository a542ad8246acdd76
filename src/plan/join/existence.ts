import { sameValue } from '../../model/field.ts';
import type { Joined } from './joined.ts';
import { addressOf, endOf, type Pair } from './pair.ts';
import { isAmbiguousPair } from './role-names.ts';
import type { AccountRecord } from '../../model/record.ts';
import { SIDES, type Side } from '../../model/side.ts';

/** Which ends of a pair exist. `gone`: an id is known, but no record has it. */
export interface Existence {
  readonly there: readonly AccountRecord[];
  readonly gone: readonly Side[];
}

export function existenceOf({ have }: Joined, pair: Pair): Existence {
  const there: AccountRecord[] = [];
  const gone: Side[] = [];
  for (const side of SIDES) {
    const record = endOf(have, pair, side);
    if (record) there.push(record);
    else if (pair[side] !== null) gone.push(side);
  }
  return { there, gone };
}

/** Whether an end has an id, and no record has it. */
export function isAnyGone({ have }: Joined, pair: Pair): boolean {
  return (
    (pair.harvest !== null && !endOf(have, pair, 'harvest')) ||
    (pair.forecast !== null && !endOf(have, pair, 'forecast'))
  );
}

/**
 * What becomes of a paired role that is gone on one side: deleted on the other, unless its name changed there meanwhile
 * (only a changed name counts as an edit), which is a conflict. Without a baseline it is unknown whether it ever existed there. An
 * ambiguous role is left alone.
 */
export function roleFate(joined: Joined, pair: Pair): 'lives' | 'delete' | 'conflict' | 'unknown' {
  const { there, gone } = existenceOf(joined, pair);
  const [survivor] = there;
  const [lost] = gone;
  if (pair.kind !== 'role' || !lost || !survivor || isAmbiguousPair(joined.have, pair)) return 'lives';
  const name = joined.last?.baseline[addressOf(pair)]?.name;
  if (name === undefined) return 'unknown';
  if (sameValue('name', survivor.values.name, name)) return 'delete';
  return joined.want.conflicts === lost ? 'delete' : 'conflict';
}

export function isDoomedRole(joined: Joined, pair: Pair): boolean {
  return roleFate(joined, pair) === 'delete';
}
