import type { Address } from '../model/address.ts';
import { sameValue, type FieldName, type FieldValue } from '../model/field.ts';
import type { Have } from '../model/have.ts';
import type { Last, Written, WrittenValue } from '../model/last.ts';
import type { Change, ChangedField } from '../model/plan.ts';
import { SIDES, type Side } from '../model/side.ts';
import { isTemporary } from '../model/temporary.ts';
import type { Joined } from './joined.ts';
import { addressOf, endOf, type Pair } from './pair.ts';
import { sameShared, sharedValue, type SharedContext } from './shared.ts';

/*
 * Another automation may set a value back after every apply. hfsync notices and reports it, and does not go on for ever.
 *
 * The state keeps, for each field that hfsync wrote, a *streak*: what it wrote in consecutive applies, as long as each of these
 * writes was set back before the next. After three of them a write of one of the same values is *contested*: a conflict.
 *
 * | what an apply finds                                    | the streak                          |
 * | ------------------------------------------------------ | ----------------------------------- |
 * | it writes the field, and what it wrote last is set back | goes on                             |
 * | it writes the field, and what it wrote last still stands | starts anew: others only edit      |
 * | it takes back an earlier apply                         | ends                                |
 * | what was written stands                                | ends once an apply writes anything: a quiet one changes no state |
 * | both sides agree on another value                      | ends: a person settled it           |
 * | it is set back, and the sides still differ             | stays                               |
 * | the pair is left out of the file, or gone              | ends once an apply writes anything  |
 *
 * Creates and deletes do not count: what hfsync created and somebody deleted is never created again. A run that was killed does not
 * count either, as its journal tells of baselines alone.
 */
const MOST_WRITES = 3;

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
  const value = field === 'client' ? (afterId ?? null) : after;
  return streak.some((entry) => entry[side] !== undefined && sameValue(field, entry[side], value));
}

/** What was written, as long as the last of it is set back. */
function streakOf(have: Have, last: Last | null, pair: Pair, field: FieldName): readonly WrittenValue[] {
  const streak = last?.written?.[addressOf(pair)]?.[field] ?? [];
  const newest = streak.at(-1);
  return newest && !stands(have, pair, field, newest) ? streak : [];
}

function stands(have: Have, pair: Pair, field: FieldName, written: WrittenValue): boolean {
  return SIDES.every(
    (side) => written[side] === undefined || sameValue(field, endOf(have, pair, side)?.values[field], written[side]),
  );
}

/** What this run adds. In: changes that hfsync has written. Out: the streaks for the state. */
export interface Streaks {
  wrote(change: Change): void;
  memory(now: SharedContext): Pick<Last, 'written'>;
}

export function createStreaks(input: { readonly have: Have; readonly last: Last | null }): Streaks {
  const entries = new Map<Address, Map<FieldName, WrittenValue | null>>();
  let wroteAnything = false;
  return { wrote, memory };

  function wrote(change: Change): void {
    wroteAnything = true;
    if (change.action === 'create' || change.action === 'delete') return;
    const fields = entries.get(change.address) ?? new Map<FieldName, WrittenValue | null>();
    entries.set(change.address, fields);
    for (const changed of change.fields) {
      const value = writtenValue(changed);
      if (changed.origin === 'undo') fields.set(changed.field, null);
      else if (value !== null) fields.set(changed.field, { ...fields.get(changed.field), [change.account]: value });
    }
  }

  function memory(now: SharedContext): Pick<Last, 'written'> {
    const before = input.last?.written ?? {};
    const written: { [address: Address]: Written } = wroteAnything ? {} : { ...before };
    for (const pair of now.pairs.all) {
      const address = addressOf(pair);
      const fields = new Set([...keysOf(before[address]), ...(entries.get(address)?.keys() ?? [])]);
      const kept = [...fields].flatMap((field) => {
        const streak = streakAfter(now, pair, field);
        return streak.length > 0 ? [[field, streak] as const] : [];
      });
      if (kept.length > 0) written[address] = Object.fromEntries(kept);
      else delete written[address];
    }
    return Object.keys(written).length > 0 ? { written } : {};
  }

  function streakAfter(now: SharedContext, pair: Pair, field: FieldName): readonly WrittenValue[] {
    const entry = entries.get(addressOf(pair))?.get(field);
    if (entry === null) return [];
    if (entry) return [...streakOf(input.have, input.last, pair, field), entry].slice(-MOST_WRITES);
    const streak = input.last?.written?.[addressOf(pair)]?.[field] ?? [];
    const isBack = streakOf(now.have, input.last, pair, field).length > 0;
    return (isBack ? agrees(now, pair, field) : wroteAnything) ? [] : streak;
  }
}

function keysOf(written: Written | undefined): readonly FieldName[] {
  return Object.keys(written ?? {}) as FieldName[];
}

/** As the account has it; null where nobody knows it before it is written, or it is a name for a while. */
function writtenValue({ field, after, after_id }: ChangedField): string | number | readonly string[] | null {
  const value = field === 'client' ? (after_id ?? null) : after;
  return typeof value === 'string' && isTemporary(value) ? null : value;
}

/** Notes have one side alone, so that they never do. */
function agrees(now: SharedContext, pair: Pair, field: FieldName): boolean {
  const harvest = endOf(now.have, pair, 'harvest');
  const forecast = endOf(now.have, pair, 'forecast');
  if (!harvest || !forecast || field === 'notes') return false;
  if (field === 'pointer') return forecast.values.pointer === harvest.id;
  const left = sharedValue(now, harvest, field);
  const right = sharedValue(now, forecast, field);
  return left !== undefined && right !== undefined && sameShared(field, left, right);
}
