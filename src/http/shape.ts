import { RequestFailure } from '../model/failure.ts';
import { isId } from '../model/id.ts';
import { sideName, type Side } from '../model/side.ts';
import { isObject } from '../model/json.ts';

/**
 * Reads one JSON object key by key. A value of another type than the service documents throws `RequestFailure` `malformed`, which
 * names the record and the key: a wrong guess here could become a wrong write.
 *
 * | the value                                | is                                        |
 * | ---------------------------------------- | ----------------------------------------- |
 * | absent                                   | `undefined`: *unknown*                    |
 * | null, which the service documents        | what null means there                     |
 * | null where a value is expected, or in a list | `undefined`, and the key is in `nulls` |
 * | null or absent where an id is expected   | an error: nobody knows which record it is |
 */
export interface Shape {
  readonly raw: { readonly [key: string]: unknown };
  /** Keys that were null where a value was expected, as far as they were read. */
  readonly nulls: readonly string[];
  id(key: string): number;
  text(key: string): string | undefined;
  /** A key that has to be there. */
  requiredText(key: string): string | undefined;
  /** A service's null is "". */
  textOrNull(key: string): string | undefined;
  flag(key: string): boolean | undefined;
  /** A whole number of at least 0. */
  count(key: string): number | undefined;
  /** A finite number, or null. */
  numberOrNull(key: string): number | null | undefined;
  texts(key: string): readonly string[] | undefined;
  ids(key: string): readonly number[] | undefined;
  idOrNull(key: string): number | null | undefined;
  object(key: string): { readonly [key: string]: unknown } | undefined;
  isNull(key: string): boolean;
  fail(problem: string): RequestFailure;
}

export function readShape(value: unknown, side: Side, path: string, kind: string): Shape {
  if (!isObject(value)) throw malformed(side, path, `a ${kind} is not an object`);
  const raw = value;
  const nulls: string[] = [];

  function fail(problem: string): RequestFailure {
    const id = raw['id'];
    return malformed(side, path, `${kind}${typeof id === 'number' ? ` ${id}` : ''}: ${problem}`);
  }

  function read<T>(key: string, accepts: (value: unknown) => value is T, expected: string): T | undefined {
    if (!Object.hasOwn(raw, key)) return undefined;
    const found = raw[key];
    if (accepts(found)) return found;
    if (found === null || (Array.isArray(found) && accepts(found.filter((item) => item !== null)))) {
      nulls.push(key);
      return undefined;
    }
    throw fail(`"${key}" is ${describe(found)}; expected ${expected}`);
  }

  return {
    raw,
    nulls,
    id(key) {
      const found = read(key, isId, 'an id');
      if (found === undefined) throw fail(`"${key}" is ${describe(raw[key])}`);
      return found;
    },
    text: (key) => read(key, isText, 'a text'),
    requiredText(key) {
      if (!Object.hasOwn(raw, key)) throw fail(`"${key}" is missing`);
      return read(key, isText, 'a text');
    },
    textOrNull(key) {
      const found = read(key, orNull(isText), 'a text or null');
      return found === null ? '' : found;
    },
    flag: (key) => read(key, isFlag, 'true or false'),
    count: (key) => read(key, isCount, 'a whole number'),
    numberOrNull: (key) => read(key, orNull(isNumber), 'a number or null'),
    texts: (key) => read(key, listOf(isText), 'a list of texts'),
    ids: (key) => read(key, listOf(isId), 'a list of ids'),
    object: (key) => read(key, isObject, 'an object'),
    idOrNull: (key) => read(key, orNull(isId), 'an id or null'),
    isNull: (key) => Object.hasOwn(raw, key) && raw[key] === null,
    fail,
  };
}

/** For a record: what it did not tell, where there is any such thing. */
export function nullsOf({ nulls }: Shape): { readonly nulls?: readonly string[] } {
  return nulls.length > 0 ? { nulls } : {};
}

/** The objects of a list answer. */
export function readList(json: unknown, side: Side, path: string, key: string): readonly unknown[] {
  const list = isObject(json) ? json[key] : undefined;
  if (Array.isArray(list)) return list as readonly unknown[];
  throw malformed(side, path, `"${key}" is ${describe(list)}; expected a list`);
}

/** An object without the keys whose value is not known, so that absent stays absent. */
export function known<T extends object>(values: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

export function malformed(side: Side, path: string, problem: string): RequestFailure {
  return new RequestFailure('malformed', side, `${sideName(side)} gave an unexpected answer to ${path}: ${problem}.`);
}

/** A write whose answer cannot be understood may have been applied. */
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
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
function orNull<T>(accepts: (value: unknown) => value is T): (value: unknown) => value is T | null {
  return (value): value is T | null => value === null || accepts(value);
}
function listOf<T>(accepts: (value: unknown) => value is T): (value: unknown) => value is readonly T[] {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(accepts);
}

/** The record, or null where the service answers 404. */
export async function orMissing<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof RequestFailure && error.failure === 'gone') return null;
    throw error;
  }
}

/** Reading back what was just written: whatever goes wrong here, the write itself has been sent. */
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
