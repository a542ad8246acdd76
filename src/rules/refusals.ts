import { knows, permissionFor, type Knowing } from '../model/capability.ts';
import { FORMS, textKey, type FieldName, type FieldValue } from '../model/field.ts';
import { KINDS, type Kind } from '../model/kind.ts';
import type { Action } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import { FIELD_NAMES, fieldOn, rowOf } from './fields.ts';
import { type Unique } from './field-row.ts';
import { isWithinClient } from './natural-key.ts';
import { formsOf, type Knows } from './put-forms.ts';

/** What the services are known to refuse, so that a plan does not try it. */

/** Harvest accepts only whole half hours from 0 to 60 hours a week (Harvest API docs, users: `weekly_capacity`). */
const CAPACITY_STEP_SECONDS = 1_800;
const CAPACITY_MAX_SECONDS = 216_000;

export function acceptsCapacity(side: Side, seconds: number): boolean {
  if (side === 'forecast') return true;
  return seconds >= 0 && seconds <= CAPACITY_MAX_SECONDS && seconds % CAPACITY_STEP_SECONDS === 0;
}

/**
 * Whether a service accepts a text. Harvest refuses an empty name, and a user without an e-mail. A client always
 * passes, because Harvest gets its id and not its name.
 */
export function acceptsText(side: Side, field: FieldName, value: FieldValue): boolean {
  if (side === 'forecast' || FORMS[field] === 'client' || rowOf(field).mayBeEmpty || typeof value !== 'string')
    return true;
  return value.trim() !== '';
}

/**
 * Why hfsync cannot write records of a kind on a side, as far as earlier answers tell. Either the owner of the token
 * has no permission, or Forecast accepts no form of PUT. Null if nothing is known to prevent it.
 */
export function writeRefusal(known: Knows, action: Action, side: Side, kind: Kind): 'permission' | 'form' | null {
  if (known(permissionFor(action, side, kind)) === 'no') return 'permission';
  if (action === 'create' || action === 'delete' || side !== 'forecast' || kind === 'company') return null;
  return formsOf(known, kind).length === 0 ? 'form' : null;
}

/**
 * Whether the record is archived and, as far as hfsync knows, its service refuses an edit of the field until it is
 * restored.
 */
export function isLocked({ side, kind, values }: AccountRecord, field: FieldName, known: Knowing | null): boolean {
  if (side !== 'harvest' || values.status !== 'archived') return false;
  if (kind === 'client') return field !== 'status' && knows(known, 'archived-edit.client') === 'no';
  if (kind === 'project' && knows(known, 'archived-edit.project') === 'yes') return false;
  return isLockable(kind, field);
}

function isLockable(kind: Kind, field: FieldName): boolean {
  return fieldOn(kind, field)?.locked === true;
}

/**
 * Whether a status change needs its own request. A project is restored before it is edited, and edited before it is
 * archived. The same is true of a Harvest user's names and e-mail. Forecast is not known to refuse a single request,
 * but projects are treated the same on both sides.
 */
export function needsOwnStatusRequest(
  side: Side,
  kind: Kind,
  others: readonly FieldName[],
  known: Knowing | null,
): boolean {
  if (kind === 'client') return side === 'harvest' && knows(known, 'archived-edit.client') === 'no';
  // The budget line in the notes is sent with other fields. Its number changes by the hour, and must not change which
  // requests a plan has.
  if (kind === 'project') return others.some((field) => field !== 'notes');
  if (kind !== 'person' || side !== 'harvest') return false;
  return others.some((field) => isLockable(kind, field));
}

/** A value that no two records of an account may share. */
export interface UniqueField extends Unique {
  readonly kind: Kind;
  readonly field: FieldName;
}

export const UNIQUE_FIELDS: readonly UniqueField[] = KINDS.flatMap((kind) =>
  FIELD_NAMES.flatMap((field) => {
    const unique = fieldOn(kind, field)?.unique;
    return unique ? [{ kind, field, ...unique }] : [];
  }),
);

/** The fields of a kind that make up a unique value: a project's name is unique within its client. */
export function uniqueParts(kind: Kind): readonly FieldName[] {
  const own = UNIQUE_FIELDS.filter((unique) => unique.kind === kind).map(({ field }) => field);
  return isWithinClient(kind) ? [...own, 'client'] : own;
}

/**
 * Whether a service refuses a second record with the same value: as the table says, unless the account was seen to do
 * otherwise. Roles always follow the table, because people have roles by name.
 */
export function isEnforced({ kind, field, enforced }: UniqueField, side: Side, known: Knowing | null): boolean {
  if (field !== 'name' || (kind !== 'client' && kind !== 'project')) return enforced;
  const takesSame = knows(known, `same-name.${side}.${kind}`);
  return takesSame === 'unknown' ? enforced : takesSame === 'no';
}

/** Whether another client may take the name of this client, because this one is archived. */
export function isNameFree({ side, kind, values }: AccountRecord, known: Knowing | null): boolean {
  return kind === 'client' && values.status === 'archived' && knows(known, `archived-name.${side}`) === 'yes';
}

/**
 * The key under which a value is unique. Texts are in the form in which they compare, and a project's name counts
 * within its client. An empty value has no key and returns "".
 */
export function uniqueKey(
  { kind, field, side }: { readonly kind: Kind; readonly field: FieldName; readonly side: Side },
  value: string,
  client: number | null,
  known: Knowing | null,
): string {
  if (value === '') return '';
  const key = textKey(field, value);
  const compared = kind === 'client' && knows(known, `other-case.${side}`) === 'no' ? key.toLowerCase() : key;
  return isWithinClient(kind) ? `${client ?? '-'} ${compared}` : compared;
}
