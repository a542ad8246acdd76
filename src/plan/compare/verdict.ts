import { FORMS, type FieldName } from '../../model/field.ts';
import type { StoredForms } from '../../model/last.ts';
import type { Joined } from '../join/joined.ts';
import { isTemporary } from '../../model/temporary.ts';
import type { AccountRecord } from '../../model/record.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';
import { compareOnDefault } from './capacity.ts';
import { compareClients, nameOneClient } from './client-key.ts';
import type { CompareContext } from './context.ts';
import { baselineOf, sameComparable, comparableValue, type ComparableValue } from './comparable.ts';
import { compareStored, compareThreeWays, type Verdict } from './three-way.ts';

/** The verdict on one field of a pair whose two ends are there. */
export function verdictOn(context: CompareContext, pair: Pair, field: FieldName): Verdict {
  const harvest = endOf(context.have, pair, 'harvest');
  const forecast = endOf(context.have, pair, 'forecast');
  return harvest && forecast ? verdictBetween(context, { pair, harvest, forecast }, field) : 'unknown';
}

interface Between {
  readonly pair: Pair;
  readonly harvest: AccountRecord;
  readonly forecast: AccountRecord;
}

/** The same if the two ends are at hand. */
export function verdictBetween(context: CompareContext, ends: Between, field: FieldName): Verdict {
  return isPlainlySame(context, ends.harvest, ends.forecast, field) ? 'same' : verdictByForm(context, ends, field);
}

function verdictByForm(context: CompareContext, { pair, harvest, forecast }: Between, field: FieldName): Verdict {
  const values = [comparableValue(context, harvest, field), comparableValue(context, forecast, field)] as const;
  const isCapacity = FORMS[field] === 'capacity';
  // Whatever the baseline is. Only a person on a default needs it although both sides agree.
  if (!(isCapacity && forecast.values.capacity === null) && areSame(field, values)) return 'same';
  const last = baselineOf(context, pair, field);
  const onDefault = isCapacity ? compareOnDefault(context, pair, last, values) : null;
  if (onDefault) return onDefault;
  if (FORMS[field] === 'client' && typeof last === 'string') return compareClients(last, harvest, forecast, values);
  const same = (a: ComparableValue, b: ComparableValue): boolean => sameComparable(field, a, b);
  const forms = storedForms(context, pair, field);
  return forms ? compareStored<ComparableValue>(forms, ...values, same) : compareThreeWays(last, ...values, same);
}

function areSame(field: FieldName, [left, right]: readonly (ComparableValue | undefined)[]): boolean {
  return left !== undefined && right !== undefined && sameComparable(field, left, right);
}

/** Nearly all fields are equal. Then no comparable form and no baseline is needed. */
function isPlainlySame(
  context: CompareContext,
  harvest: AccountRecord,
  forecast: AccountRecord,
  field: FieldName,
): boolean {
  const value = harvest.values[field];
  switch (FORMS[field]) {
    case 'text':
    case 'email':
    case 'status':
      return typeof value === 'string' && value === forecast.values[field] && !isTemporary(value);
    case 'client':
      return nameOneClient(context, harvest.values.client, forecast.values.client);
    default:
      return false;
  }
}

/** What the sides that hfsync wrote made of a value that is stored in another form. */
export function storedForms({ last }: Joined, pair: Pair, field: FieldName): StoredForms | undefined {
  return last?.stored?.[addressOf(pair)]?.[field];
}
