import { newRecord, readValues } from '../http/record-fields.ts';
import {
  flagAt,
  idAt,
  idsAt,
  isNullAt,
  malformedShape,
  nullsOf,
  numberOrNullAt,
  readShape,
  requiredTextAt,
  valueAt,
  type Shape,
} from '../http/shape.ts';
import { datesOf, updatedAtOf } from '../http/time.ts';
import type { Company } from '../model/account.ts';
import type { BudgetRow } from '../model/have.ts';
import { harvestId, type HarvestId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { FIELD_KEYS } from './fields.ts';

/**
 * Decodes Harvest's JSON to records in the common shape. Unknown keys are ignored. A value that is absent, or null
 * where Harvest documents a value, is unknown (`fields.ts`).
 */
export function decodeRecord(kind: RecordKind, json: unknown, path: string): AccountRecord<'harvest'> {
  const shape = readShape(json, 'harvest', path, kind);
  const { raw, nulls } = shape;
  const record = newRecord('harvest', kind, harvestId(idAt(shape, 'id')), readValues(FIELD_KEYS[kind], shape));
  record.updatedAt = updatedAtOf(raw);
  if (kind === 'role') record.members = membersOf(shape);
  if (kind === 'project') record.dates = datesOf(valueAt(raw, 'starts_on'), valueAt(raw, 'ends_on'));
  if (nulls.length > 0) record.nulls = nulls;
  return record as AccountRecord<'harvest'>;
}

function membersOf(shape: Shape): AccountRecord<'harvest'>['members'] {
  const people = idsAt(shape, 'user_ids');
  return people && { people: people.map(harvestId), placeholders: [] };
}

/** The company has no id in Harvest. It gets the account's id. */
export function decodeCompany(json: unknown, path: string, accountId: number): Company<'harvest'> {
  const shape = readShape(json, 'harvest', path, 'company');
  const values = readValues(FIELD_KEYS.company, shape);
  return {
    name: requiredTextAt(shape, 'name') ?? `account ${accountId}`,
    web: (requiredTextAt(shape, 'base_uri') ?? '').replace(/\/+$/, ''),
    record: { side: 'harvest', kind: 'company', id: harvestId(accountId), values, ...nullsOf(shape) },
  };
}

/** A row of the project-budget report. The remaining amount may be hidden from this token. */
export function decodeBudgetRow(json: unknown, path: string): { readonly project: HarvestId; readonly row: BudgetRow } {
  const shape = readShape(json, 'harvest', path, 'budget row');
  const by = requiredTextAt(shape, 'budget_by') ?? null;
  const monthly = flagAt(shape, 'budget_is_monthly') ?? null;
  if (monthly === null && !isNullAt(shape, 'budget_is_monthly'))
    throw malformedShape(shape, '"budget_is_monthly" is missing');
  const remaining = numberOrNullAt(shape, 'budget_remaining') ?? null;
  return { project: harvestId(idAt(shape, 'project_id')), row: { by, monthly, remaining } };
}
