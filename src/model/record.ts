import type { FieldName, Values } from './field.ts';
import type { ForecastId, Id } from './id.ts';
import type { Kind } from './kind.ts';
import type { Side } from './side.ts';

/** One record of one account, brought into the shape in which both sides compare. */
export interface AccountRecord<S extends Side = Side> {
  readonly side: S;
  readonly kind: Kind;
  /** The company's id is its account id. */
  readonly id: Id<S>;
  readonly values: Values;
  /** Forecast people: the `login` key. May sign in = enabled and not archived. */
  readonly login?: 'enabled' | 'disabled';
  /** Forecast: `updated_by_id`, a Forecast person id; null or missing: not known. */
  readonly editedBy?: ForecastId | null;
  /** When the service last changed it, by its own clock, in ms since 1970; missing: it does not say. */
  readonly updatedAt?: number;
  /** Roles: who has it. Only Forecast has placeholders. */
  readonly members?: { readonly people: readonly Id<S>[]; readonly placeholders: readonly ForecastId[] };
  /** Projects: when they start and end, `YYYY-MM-DD`, where a service says it. Not synced. */
  readonly dates?: { readonly starts?: string; readonly ends?: string };
  /** Keys of the service that were null where a value was expected. What they stand for is unknown. */
  readonly nulls?: readonly string[];
  /** Forecast, read by itself, and people of a list: the object exactly as read, unknown keys included; a PUT gives it back. */
  readonly raw?: { readonly [key: string]: unknown };
}

/** A record's name: first and last name of a person, else `name`. */
export function recordName(record: AccountRecord): string {
  return nameOf(record.kind, record.values);
}

export function nameFields(kind: Kind): readonly FieldName[] {
  return kind === 'person' ? ['first_name', 'last_name'] : ['name'];
}

/** The same of values alone, read or remembered. */
export function nameOf(kind: Kind, values: { readonly [F in FieldName]?: unknown }): string {
  if (kind !== 'person') return typeof values.name === 'string' ? values.name : '';
  const parts = [values.first_name, values.last_name];
  return parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
}

export function isArchived(record: AccountRecord): boolean {
  return record.values.status === 'archived';
}

/**
 * Forecast's built-in "Time Off" project, which is never touched. Other projects may lack a client too, so it takes all three:
 * its name, no client, and no pointer into Harvest (reference: forecast-api 2.2). A project whose name is unknown counts as it.
 */
export function isBuiltIn(record: AccountRecord): boolean {
  const { name, client, pointer } = record.values;
  const isTimeOff = (name ?? 'Time Off') === 'Time Off' && client === null && (pointer ?? null) === null;
  return record.side === 'forecast' && record.kind === 'project' && isTimeOff;
}
