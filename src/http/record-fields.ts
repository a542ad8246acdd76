import { FORMS, type FieldName, type FieldTypes, type Form, type FormTypes, type Values } from '../model/field.ts';
import { isId, type Id } from '../model/id.ts';
import type { Kind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import {
  areTexts,
  countAt,
  idOrNullAt,
  isCount,
  requiredTextAt,
  textAt,
  textOrNullAt,
  textsAt,
  valueAt,
  type Shape,
} from './shape.ts';

/** A field as a service has it: its key, and how to read its value from an answer. */
export interface FieldKey<T> {
  readonly key: string;
  readonly read: (shape: Shape) => T | undefined;
  /** The same for what nearly every answer has under the key. Undefined: `read` has to look. */
  readonly plain?: (found: unknown) => T | undefined;
  /** Turns the value into what a request has under the key, if they differ. */
  readonly write?: (value: T) => unknown;
}

/** The fields that a service has on one kind of record, in the order in which they are read. */
export type FieldKeys<F extends FieldName = FieldName> = { readonly [Name in F]: FieldKey<FieldTypes[Name]> };

export const text = (key: string): FieldKey<string> => field(key, textAt, plainText);
/** A key that every answer must have. */
export const requiredText = (key: string): FieldKey<string> => field(key, requiredTextAt, plainText);
/** A text. Null is read as "". */
export const textOrNull = (key: string): FieldKey<string> => field(key, textOrNullAt, plainTextOrNull);
export const count = (key: string): FieldKey<number | null> => field<number | null>(key, countAt, plainCount);
export const texts = (key: string): FieldKey<readonly string[]> => field(key, textsAt, plainTexts);
export const idOrNull = (key: string): FieldKey<number | null> => field(key, idOrNullAt, plainIdOrNull);

function field<T>(
  key: string,
  at: (shape: Shape, key: string) => T | undefined,
  plain: (found: unknown) => T | undefined,
): FieldKey<T> {
  return { key, read: (shape) => at(shape, key), plain };
}

function plainText(found: unknown): string | undefined {
  return typeof found === 'string' ? found : undefined;
}
function plainTextOrNull(found: unknown): string | undefined {
  return found === null ? '' : plainText(found);
}
function plainCount(found: unknown): number | undefined {
  return isCount(found) ? found : undefined;
}
function plainIdOrNull(found: unknown): number | null | undefined {
  return found === null || isId(found) ? found : undefined;
}
function plainTexts(found: unknown): readonly string[] | undefined {
  return areTexts(found) ? found : undefined;
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
  const entries = entriesOf(keys);
  for (let at = 0; at < entries.length; at += 1) {
    const { field, key, plain, read } = entries[at]!;
    const found = plain(valueAt(raw, key));
    values[field] = found === undefined ? read(shape) : found;
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

interface Entry extends Required<Pick<FieldKey<unknown>, 'key' | 'read' | 'plain'>> {
  readonly field: FieldName;
}

/** Caches the entries: the same table is used for every record. */
const entriesBy = new WeakMap<Partial<FieldKeys>, readonly Entry[]>();

function entriesOf(keys: Partial<FieldKeys>): readonly Entry[] {
  const known = entriesBy.get(keys);
  if (known) return known;
  const all: Entry[] = [];
  for (const [field, { key, read, plain = nothing }] of Object.entries(keys) as [FieldName, FieldKey<unknown>][])
    all.push({ field, key, read, plain });
  entriesBy.set(keys, all);
  return all;
}

function nothing(): undefined {
  return undefined;
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
