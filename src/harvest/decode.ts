import { readValues } from '../http/record-fields.ts';
import { nullsOf, readShape, type Shape } from '../http/shape.ts';
import { updatedAtOf } from '../http/time.ts';
import type { Company } from '../model/account.ts';
import type { BudgetRow } from '../model/have.ts';
import { harvestId, type HarvestId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { FIELD_KEYS } from './fields.ts';

/**
 * Harvest's JSON → records in the common shape. Unknown keys are ignored; what is absent, or null where Harvest documents a value,
 * stays unknown (`fields.ts`).
 */
export function decodeRecord(kind: RecordKind, json: unknown, path: string): AccountRecord<'harvest'> {
  const shape = readShape(json, 'harvest', path, kind);
  const record = {
    side: 'harvest' as const,
    kind,
    id: harvestId(shape.id('id')),
    values: readValues(FIELD_KEYS[kind], shape),
    ...updatedAtOf(shape.raw),
    ...(kind === 'role' && membersOf(shape)),
  };
  return { ...record, ...nullsOf(shape) };
}

function membersOf(shape: Shape): Pick<AccountRecord<'harvest'>, 'members'> {
  const people = shape.ids('user_ids');
  return people ? { members: { people: people.map(harvestId), placeholders: [] } } : {};
}

/** The company has no id of its own in Harvest: it is the account. */
export function decodeCompany(json: unknown, path: string, accountId: number): Company<'harvest'> {
  const shape = readShape(json, 'harvest', path, 'company');
  const values = readValues(FIELD_KEYS.company, shape);
  return {
    name: shape.requiredText('name') ?? `account ${accountId}`,
    web: (shape.requiredText('base_uri') ?? '').replace(/\/+$/, ''),
    record: { side: 'harvest', kind: 'company', id: harvestId(accountId), values, ...nullsOf(shape) },
  };
}

/** A row of the project-budget report; the remaining amount may be hidden from this token. */
export function decodeBudgetRow(json: unknown, path: string): { readonly project: HarvestId; readonly row: BudgetRow } {
  const shape = readShape(json, 'harvest', path, 'budget row');
  const by = shape.requiredText('budget_by') ?? null;
  const monthly = shape.flag('budget_is_monthly') ?? null;
  if (monthly === null && !shape.isNull('budget_is_monthly')) throw shape.fail('"budget_is_monthly" is missing');
  const remaining = shape.numberOrNull('budget_remaining') ?? null;
  return { project: harvestId(shape.id('project_id')), row: { by, monthly, remaining } };
}
