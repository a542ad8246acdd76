import { textKey, type FieldName, type FieldValue } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';

/** What the services are known to refuse, so that a plan does not ask for it. */

/** Harvest: capacities are whole half hours from 0 to 60 hours a week (Harvest API docs, users: `weekly_capacity`). */
const CAPACITY_STEP_SECONDS = 1_800;
const CAPACITY_MAX_SECONDS = 216_000;

export function acceptsCapacity(side: Side, seconds: number): boolean {
  if (side === 'forecast') return true;
  return seconds >= 0 && seconds <= CAPACITY_MAX_SECONDS && seconds % CAPACITY_STEP_SECONDS === 0;
}

/** Harvest refuses people and records without a name, and users without an e-mail. */
export function acceptsText(side: Side, field: FieldName, value: FieldValue): boolean {
  if (side === 'forecast' || field === 'code' || field === 'notes' || typeof value !== 'string') return true;
  return value.trim() !== '';
}

/**
 * Fields that cannot be edited while the record is archived. Harvest: an archived project must be restored first (support
 * article "Archiving, restoring and deleting projects"); an inactive user's names and e-mail (Harvest API docs, users).
 */
const LOCKED_WHILE_ARCHIVED = {
  project: ['name', 'code', 'client'],
  person: ['first_name', 'last_name', 'email'],
} as const satisfies Partial<Record<Kind, readonly FieldName[]>>;

export function isLocked(record: AccountRecord, field: FieldName): boolean {
  if (record.side !== 'harvest' || record.values.status !== 'archived') return false;
  if (record.kind !== 'project' && record.kind !== 'person') return false;
  const locked: readonly FieldName[] = LOCKED_WHILE_ARCHIVED[record.kind];
  return locked.includes(field);
}

/**
 * Whether a status change needs a request of its own: a project is restored, then edited; edited, then archived. The same
 * for the names and e-mail of a Harvest user. (Forecast is not known to refuse it; projects are treated alike on both sides.)
 */
export function needsOwnStatusRequest(side: Side, kind: Kind, others: readonly FieldName[]): boolean {
  // The budget line in the notes rides along: its number moves by the hour, and must not change what a plan asks for.
  if (kind === 'project') return others.some((field) => field !== 'notes');
  if (kind !== 'person' || side !== 'harvest') return false;
  const locked: readonly FieldName[] = LOCKED_WHILE_ARCHIVED.person;
  return others.some((field) => locked.includes(field));
}

/** A value that no two records of an account may share. */
export interface UniqueField {
  readonly kind: Kind;
  readonly field: FieldName;
  readonly sides: readonly Side[];
  /**
   * Whether the service is known to refuse a second one. Harvest's documentation calls project names unique without saying
   * where, and real accounts hold doubles: so hfsync takes care never to need a double on the way, and forbids none.
   */
  readonly enforced: boolean;
}

export const UNIQUE_FIELDS: readonly UniqueField[] = [
  { kind: 'role', field: 'name', sides: ['harvest', 'forecast'], enforced: true },
  { kind: 'client', field: 'name', sides: ['harvest', 'forecast'], enforced: true },
  { kind: 'person', field: 'email', sides: ['harvest', 'forecast'], enforced: true },
  { kind: 'project', field: 'name', sides: ['harvest'], enforced: false },
];

/** The key under which a value is unique: texts as they compare; a project's name within its client. */
export function uniqueKey(kind: Kind, field: FieldName, value: string, client: number | null): string {
  if (value === '') return '';
  return kind === 'project' ? `${client ?? '-'} ${textKey(field, value)}` : textKey(field, value);
}
