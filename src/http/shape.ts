import { RequestFailure } from '../model/failure.ts';
import { isId } from '../model/id.ts';
import { sideName, type Side } from '../model/side.ts';
import { isObject } from '../model/json.ts';

/**
 * Reads one JSON object key by key. If a value has another type than the service documents, it throws `RequestFailure` `malformed`
 * with the record and the key: a wrong guess here could become a wrong write.
 *
 * | the value                                      | result                                     |
 * | ---------------------------------------------- | ------------------------------------------ |
 * | absent                                         | `undefined`: *unknown*                     |
 * | null, if the service documents it              | what null means there                      |
 * | null instead of a value, or null inside a list | `undefined`, and the key is in `nulls`     |
 * | null or absent instead of a required id        | an error: the record cannot be identified  |
 */
export interface Shape {
  readonly raw: { readonly [key: string]: unknown };
  readonly side: Side;
  readonly path: string;
  /** The name of the object in errors. */
  readonly kind: string;
  /** Keys read so far that were null instead of a value. */
  readonly nulls: string[];
}

export function readShape(value: unknown, side: Side, path: string, kind: string): Shape {
  if (!isObject(value)) throw malformed(side, path, `a ${kind} is not an object`);
  return { raw: value, side, path, kind, nulls: [] };
}

/**
 * What an answer has under a key. Rows of each list look different to V8, which compiles again for each of them what
 * reads a key by its name. This is the only place that reads, and it reads many keys.
 */
export function valueAt(raw: { readonly [key: string]: unknown }, key: string): unknown {
  return raw[key];
}

export function malformedShape({ raw, side, path, kind }: Shape, problem: string): RequestFailure {
  const id = raw['id'];
  return malformed(side, path, `${kind}${typeof id === 'number' ? ` ${id}` : ''}: ${problem}`);
}

export function idAt(shape: Shape, key: string): number {
  const found = read(shape, key, isId, 'an id');
  if (found === undefined) throw malformedShape(shape, `"${key}" is ${describe(shape.raw[key])}`);
  return found;
}

export function textAt(shape: Shape, key: string): string | undefined {
  return read(shape, key, isText, 'a text');
}

/** Throws if the key is missing. */
export function requiredTextAt(shape: Shape, key: string): string | undefined {
  if (!Object.hasOwn(shape.raw, key)) throw malformedShape(shape, `"${key}" is missing`);
  return read(shape, key, isText, 'a text');
}

/** The service's null is read as "". */
export function textOrNullAt(shape: Shape, key: string): string | undefined {
  const found = read(shape, key, isTextOrNull, 'a text or null');
  return found === null ? '' : found;
}

export function flagAt(shape: Shape, key: string): boolean | undefined {
  return read(shape, key, isFlag, 'true or false');
}

/** A whole number of at least 0. */
export function countAt(shape: Shape, key: string): number | undefined {
  return read(shape, key, isCount, 'a whole number');
}

/** A finite number, or null. */
export function numberOrNullAt(shape: Shape, key: string): number | null | undefined {
  return read(shape, key, isNumberOrNull, 'a number or null');
}

export function textsAt(shape: Shape, key: string): readonly string[] | undefined {
  return read(shape, key, areTexts, 'a list of texts');
}

export function idsAt(shape: Shape, key: string): readonly number[] | undefined {
  return read(shape, key, areIds, 'a list of ids');
}

export function idOrNullAt(shape: Shape, key: string): number | null | undefined {
  return read(shape, key, isIdOrNull, 'an id or null');
}

export function objectAt(shape: Shape, key: string): { readonly [key: string]: unknown } | undefined {
  return read(shape, key, isObject, 'an object');
}

export function isNullAt({ raw }: Shape, key: string): boolean {
  return valueAt(raw, key) === null;
}

function read<T>(shape: Shape, key: string, accepts: (value: unknown) => value is T, expected: string): T | undefined {
  const { raw, nulls } = shape;
  const found = valueAt(raw, key);
  if (accepts(found)) return found;
  if (!Object.hasOwn(raw, key)) return undefined;
  if (found === null || (Array.isArray(found) && accepts(found.filter((item) => item !== null)))) {
    nulls.push(key);
    return undefined;
  }
  throw malformedShape(shape, `"${key}" is ${describe(found)}; expected ${expected}`);
}

/** The `nulls` of a record, if there are any. */
export function nullsOf({ nulls }: Shape): { readonly nulls?: readonly string[] } {
  return nulls.length > 0 ? { nulls } : {};
}

/** The rows of an answer that is a list. */
export function readList(json: unknown, side: Side, path: string, key: string): readonly unknown[] {
  const list = isObject(json) ? json[key] : undefined;
  if (Array.isArray(list)) return list as readonly unknown[];
  throw malformed(side, path, `"${key}" is ${describe(list)}; expected a list`);
}

export function malformed(side: Side, path: string, problem: string): RequestFailure {
  return new RequestFailure('malformed', side, `${sideName(side)} gave an unexpected answer to ${path}: ${problem}.`);
}

/**
 * If the answer to a write cannot be understood, the write may still have been applied: `malformed` becomes `unknown`.
 */
export function asUnknown<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.failure !== 'malformed') throw error;
    throw new RequestFailure('unknown', error.side, `It is unclear whether ${path} was applied: ${error.message}`, {
      cause: error,
    });
  }
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : `of type ${typeof value}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}
function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}
function isNumberOrNull(value: unknown): value is number | null {
  return value === null || isNumber(value);
}
function isIdOrNull(value: unknown): value is number | null {
  return value === null || isId(value);
}
export function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}
function areIds(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isId);
}

/** The record, or null if the service answers 404. */
export async function orMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof RequestFailure && error.failure === 'gone') return null;
    throw error;
  }
}

/** Reads back what was just written. If that fails, the result of the write is `unknown`, since it has been sent. */
export async function readBack<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error;
    throw new RequestFailure('unknown', error.side, `${path} was sent, but could not be read back: ${error.message}`, {
      cause: error,
    });
  }
}
