import type { FieldName } from '../model/field.ts';
import type { Kind, RecordKind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Side } from '../model/side.ts';

/** Which fields of a kind sync at all. Everything else on a record is never compared and never written. */
export const SYNCED = {
  company: ['capacity'],
  role: ['name'],
  client: ['name', 'status'],
  person: ['first_name', 'last_name', 'email', 'capacity', 'roles', 'status'],
  project: ['name', 'code', 'client', 'status'],
} as const satisfies Record<Kind, readonly FieldName[]>;

/** Fields of people that are judged by who edited and who may sign in. */
export const IDENTITY_FIELDS: readonly FieldName[] = ['first_name', 'last_name', 'email'];

/** The manual rule for a record that is on one side only. */
export function newRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  if (kind === 'person') return side === 'harvest' ? 'person.new-in-harvest' : 'person.forecast-only';
  return side === 'harvest' ? `${kind}.new-in-harvest` : `${kind}.new-in-forecast`;
}

/** The rule of an operation that creates a record on `target`, or links one there: the manual rule that the file settles. */
export function createRule(kind: RecordKind, target: Side): RuleId {
  if (kind === 'role') return 'role.created';
  return newRule(kind, target === 'forecast' ? 'harvest' : 'forecast');
}

/** The manual rule for a link whose end on `side` is gone. */
export function deletedRule(kind: Exclude<RecordKind, 'role'>, side: Side): RuleId {
  return side === 'harvest' ? `${kind}.deleted-in-harvest` : `${kind}.deleted-in-forecast`;
}
