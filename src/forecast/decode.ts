import { readValues } from '../http/record-fields.ts';
import { nullsOf, readShape, type Shape } from '../http/shape.ts';
import { updatedAtOf } from '../http/time.ts';
import type { Company } from '../model/account.ts';
import { forecastId, isId, type ForecastId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { WEB_URL } from './endpoints.ts';
import { FIELD_KEYS } from './fields.ts';

/**
 * Forecast's JSON → records in the common shape, with the whole object kept: a PUT gives it back. What a null stands for: `fields.ts`;
 * of `updated_by_id` it is a value too (recorded answers).
 */
export function decodeRecord(kind: RecordKind, json: unknown, path: string): AccountRecord<'forecast'> {
  const shape = readShape(json, 'forecast', path, kind);
  const editedBy = editorOf(shape);
  const record = {
    side: 'forecast' as const,
    kind,
    id: forecastId(shape.id('id')),
    values: readValues(FIELD_KEYS[kind], shape),
    ...(kind === 'person' && loginOf(shape)),
    ...updatedAtOf(shape.raw),
    ...(editedBy !== undefined && { editedBy }),
    ...(kind === 'role' && membersOf(shape)),
    raw: shape.raw,
  };
  return { ...record, ...nullsOf(shape) };
}

/** Only two values have been seen. Any other one says nothing about signing in. */
function loginOf(shape: Shape): { login?: 'enabled' | 'disabled' } {
  const login = shape.text('login');
  return login === 'enabled' || login === 'disabled' ? { login } : {};
}

/** A Forecast person id, null where not known; some answers write it as text. */
function editorOf(shape: Shape): ForecastId | null | undefined {
  if (!Object.hasOwn(shape.raw, 'updated_by_id')) return undefined;
  const value = shape.raw['updated_by_id'];
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (id === null || id === 0) return null;
  if (!isId(id)) throw shape.fail('"updated_by_id" is not an id');
  return forecastId(id);
}

function membersOf(shape: Shape): Pick<AccountRecord<'forecast'>, 'members'> {
  const people = shape.ids('person_ids');
  const placeholders = shape.ids('placeholder_ids');
  if (!people && !placeholders) return {};
  return { members: { people: (people ?? []).map(forecastId), placeholders: (placeholders ?? []).map(forecastId) } };
}

export function decodeCompany(json: unknown, path: string, accountId: number): Company<'forecast'> {
  const shape = readShape(json, 'forecast', path, 'account');
  const id = forecastId(shape.id('id'));
  if (id !== accountId) throw shape.fail(`hfsync asked for account ${accountId}`);
  const connectedTo = shape.textOrNull('harvest_subdomain');
  const values = readValues(FIELD_KEYS.company, shape);
  return {
    name: shape.requiredText('name') ?? `account ${accountId}`,
    record: {
      ...{ side: 'forecast', kind: 'company', id, raw: shape.raw },
      values,
      ...updatedAtOf(shape.raw),
      ...nullsOf(shape),
    },
    web: `${WEB_URL}/${accountId}`,
    ...(connectedTo && { connectedTo }),
  };
}

/** Remaining hours of one project, null where Forecast shows none. */
export function decodeRemaining(json: unknown, path: string): readonly [ForecastId, number | null] {
  const shape = readShape(json, 'forecast', path, 'remaining budget');
  return [forecastId(shape.id('project_id')), shape.numberOrNull('hours') ?? null];
}

export function decodePlaceholder(json: unknown, path: string): readonly [ForecastId, string] {
  const shape = readShape(json, 'forecast', path, 'placeholder');
  const id = forecastId(shape.id('id'));
  return [id, shape.requiredText('name') ?? `#${id}`];
}
