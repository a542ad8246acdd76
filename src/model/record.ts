import type { FieldName, Values } from './field.ts';
import type { ForecastId, Id } from './id.ts';
import type { Kind } from './kind.ts';
import type { Side } from './side.ts';

/** One record of one account, in the shape in which both sides are compared. */
export interface AccountRecord<S extends Side = Side> {
  readonly side: S;
  readonly kind: Kind;
  /** The company's id is its account id. */
  readonly id: Id<S>;
  readonly values: Values;
  /** Forecast people: the `login` key. A person may sign in if it is `enabled` and they are not archived. */
  readonly login?: 'enabled' | 'disabled';
  /** Forecast: `updated_by_id`, the id of a Forecast person. Null or missing if unknown. */
  readonly editedBy?: ForecastId | null;
  /** When the service last changed it, by its own clock, in ms since 1970. Missing if it does not say. */
  readonly updatedAt?: number;
  /** Roles: who has the role. Only Forecast has placeholders. */
  readonly members?: { readonly people: readonly Id<S>[]; readonly placeholders: readonly ForecastId[] };
  /** Projects: when they start and end, `YYYY-MM-DD`, if a service says so. Not synced. */
  readonly dates?: { readonly starts?: string; readonly ends?: string };
  /** Keys of the service that were null instead of a value. Those values are unknown. */
  readonly nulls?: readonly string[];
  /**
   * Forecast records read one by one, and people from lists: the object exactly as read, including unknown keys. A PUT
   * sends it back.
   */
  readonly raw?: { readonly [key: string]: unknown };
}

/** A record's name: first and last name of a person, else `name`. */
export function recordName(record: AccountRecord): string {
  return nameOf(record.kind, record.values);
}

export function nameFields(kind: Kind): readonly FieldName[] {
  return kind === 'person' ? ['first_name', 'last_name'] : ['name'];
}

/** The same for values alone, read or remembered. */
export function nameOf(kind: Kind, values: { readonly [F in FieldName]?: unknown }): string {
  if (kind !== 'person') return typeof values.name === 'string' ? values.name : '';
  const first = typeof values.first_name === 'string' ? values.first_name : '';
  const last = typeof values.last_name === 'string' ? values.last_name : '';
  return first === '' || last === '' ? first + last : `${first} ${last}`;
}

export function isArchived(record: AccountRecord): boolean {
  return record.values.status === 'archived';
}

/**
 * Forecast's built-in "Time Off" project, which is never touched. Other projects may lack a client too, so all three
 * must hold: the name, no client, and no pointer to Harvest (reference: forecast-api 2.2). An unknown name counts as
 * "Time Off".
 */
export function isBuiltIn(record: AccountRecord): boolean {
  const { name, client, pointer } = record.values;
  const isTimeOff = (name ?? 'Time Off') === 'Time Off' && client === null && (pointer ?? null) === null;
  return record.side === 'forecast' && record.kind === 'project' && isTimeOff;
}
