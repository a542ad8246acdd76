import { known, readShape, type Shape } from '../http/shape.ts';
import { updatedAtOf } from '../http/time.ts';
import type { Company } from '../model/account.ts';
import type { FieldTypes, Status, Values } from '../model/field.ts';
import type { BudgetRow } from '../model/have.ts';
import { harvestId, type HarvestId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';

/** Harvest's JSON → records in the common shape. Unknown keys are ignored, absent ones stay unknown. */
export function decodeRecord(kind: RecordKind, json: unknown, path: string): AccountRecord<'harvest'> {
  const shape = readShape(json, 'harvest', path, kind);
  return {
    side: 'harvest',
    kind,
    id: harvestId(shape.id('id')),
    values: VALUES[kind](shape),
    ...updatedAtOf(shape.raw),
    ...(kind === 'role' && membersOf(shape)),
  };
}

const VALUES: { readonly [K in RecordKind]: (shape: Shape) => Values } = {
  role: (shape) => ({ name: shape.requiredText('name') }),
  client: (shape) => known<FieldTypes>({ name: shape.requiredText('name'), status: statusOf(shape) }),
  person: (shape) =>
    known<FieldTypes>({
      first_name: shape.textOrNull('first_name'),
      last_name: shape.textOrNull('last_name'),
      email: shape.textOrNull('email'),
      status: statusOf(shape),
      capacity: shape.count('weekly_capacity'),
      roles: shape.texts('roles'),
    }),
  project: (shape) =>
    known<FieldTypes>({
      name: shape.requiredText('name'),
      code: shape.textOrNull('code'),
      client: clientOf(shape),
      status: statusOf(shape),
    }),
};

function membersOf(shape: Shape): Pick<AccountRecord<'harvest'>, 'members'> {
  const people = shape.ids('user_ids');
  return people ? { members: { people: people.map(harvestId), placeholders: [] } } : {};
}

function statusOf(shape: Shape): Status | undefined {
  const active = shape.flag('is_active');
  return active === undefined ? undefined : active ? 'active' : 'archived';
}

/** Answers nest the client, requests take `client_id`. */
function clientOf(shape: Shape): number | undefined {
  if (!Object.hasOwn(shape.raw, 'client')) return undefined;
  const client = shape.raw['client'];
  if (client === null) throw shape.fail('"client" is null where an object is expected');
  return readShape(client, 'harvest', '/projects', 'client of a project').id('id');
}

/** The company has no id of its own in Harvest: it is the account. */
export function decodeCompany(json: unknown, path: string, accountId: number): Company<'harvest'> {
  const shape = readShape(json, 'harvest', path, 'company');
  const values = known<FieldTypes>({ capacity: shape.count('weekly_capacity') });
  return {
    record: { side: 'harvest', kind: 'company', id: harvestId(accountId), values },
    name: shape.requiredText('name'),
    web: shape.requiredText('base_uri').replace(/\/+$/, ''),
  };
}

/** A row of the project-budget report; the remaining amount may be hidden from this token. */
export function decodeBudgetRow(json: unknown, path: string): { readonly project: HarvestId; readonly row: BudgetRow } {
  const shape = readShape(json, 'harvest', path, 'budget row');
  const by = shape.requiredText('budget_by');
  const monthly = shape.flag('budget_is_monthly');
  if (monthly === undefined) throw shape.fail('"budget_is_monthly" is missing');
  const remaining = shape.numberOrNull('budget_remaining') ?? null;
  return { project: harvestId(shape.id('project_id')), row: { by, monthly, remaining } };
}
