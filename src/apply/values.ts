import { parseAddress } from '../model/address.ts';
import { FORMS, type FieldName, type FieldValue, type Values } from '../model/field.ts';
import { forecastId, harvestId, type Id } from '../model/id.ts';
import type { Kind } from '../model/kind.ts';
import { idOrValue, type Change, type ChangedField, type Plan } from '../model/plan.ts';
import type { AccountRecord } from '../model/record.ts';
import type { Side } from '../model/side.ts';
import type { Intent } from '../model/store.ts';

/** What the creates of this run answered, by the id of their change. */
export type Created = ReadonlyMap<string, AccountRecord>;

/** A field's new value as the account takes it: a client by id, a pointer or client of this run by the id it got. */
function afterValue(field: ChangedField, created: Created): FieldValue {
  if (field.after_from !== undefined) return createdId(field.after_from, created);
  return idOrValue(field, 'after');
}

/** All that a change writes. */
export function wantedValues(change: Change, created: Created): Values {
  return valuesOf(change.fields.map((field) => [field.field, afterValue(field, created)]));
}

/** What a change expects to find, where nothing better is known. */
export function beforeValues(change: Change): Values {
  return valuesOf(change.fields.map((field) => [field.field, idOrValue(field, 'before')]));
}

/** The planner pairs each field with a value of its type. */
function valuesOf(pairs: readonly (readonly [FieldName, FieldValue])[]): Values {
  return Object.fromEntries(pairs);
}

function createdId(changeId: string, created: Created): number {
  const record = created.get(changeId);
  // `after` names every create that a value comes from, so this is a bug of the planner and no finding.
  if (!record) throw new Error(`the change ${changeId} gives a value and was not done before`);
  return record.id;
}

/** The id of the record that is written; null for a create. A record that this run created has none in its address yet. */
export function targetId(change: Change, plan: Plan, created: Created): Id | null {
  if (change.action === 'create') return null;
  if (change.kind === 'company') return brand(change.account, plan.accounts[change.account].id);
  const known = parseAddress(change.address)?.[change.account] ?? null;
  if (known !== null) return known;
  const source = plan.changes.find((other) => other.action === 'create' && isSameRecord(other, change));
  return (source && created.get(source.id)?.id) ?? null;
}

function isSameRecord(a: Change, b: Change): boolean {
  return a.address === b.address && a.account === b.account;
}

/** The company's record has its account's id, which the plan knows as a plain number. */
function brand(side: Side, id: number): Id {
  return side === 'harvest' ? harvestId(id) : forecastId(id);
}

/** What goes to the journal before the request: with the ids that this run's creates gave. */
export function intentOf(
  change: Change,
  created: Created,
  { id, at, advance }: Pick<Intent, 'id' | 'at' | 'advance'>,
): Intent {
  const { id: changeId, address, kind, account, action } = change;
  return {
    id,
    at,
    change: { id: changeId, address, kind, account, action },
    fields: change.fields.map((field) => resolvedField(field, created)),
    ...(advance && { advance }),
  };
}

function resolvedField(field: ChangedField, created: Created): Intent['fields'][number] {
  const { field: name, before, after, before_id, after_id, origin } = field;
  const value = afterValue(field, created);
  const isClient = FORMS[name] === 'client';
  const clientId = isClient && typeof value === 'number' ? value : after_id;
  return {
    field: name,
    before,
    after: isClient ? after : value,
    ...(before_id !== undefined && { before_id }),
    ...(clientId !== undefined && { after_id: clientId }),
    origin,
  };
}

export function recordKey(side: Side, kind: Kind, id: number): string {
  return `${side}:${kind}:${id}`;
}

/** Creates in Harvest with the change that gives Forecast's record its pointer to them, by their ids. */
export function pushesOf(changes: readonly Change[]): ReadonlyMap<string, string> {
  const links = changes.flatMap(({ id, fields }) =>
    fields.flatMap(({ field, after_from: from }) =>
      field === 'pointer' && from !== undefined ? [[from, id] as const] : [],
    ),
  );
  return new Map(links);
}
