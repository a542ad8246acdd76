import { isObject } from '../model/json.ts';
import { ForgeFailure } from './failure.ts';

/** Reads answers. A key that differs from the forge's documentation is an error, never a guess. */
export interface Row {
  object(key: string): Row;
  text(key: string): string;
  /** The text, or null if it is null or missing. */
  textOrNull(key: string): string | null;
  id(key: string): number;
  /** Whether a list of labels has this one. The labels are texts, or objects with a name. */
  labelled(key: string, label: string): boolean;
  has(key: string): boolean;
}

export function row(json: unknown, where: string): Row {
  const raw = isObject(json) ? json : fail(where, 'something other than an object');
  return {
    object: (key) => row(raw[key], `${where}.${key}`),
    text(key) {
      const value = raw[key];
      return typeof value === 'string' ? value : fail(where, `no text at "${key}"`);
    },
    textOrNull(key) {
      const value = raw[key] ?? null;
      return value === null || typeof value === 'string' ? value : fail(where, `no text at "${key}"`);
    },
    id(key) {
      const value = raw[key];
      if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value);
      return fail(where, `no id at "${key}"`);
    },
    labelled(key, label) {
      const list = raw[key];
      return Array.isArray(list) && list.some((each) => each === label || (isObject(each) && each['name'] === label));
    },
    has: (key) => raw[key] !== undefined && raw[key] !== null,
  };
}

/** If the answer to a write cannot be read, the outcome is unknown: the write may have been applied. */
export function asUnclear<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ForgeFailure)) throw error;
    throw new ForgeFailure('unknown', error.message);
  }
}

/**
 * Refuses a new issue without our label. Some tokens may open issues but not set labels, and without the label the next
 * run would not find the issue and would open another.
 */
export function refuseUnlabelled(json: unknown, label: string): void {
  if (row(json, 'an issue').labelled('labels', label)) return;
  throw new ForgeFailure('refused', `The issue was opened, but without its label ${label}.`, {
    hint: `Add the label ${label} by hand, and give the token the right to set labels. The next run finds the issue by that label.`,
  });
}

function fail(where: string, problem: string): never {
  throw new ForgeFailure('malformed', `The answer has ${problem} in ${where}.`);
}
