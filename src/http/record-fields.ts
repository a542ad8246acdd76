import { FORMS, type FieldName, type FieldTypes, type Form, type FormTypes, type Values } from '../model/field.ts';
import { countAt, idOrNullAt, requiredTextAt, textAt, textOrNullAt, textsAt, type Shape } from './shape.ts';

/** A field as a service has it: its key, and how to read its value from an answer. */
export interface FieldKey<T> {
  readonly key: string;
  readonly read: (shape: Shape) => T | undefined;
  /** Turns the value into what a request has under the key, if they differ. */
  readonly write?: (value: T) => unknown;
}

/** The fields that a service has on one kind of record, in the order in which they are read. */
export type FieldKeys<F extends FieldName = FieldName> = { readonly [Name in F]: FieldKey<FieldTypes[Name]> };

export const text = (key: string): FieldKey<string> => ({ key, read: (shape) => textAt(shape, key) });
/** A key that every answer must have. */
export const requiredText = (key: string): FieldKey<string> => ({ key, read: (shape) => requiredTextAt(shape, key) });
/** A text. Null is read as "". */
export const textOrNull = (key: string): FieldKey<string> => ({ key, read: (shape) => textOrNullAt(shape, key) });
export const count = (key: string): FieldKey<number | null> => ({ key, read: (shape) => countAt(shape, key) });
export const texts = (key: string): FieldKey<readonly string[]> => ({ key, read: (shape) => textsAt(shape, key) });
export const idOrNull = (key: string): FieldKey<number | null> => ({ key, read: (shape) => idOrNullAt(shape, key) });

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
export type Written<T> = { -readonly [K in keyof T]: T[K] };

/** Reads the values. A field that is missing from the answer is missing from the values. */
export function readValues(keys: Partial<FieldKeys>, shape: Shape): Values {
  const values: { [F in FieldName]?: unknown } = {};
  for (const [field, { read }] of entriesOf(keys)) {
    const value = read(shape);
    if (value !== undefined) values[field] = value;
  }
  return values as Values;
}

type Entries = readonly (readonly [FieldName, FieldKey<unknown>])[];

/** Caches the entries: the same table is used for every record. */
const entries = new WeakMap<Partial<FieldKeys>, Entries>();

function entriesOf(keys: Partial<FieldKeys>): Entries {
  const known = entries.get(keys);
  if (known) return known;
  const all = Object.entries(keys) as [FieldName, FieldKey<unknown>][];
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
    const found = keys[field as FieldName] as FieldKey<unknown> | undefined;
    if (found === undefined) throw new Error(`${what} has no field ${field}`);
    body[found.key] = found.write ? found.write(value) : value;
  }
  return body;
}
