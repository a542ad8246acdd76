import { demand, forecastNow, assignIfChanged, type Operation, type Input, type Row } from '../resource.ts';
import { readFields, type Fields } from '../input.ts';

/** Keys that the service keeps for itself, or derives from other records. */
const READ_ONLY = ['id', 'updated_at', 'updated_by_id', 'roles'];

/**
 * The record as a PUT leaves it: keys that are absent stay as they are, known keys are read in the service's own types, and a key
 * that nobody documented is taken where the record has it, so that a PUT of an old copy shows. What is given back as it is, also a
 * null that the service would not take as new, is no edit.
 */
export function edited<R extends Row>(operation: Operation, record: R, sent: Input, fields: Fields): R {
  const before = new Map<string, unknown>(Object.entries(record));
  const isGivenBack = (key: string): boolean => before.has(key) && before.get(key) === sent[key];
  const input = Object.fromEntries(Object.entries(sent).filter(([key]) => !isGivenBack(key)));
  const extras = Object.keys(record).filter((key) => !(key in fields) && !READ_ONLY.includes(key) && key in input);
  const kept = Object.fromEntries(extras.map((key) => [key, input[key]]));
  if (operation.strict.wholePut && !operation.byHand) {
    const missing = Object.keys(record).filter((key) => !READ_ONLY.includes(key) && !(key in sent));
    demand(operation, [[missing.length === 0, `${missing.join(', ')} must be sent`]]);
  }
  return { ...record, ...readFields(input, fields), ...kept };
}

/** Puts `next` into the record; who edited and when moves only if something did. */
export function save<R extends Row>(operation: Operation, record: R, next: R, touched = false): R {
  if (assignIfChanged(record, next) || touched) Object.assign(record, stamps(operation));
  return record;
}

export function stamps(operation: Operation): { updated_at: string; updated_by_id: number | null } {
  return { updated_at: forecastNow(operation.clock), updated_by_id: operation.editor };
}
