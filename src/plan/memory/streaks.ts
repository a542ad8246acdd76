import type { Address } from '../../model/address.ts';
import { FORMS, type FieldName } from '../../model/field.ts';
import type { Have } from '../../model/have.ts';
import type { Last, Written, WrittenValue } from '../../model/last.ts';
import { idOrValue, type Change, type ChangedField } from '../../model/plan.ts';
import { isTemporary } from '../../model/temporary.ts';
import { fieldOn, isOnBothSides, isSwitchedOn } from '../../rules/fields.ts';
import { MOST_WRITES, streakOf } from '../compare/contested.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { isForgotten, keptOf } from '../join/kept.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import { sameComparable, comparableValue } from '../compare/comparable.ts';
import type { CompareContext } from '../compare/context.ts';

/** What this run adds to the streaks (`contested.ts`). In: changes that hfsync has written. Out: the streaks for the state. */
export interface Streaks {
  wrote(change: Change): void;
  memory(now: CompareContext): Pick<Last, 'written'>;
}

export function createStreaks(input: {
  readonly have: Have;
  readonly last: Last | null;
  /** Whether this run looks at all of a pair. */
  readonly isWhole: (address: Address) => boolean;
}): Streaks {
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

  function memory(now: CompareContext): Pick<Last, 'written'> {
    const before = input.last?.written ?? {};
    const written = keptOf(now, before);
    for (const pair of now.pairs.all) {
      const address = addressOf(pair);
      if (isForgotten(now, address)) continue;
      const fields = new Set([...keysOf(before[address]), ...(entries.get(address)?.keys() ?? [])]);
      const kept = [...fields].flatMap((field) => {
        const streak = streakAfter(now, pair, field);
        return streak.length > 0 ? [[field, streak] as const] : [];
      });
      if (kept.length > 0) written.set(address, Object.fromEntries(kept));
      else written.delete(address);
    }
    return written.size > 0 ? { written: Object.fromEntries(written) } : {};
  }

  function streakAfter(now: CompareContext, pair: Pair, field: FieldName): readonly WrittenValue[] {
    const entry = entries.get(addressOf(pair))?.get(field);
    if (entry === null) return [];
    if (entry) return [...streakOf(input.have, input.last, pair, field), entry].slice(-MOST_WRITES);
    const streak = input.last?.written?.[addressOf(pair)]?.[field] ?? [];
    if (!isLookedAt(now, pair, field)) return streak;
    const isBack = streakOf(now.have, input.last, pair, field).length > 0;
    return (isBack ? agrees(now, pair, field) : wroteAnything) ? [] : streak;
  }

  /** Whether this run compares the field at all, and is about the pair. */
  function isLookedAt(now: CompareContext, pair: Pair, field: FieldName): boolean {
    if (!input.isWhole(addressOf(pair))) return false;
    if (isElsewhere(now, pair)) return false;
    return isSwitchedOn(now.want, pair.kind, field);
  }
}

function keysOf(written: Written | undefined): readonly FieldName[] {
  return Object.keys(written ?? {}) as FieldName[];
}

/** The value as the account has it; null if it is unknown until it is written, or is a temporary name. */
function writtenValue(field: ChangedField): string | number | readonly string[] | null {
  const value = idOrValue(field, 'after');
  return typeof value === 'string' && isTemporary(value) ? null : value;
}

/** Never true of a field that only one account has, except the pointer, which names the other record. */
function agrees(now: CompareContext, pair: Pair, field: FieldName): boolean {
  const harvest = endOf(now.have, pair, 'harvest');
  const forecast = endOf(now.have, pair, 'forecast');
  if (!harvest || !forecast) return false;
  if (FORMS[field] === 'pointer') return forecast.values[field] === harvest.id;
  const on = fieldOn(pair.kind, field);
  if (!on || !isOnBothSides(on)) return false;
  const left = comparableValue(now, harvest, field);
  const right = comparableValue(now, forecast, field);
  return left !== undefined && right !== undefined && sameComparable(field, left, right);
}
