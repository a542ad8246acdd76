import { parseAddress, formatAddress, type Address } from '../model/address.ts';
import { isId } from '../model/id.ts';
import type { FieldName } from '../model/field.ts';
import { SIDES, type Side } from '../model/side.ts';
import { FIELD_NAMES } from '../rules/fields.ts';

/** A value read from a file does not have the shape that hfsync writes. `where` is a path of keys. */
export class ShapeError extends Error {
  constructor(where: string, expected: string) {
    super(`${where}: expected ${expected}`);
    this.name = 'ShapeError';
  }
}

export type Entries = ReadonlyMap<string, unknown>;

/** An object's own keys as a map: a key `__proto__` stays a key and meets the check for unknown ones. */
export function entries(value: unknown, where: string): Entries {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ShapeError(where, 'an object');
  return new Map(Object.entries(value));
}

/** Refuses keys that are not among `known`. */
export function onlyKeys(found: Entries, known: readonly string[], where: string): void {
  for (const key of found.keys()) {
    if (!known.includes(key)) throw new ShapeError(`${where}.${key}`, `only ${known.join(', ')}`);
  }
}

export function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ShapeError(where, 'a list');
  return value;
}

export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new ShapeError(where, 'text');
  return value;
}

export function count(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new ShapeError(where, 'a whole number');
  return value;
}

export function oneOf<const T extends string>(value: unknown, choices: readonly T[], where: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new ShapeError(where, `one of ${choices.join(', ')}`);
  return found;
}

export function side(value: unknown, where: string): Side {
  return oneOf(value, SIDES, where);
}

export function fieldName(value: unknown, where: string): FieldName {
  return oneOf(value, FIELD_NAMES, where);
}

export function address(value: unknown, where: string): Address {
  const parts = typeof value === 'string' ? parseAddress(value) : null;
  const ids = [parts?.harvest ?? null, parts?.forecast ?? null];
  if (!parts || ids.some((id) => id !== null && !isId(id))) throw new ShapeError(where, 'an address');
  return formatAddress(parts.kind, parts.harvest, parts.forecast);
}
