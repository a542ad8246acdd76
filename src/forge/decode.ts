import { isObject } from '../model/json.ts';
import { ForgeFailure } from './failure.ts';

/** Reading answers. A key that is not what the forge documents is an error, never a guess. */
export interface Row {
  object(key: string): Row;
  text(key: string): string;
  /** The text, or null where it is null or missing. */
  textOrNull(key: string): string | null;
  id(key: string): number;
  /** Whether a list of labels, as texts or as objects with a name, has this one. */
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

/** The answer to a write that cannot be read: it may have been applied. */
export function asUnclear<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof ForgeFailure)) throw error;
    throw new ForgeFailure('unknown', error.message);
  }
}

/**
 * An issue just made. Some tokens may open issues and set no labels; without ours, the next run would not find it, and open
 * another.
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
