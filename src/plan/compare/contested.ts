import { FORMS, sameValue, type FieldName, type FieldValue } from '../../model/field.ts';
import type { Have } from '../../model/have.ts';
import type { Last, WrittenValue } from '../../model/last.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { Joined } from '../join/joined.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';

/*
 * Another automation may reset a value after every apply. hfsync detects and reports this instead of fighting forever.
 *
 * The state keeps, for each field that hfsync wrote, a *streak*: what it wrote in consecutive applies, as long as each of these
 * writes was set back before the next. After three of them a write of one of the same values is *contested*: a conflict.
 *
 * | what an apply finds                                    | the streak                          |
 * | ------------------------------------------------------ | ----------------------------------- |
 * | it writes the field, and what it wrote last is set back | goes on                             |
 * | it writes the field, and what it wrote last still stands | starts anew: others only edit      |
 * | it undoes an earlier apply                         | ends                                |
 * | what was written stands                                | ends once an apply writes anything: a quiet one changes no state |
 * | both sides agree on another value                      | ends: a person resolved it           |
 * | it is set back, and the sides still differ             | stays                               |
 * | it does not look at the field: the pair or its kind is | stays                               |
 * | left out of the file, or of `--only`                   |                                     |
 *
 * Creates and deletes do not count: hfsync never recreates what somebody deleted. A run that was killed does not
 * count either, since its journal records baselines only.
 */
export const MOST_WRITES = 3;

interface Planned {
  readonly field: FieldName;
  readonly before: FieldValue;
  readonly after: FieldValue;
  readonly afterId?: number | null;
}

/** Whether this write would be one of the same again. A temporary name of ours is always replaced. */
export function isContested(joined: Joined, pair: Pair, side: Side, planned: Planned): boolean {
  const { field, before, after, afterId } = planned;
  const streak = streakOf(joined.have, joined.last, pair, field);
  if (streak.length < MOST_WRITES || (typeof before === 'string' && isTemporary(before))) return false;
  const value = FORMS[field] === 'client' ? (afterId ?? null) : after;
  return streak.some((entry) => entry[side] !== undefined && sameValue(field, entry[side], value));
}

/** The values written so far, if the last one was set back. */
export function streakOf(have: Have, last: Last | null, pair: Pair, field: FieldName): readonly WrittenValue[] {
  const streak = last?.written?.[addressOf(pair)]?.[field] ?? [];
  const newest = streak.at(-1);
  return newest && !stands(have, pair, field, newest) ? streak : [];
}

function stands(have: Have, pair: Pair, field: FieldName, written: WrittenValue): boolean {
  return SIDES.every(
    (side) => written[side] === undefined || sameValue(field, endOf(have, pair, side)?.values[field], written[side]),
  );
}
