import { COMPANY, formatAddress, type Address } from '../../src/model/address.ts';
import type { FieldName, FieldValue } from '../../src/model/field.ts';
import type { Kind } from '../../src/model/kind.ts';
import type { Action, Change, ChangedField, Plan } from '../../src/model/plan.ts';
import type { Side } from '../../src/model/side.ts';

/** Builders for the changes of a plan: what a test does not name has an unremarkable value. */

export type Fields = { readonly [F in FieldName]?: readonly [before: FieldValue, after: FieldValue] };

/** A change by its parts; clients and pointers by plain ids. */
export function changeOf(
  account: Side,
  action: Action,
  address: Address,
  fields: Fields,
  more: Partial<Change> & { readonly from?: { readonly [F in FieldName]?: string } } = {},
): Change {
  const { from = {}, ...rest } = more;
  const kind = (address === COMPANY ? 'company' : address.slice(0, address.indexOf(':'))) as Kind;
  return {
    id: `${account}:${action}:${address}`,
    address,
    kind,
    label: 'Label',
    account,
    action,
    rules: ['project.name'],
    fields: (Object.keys(fields) as FieldName[]).map((field) => fieldOf(account, field, fields[field]!, from[field])),
    effects: [],
    after: [],
    ...rest,
  };
}

function fieldOf(
  account: Side,
  field: FieldName,
  [before, after]: readonly [FieldValue, FieldValue],
  from: string | undefined,
): ChangedField {
  const shared = { field, rule: 'project.name', origin: account === 'harvest' ? 'forecast' : 'harvest' } as const;
  const source = from === undefined ? {} : { after_from: from };
  if (field !== 'client') return { ...shared, ...source, before, after };
  const ids = { before_id: before as number | null, after_id: after as number | null };
  return { ...shared, ...source, ...ids, before: `client ${String(before)}`, after: `client ${String(after)}` };
}

export function planWith(changes: readonly Change[]): Plan {
  const none = { harvest: 0, forecast: 0 };
  return {
    format_version: '1.0',
    hfsync_version: '0.0.0',
    created_at: '2026-01-01T00:00:00.000Z',
    config: { path: 'hfsync.yaml', sha256: '' },
    accounts: { harvest: { id: 11, name: 'H' }, forecast: { id: 22, name: 'F' } },
    state: { lineage: 'l', serial: 1 },
    summary: {
      ...none,
      auto: changes.length,
      create: 0,
      update: 0,
      delete: 0,
      link: 0,
      manual: 0,
      conflicts: 0,
      in_sync: 0,
    },
    changes,
    manual: [],
    conflicts: [],
    observations: [],
    cost: { requests: none, apply_requests: none, apply_seconds_at_least: 0 },
    guards: [],
    digest: 'sha256:0',
  };
}

export const project = (harvest: number | null, forecast: number | null) => formatAddress('project', harvest, forecast);
export const person = (harvest: number | null, forecast: number | null) => formatAddress('person', harvest, forecast);
export const role = (harvest: number | null, forecast: number | null) => formatAddress('role', harvest, forecast);
export const client = (harvest: number | null, forecast: number | null) => formatAddress('client', harvest, forecast);
