import { newRecord, readValues } from '../http/record-fields.ts';
import {
  idAt,
  idsAt,
  malformedShape,
  nullsOf,
  numberOrNullAt,
  readShape,
  requiredTextAt,
  textAt,
  textOrNullAt,
  valueAt,
  type Shape,
} from '../http/shape.ts';
import { datesOf, updatedAtOf } from '../http/time.ts';
import type { Company } from '../model/account.ts';
import { forecastId, isId, type ForecastId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { WEB_URL } from './endpoints.ts';
import { FIELD_KEYS } from './fields.ts';

/**
 * Decodes Forecast's JSON to records in the common shape. With `keepsRaw`, the whole object is kept, because a PUT
 * sends it back. `fields.ts` says where null is a value; for `updated_by_id` it is one too (recorded answers).
 */
export function decodeRecord(
  kind: RecordKind,
  json: unknown,
  path: string,
  keepsRaw = true,
): AccountRecord<'forecast'> {
  const shape = readShape(json, 'forecast', path, kind);
  const { raw, nulls } = shape;
  const editedBy = editorOf(shape);
  const record = newRecord('forecast', kind, forecastId(idAt(shape, 'id')), readValues(FIELD_KEYS[kind], shape));
  record.editedBy = editedBy;
  record.updatedAt = updatedAtOf(raw);
  if (keepsRaw) record.raw = raw;
  if (kind === 'person') record.login = loginOf(shape);
  if (kind === 'role') record.members = membersOf(shape);
  if (kind === 'project') record.dates = datesOf(valueAt(raw, 'start_date'), valueAt(raw, 'end_date'));
  if (nulls.length > 0) record.nulls = nulls;
  return record as AccountRecord<'forecast'>;
}

/** Only two values have been seen. Any other one says nothing about signing in. */
function loginOf(shape: Shape): AccountRecord['login'] {
  const login = textAt(shape, 'login');
  return login === 'enabled' || login === 'disabled' ? login : undefined;
}

/** A Forecast person id, or null if unknown. Some answers have it as text. */
function editorOf(shape: Shape): ForecastId | null | undefined {
  if (!Object.hasOwn(shape.raw, 'updated_by_id')) return undefined;
  const value = valueAt(shape.raw, 'updated_by_id');
  const id = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (id === null || id === 0) return null;
  if (!isId(id)) throw malformedShape(shape, '"updated_by_id" is not an id');
  return forecastId(id);
}

function membersOf(shape: Shape): AccountRecord<'forecast'>['members'] {
  const people = idsAt(shape, 'person_ids');
  const placeholders = idsAt(shape, 'placeholder_ids');
  if (!people && !placeholders) return undefined;
  return { people: (people ?? []).map(forecastId), placeholders: (placeholders ?? []).map(forecastId) };
}

export function decodeCompany(json: unknown, path: string, accountId: number): Company<'forecast'> {
  const shape = readShape(json, 'forecast', path, 'account');
  const id = forecastId(idAt(shape, 'id'));
  if (id !== accountId) throw malformedShape(shape, `hfsync asked for account ${accountId}`);
  const connectedTo = textOrNullAt(shape, 'harvest_subdomain');
  const values = readValues(FIELD_KEYS.company, shape);
  const updatedAt = updatedAtOf(shape.raw);
  return {
    name: requiredTextAt(shape, 'name') ?? `account ${accountId}`,
    record: {
      ...{ side: 'forecast', kind: 'company', id, raw: shape.raw },
      values,
      ...(updatedAt !== undefined && { updatedAt }),
      ...nullsOf(shape),
    },
    web: `${WEB_URL}/${accountId}`,
    ...(connectedTo && { connectedTo }),
  };
}

/** The remaining hours of one project. Null if Forecast shows none. */
export function decodeRemaining(json: unknown, path: string): readonly [ForecastId, number | null] {
  const shape = readShape(json, 'forecast', path, 'remaining budget');
  return [forecastId(idAt(shape, 'project_id')), numberOrNullAt(shape, 'hours') ?? null];
}

export function decodePlaceholder(json: unknown, path: string): readonly [ForecastId, string] {
  const shape = readShape(json, 'forecast', path, 'placeholder');
  const id = forecastId(idAt(shape, 'id'));
  return [id, requiredTextAt(shape, 'name') ?? `#${id}`];
}
