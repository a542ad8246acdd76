import type { AccountRecord } from '../model/record.ts';
import { valueAt } from './shape.ts';

/**
 * When a service last changed a record, in ms since 1970, from its `updated_at`. Undefined if it is missing or not in
 * ISO 8601.
 */
export function updatedAtOf(raw: { readonly [key: string]: unknown }): number | undefined {
  const text = valueAt(raw, 'updated_at');
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) return undefined;
  const updatedAt = Date.parse(text);
  return Number.isNaN(updatedAt) ? undefined : updatedAt;
}

/** The start and end days of a record, as far as they are valid. */
export function datesOf(starts: unknown, ends: unknown): AccountRecord['dates'] {
  const [from, to] = [isDay(starts), isDay(ends)];
  if (!from && !to) return undefined;
  return { ...(from && { starts: starts as string }), ...(to && { ends: ends as string }) };
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
}
