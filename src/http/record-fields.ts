import { FORMS, type FieldName, type FieldTypes, type Form, type FormTypes, type Values } from '../model/field.ts';
import { known, type Shape } from './shape.ts';

/** How a service has one field: by which key it takes it, and how the value is read from an answer. */
export interface FieldKey<T> {
  readonly key: string;
  readonly read: (shape: Shape) => T | undefined;
  /** What a request has under the key, where that is not the value itself. */
  readonly write?: (value: T) => unknown;
}

/** The fields that a service has on one kind of record, in the order in which they are read. */
export type FieldKeys<F extends FieldName = FieldName> = { readonly [Name in F]: FieldKey<FieldTypes[Name]> };

export const text = (key: string): FieldKey<string> => ({ key, read: (shape) => shape.text(key) });
/** A key that every answer has. */
export const requiredText = (key: string): FieldKey<string> => ({ key, read: (shape) => shape.requiredText(key) });
/** A text whose null is "". */
export const textOrNull = (key: string): FieldKey<string> => ({ key, read: (shape) => shape.textOrNull(key) });
export const count = (key: string): FieldKey<number | null> => ({ key, read: (shape) => shape.count(key) });
export const texts = (key: string): FieldKey<readonly string[]> => ({ key, read: (shape) => shape.texts(key) });
export const idOrNull = (key: string): FieldKey<number | null> => ({ key, read: (shape) => shape.idOrNull(key) });

/** How a service has the values of a form under a key. */
export type Formats<F extends Form = Form> = { readonly [Name in F]: (key: string) => FieldKey<FormTypes[Name]> };

/** The fields that a service has on a kind of record: by their keys, each in its form; `special` where a field is written otherwise. */
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

export function readValues(keys: Partial<FieldKeys>, shape: Shape): Values {
  const fields = Object.entries(keys) as [FieldName, FieldKey<unknown>][];
  return known<FieldTypes>(Object.fromEntries(fields.map(([field, { read }]) => [field, read(shape)])));
}

/** The given values alone, by the service's own keys. `what` names them where there is no such field, which is a bug of the planner. */
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
