import { reads, demand, forecastNow, assignIfChanged, type Operation, type Input, type Row } from '../resource.ts';
import { readFields, type Fields } from '../input.ts';

/** Read-only keys, and keys that the service derives from other records. */
const READ_ONLY = ['id', 'updated_at', 'updated_by_id', 'roles'];

/**
 * The record after a PUT. Absent keys keep their values, and known keys are read in the service's own types. An
 * undocumented key is accepted if the record has it, so that a PUT of an outdated copy has a visible effect. A value
 * sent back unchanged is not an edit, not even a null that the service would refuse as a new value.
 */
export function edited<R extends Row>(operation: Operation, record: R, given: Input, fields: Fields): R {
  const sent = withoutPointers(operation, given);
  const before = new Map<string, unknown>(Object.entries(record));
  const isGivenBack = (key: string): boolean => before.has(key) && before.get(key) === sent[key];
  const input = Object.fromEntries(Object.entries(sent).filter(([key]) => !isGivenBack(key)));
  const extras = Object.keys(record).filter((key) => !(key in fields) && !READ_ONLY.includes(key) && key in input);
  const kept = Object.fromEntries(extras.map((key) => [key, input[key]]));
  if (reads(operation, 'wholePut')) {
    const missing = Object.keys(record).filter((key) => !READ_ONLY.includes(key) && !(key in given));
    demand(operation, [[missing.length === 0, `${missing.join(', ')} must be sent`]]);
  }
  if (reads(operation, 'partialPut')) {
    const own = READ_ONLY.filter((key) => key !== 'roles' && key in given);
    demand(operation, [[own.length === 0, `${own.join(', ')} must not be sent`]]);
  }
  if (reads(operation, 'changedKeysOnly')) {
    const unchanged = Object.keys(given).filter((key) => before.has(key) && isGivenBack(key));
    demand(operation, [[unchanged.length === 0, 'This request is not valid']]);
  }
  if (reads(operation, 'deafPut') && 'id' in given) return record;
  const emptied = reads(operation, 'clearingPut')
    ? emptyFields(fields, given)
    : reads(operation, 'lossyPut') && 'id' in given
      ? lostFields(fields, Object.keys(input))
      : {};
  const written = { ...record, ...readFields({ ...emptied, ...input }, fields), ...kept };
  return reads(operation, 'losesNotes') && 'notes' in written ? { ...written, notes: null, code: null } : written;
}

const EMPTY: { readonly [type: string]: unknown } = { text: '', flag: false, texts: [], ids: [] };

/**
 * The keys that a PUT leaves out, emptied, as a service does that replaces the whole record. Pointers belong to the
 * integration and stay.
 */
function emptyFields(fields: Fields, given: Input): Input {
  const left = Object.entries(fields).filter(([key]) => !(key in given) && !POINTERS.includes(key));
  return Object.fromEntries(
    left.filter(([, type]) => type !== 'flags').map(([key, type]) => [key, EMPTY[type] ?? null]),
  );
}

/** Empties the texts that may be empty, and the lists, unless they change. */
function lostFields(fields: Fields, changed: readonly string[]): Input {
  const lost = Object.entries(fields).filter(
    ([key, type]) => !changed.includes(key) && ['text?', 'texts'].includes(type),
  );
  return Object.fromEntries(lost.map(([key, type]) => [key, EMPTY[type] ?? null]));
}

const POINTERS: readonly string[] = ['harvest_id', 'harvest_user_id', 'harvest_role_id'];

/** What a request to the API may set. A live service was seen to drop another key silently. */
export function withoutPointers(operation: Operation, input: Input): Input {
  if (!reads(operation, 'dropsPointers')) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => !POINTERS.includes(key)));
}

/** Copies `next` into the record. The editor and the time change only if something else does. */
export function save<R extends Row>(operation: Operation, record: R, next: R, touched = false): R {
  if (assignIfChanged(record, next) || touched) Object.assign(record, stamps(operation));
  return record;
}

export function stamps(operation: Operation): { updated_at: string; updated_by_id: number | null } {
  return { updated_at: forecastNow(operation.clock), updated_by_id: operation.editor };
}
