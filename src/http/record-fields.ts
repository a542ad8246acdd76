import { FORMS, type FieldName, type FieldTypes, type Form, type FormTypes, type Values } from '../model/field.ts';
import type { Id } from '../model/id.ts';
import type { Kind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import { countAt, idOrNullAt, requiredTextAt, textAt, textOrNullAt, textsAt, valueAt, type Shape } from './shape.ts';

/** A field as a service has it: its key, and how to read its value from an answer. */
export interface FieldKey<T> {
  readonly key: string;
  readonly read: (shape: Shape) => T | undefined;
  /** Set if any text is a value as it is: `read` would give back the same. */
  readonly isText?: true;
  /** Turns the value into what a request has under the key, if they differ. */
  readonly write?: (value: T) => unknown;
}

/** The fields that a service has on one kind of record, in the order in which they are read. */
export type FieldKeys<F extends FieldName = FieldName> = { readonly [Name in F]: FieldKey<FieldTypes[Name]> };

export const text = (key: string): FieldKey<string> => textField(key, textAt);
/** A key that every answer must have. */
export const requiredText = (key: string): FieldKey<string> => textField(key, requiredTextAt);
/** A text. Null is read as "". */
export const textOrNull = (key: string): FieldKey<string> => textField(key, textOrNullAt);
export const count = (key: string): FieldKey<number | null> => ({ key, read: (shape) => countAt(shape, key) });
export const texts = (key: string): FieldKey<readonly string[]> => ({ key, read: (shape) => textsAt(shape, key) });
export const idOrNull = (key: string): FieldKey<number | null> => ({ key, read: (shape) => idOrNullAt(shape, key) });

function textField(key: string, at: (shape: Shape, key: string) => string | undefined): FieldKey<string> {
  return { key, read: (shape) => at(shape, key), isText: true };
}

/** How a service writes values of each form under a key. */
export type Formats<F extends Form = Form> = { readonly [Name in F]: (key: string) => FieldKey<FormTypes[Name]> };

/** The fields that a service has on a kind of record. Each is read and written in its form, or as `special` says. */
export function fieldKeys(
  keys: { readonly [F in FieldName]?: string },
  formats: Partial<Formats>,
  special: { readonly [F in FieldName]?: (key: string) => FieldKey<FieldTypes[F]> } = {},
): Partial<FieldKeys> {
  const fields = (Object.entries(keys) as [FieldName, string][]).map(([field, key]) => {
    const format = special[field] ?? formats[FORMS[field]];
    if (!format) throw new Error(`no format for ${field}`);
    return [field, format(key)];
  });
  return Object.fromEntries(fields) as Partial<FieldKeys>;
}

/** A record under construction. */
type Whole<T> = { -readonly [K in keyof Required<T>]: T[K] | undefined };

/**
 * A record with nothing in it yet. Each key is there from the beginning, in all records in the same order: V8 compiles
 * code anew for each other shape that it meets.
 */
export function newRecord<S extends Side>(side: S, kind: Kind, id: Id<S>, values: Values): Whole<AccountRecord<S>> {
  return {
    side,
    kind,
    id,
    values,
    login: undefined,
    editedBy: undefined,
    updatedAt: undefined,
    members: undefined,
    dates: undefined,
    nulls: undefined,
    raw: undefined,
  };
}

/** Reads the values. A field that is missing from the answer is undefined. */
export function readValues(keys: Partial<FieldKeys>, shape: Shape): Values {
  const { raw } = shape;
  const values = noValues();
  for (const { field, key, isText, of } of entriesOf(keys)) {
    const found = valueAt(raw, key);
    values[field] = isText && typeof found === 'string' ? found : of(shape);
  }
  return values as Values;
}

function noValues(): { [F in FieldName]: unknown } {
  return {
    name: undefined,
    code: undefined,
    client: undefined,
    status: undefined,
    notes: undefined,
    first_name: undefined,
    last_name: undefined,
    email: undefined,
    capacity: undefined,
    roles: undefined,
    pointer: undefined,
  };
}

/* V8 also compiles anew whenever a key first has another type of value. Here it learns at once that each may have any. */
for (const object of [noValues(), newRecord('harvest', 'role', 1 as Id<'harvest'>, {})] as { [key: string]: unknown }[])
  for (const key of Object.keys(object)) object[key] = 0;

interface Entry {
  readonly field: FieldName;
  readonly key: string;
  readonly isText: boolean;
  readonly of: FieldKey<unknown>['read'];
}

/** Caches the entries: the same table is used for every record. */
const entries = new WeakMap<Partial<FieldKeys>, readonly Entry[]>();

function entriesOf(keys: Partial<FieldKeys>): readonly Entry[] {
  const known = entries.get(keys);
  if (known) return known;
  const named = Object.entries(keys) as [FieldName, FieldKey<unknown>][];
  const all = named.map(([field, { key, read, isText = false }]) => ({ field, key, isText, of: read }));
  entries.set(keys, all);
  return all;
}

/**
 * Only the given values, under the service's own keys. Throws if the service has no such field, which is a bug of the
 * planner; `what` names the record in that error.
 */
export function writeValues(
  keys: Partial<FieldKeys>,
  values: Values,
  what: string,
): { readonly [key: string]: unknown } {
  const body: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const found = keys[field as FieldName] as FieldKey<unknown> | undefined;
    if (found === undefined) throw new Error(`${what} has no field ${field}`);
    body[found.key] = found.write ? found.write(value) : value;
  }
  return body;
}
