import { createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import { wireCheck } from '../http/wire-check.ts';
import type { Call, Reply, Requester } from '../http/call.ts';
import { asUnknown, malformed, orMissing, readBack, readList } from '../http/shape.ts';
import { uniqueRows } from '../http/unique-rows.ts';
import type {
  Company,
  ForecastAccount,
  PreWriteCheck,
  Listing,
  ListOptions,
  RawRecord,
  Rights,
  Target,
  WriteHow,
} from '../model/account.ts';
import { RequestFailure } from '../model/failure.ts';
import type { Values } from '../model/field.ts';
import type { ForecastId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { decodeCompany, decodePlaceholder, decodeRecord, decodeRemaining } from './decode.ts';
import {
  encodeCompany,
  encodeCreate,
  encodePart,
  encodeTrimmed,
  encodeUpdate,
  inexactNumber,
  writtenKeys,
} from './encode.ts';
import { ACCOUNT, BASE_URL, ENDPOINTS, PLACEHOLDERS, REMAINING_HOURS } from './endpoints.ts';
import { decodeRights } from './rights.ts';
import { refusePart } from './whole.ts';

type ForecastRecord = AccountRecord<'forecast'>;

/**
 * One Forecast account. In: the options of the account. Out: `ForecastAccount`.
 *
 * | method         | request                                                                     |
 * | -------------- | --------------------------------------------------------------------------- |
 * | company        | GET /accounts/{account id}                                                  |
 * | list           | GET /clients, /projects, /people, /roles: one answer each, with archived records |
 * | get            | GET /{kind}/{id}; 404 is null                                               |
 * | create         | POST /{kind}, in an envelope                                                |
 * | update         | PUT /{kind}/{id}: the object as just read, with the changes in it, or another form of it (`PutForm`) |
 * | update company | PUT /accounts/{account id} with only the capacity; unverified on the live service |
 * | deleteRole     | DELETE /roles/{id}; 404 counts as done                                      |
 * | remainingHours | GET /aggregate/remaining_budgeted_hours                                     |
 * | rights         | GET /whoami                                                                 |
 * | placeholders   | GET /placeholders                                                           |
 */
export function createForecastAccount(options: AccountOptions): ForecastAccount {
  const requester = createAccountRequester('forecast', options, {
    baseUrl: options.baseUrl ?? new URL(BASE_URL),
    headers: { 'Forecast-Account-ID': String(options.accountId) },
  });
  return accountOver(requester, { accountId: options.accountId, sent: 0 });
}

/** What all accounts over the same requester share. */
interface Shared {
  readonly accountId: number;
  sent: number;
}

function accountOver(requester: Requester, shared: Shared): ForecastAccount {
  const { accountId } = shared;
  const accountPath = `${ACCOUNT.path}/${accountId}`;
  const wired = (check: PreWriteCheck<'forecast'> | undefined) => wireCheck(check, (over) => accountOver(over, shared));

  async function send(call: Call): Promise<Reply> {
    const reply = await requester.request(call);
    shared.sent++;
    return reply;
  }

  async function company(): Promise<Company<'forecast'>> {
    const reply = await send({ method: 'GET', path: accountPath, scope: 'account', expects: [ACCOUNT.one] });
    return decodeCompany(reply.json?.[ACCOUNT.one], accountPath, accountId);
  }

  async function readWhole(path: string, key: string): Promise<{ rows: readonly unknown[]; servedAt: number | null }> {
    const reply = await send({ method: 'GET', path, scope: 'account', expects: [key] });
    const rows = readList(reply.json, 'forecast', path, key);
    refusePart(reply.json, rows.length, path);
    return { rows, servedAt: reply.servedAt };
  }

  async function list(kind: RecordKind, options: ListOptions = {}): Promise<Listing<'forecast'>> {
    const { path, list: key } = ENDPOINTS[kind];
    const { rows, servedAt } = await readWhole(path, key);
    // People's rights are in keys that are not fields.
    const keepsRaw = options.keepsRaw ?? kind === 'person';
    const unique = uniqueRows(rows.map((row) => decodeRecord(kind, row, path, keepsRaw)));
    if (unique.differing.size === 0) return { records: unique.rows, servedAt };
    const records: ForecastRecord[] = [];
    for (const row of unique.rows) {
      const record = unique.differing.has(row.id) ? await get(kind, row.id) : row;
      if (record) records.push(record);
    }
    return { records, servedAt };
  }

  async function get(kind: RecordKind, id: ForecastId): Promise<ForecastRecord | null> {
    const { one } = ENDPOINTS[kind];
    const path = `${ENDPOINTS[kind].path}/${id}`;
    const reply = await orMissing(requester.request(recordCall(kind, path)));
    shared.sent++;
    return reply ? checked(decodeRecord(kind, reply.json?.[one], path), id, path) : null;
  }

  const create: ForecastAccount['create'] = async (kind, values, _settings, check) => {
    const { path, one } = ENDPOINTS[kind];
    const reply = await send({
      method: 'POST',
      path,
      body: () => encodeCreate(kind, values),
      check: wired(check),
      scope: 'record',
      expects: [one],
    });
    return asUnknown(`POST ${path}`, () => decodeRecord(kind, reply.json?.[one], path));
  };

  const update: ForecastAccount['update'] = async (record, values, check, how) => {
    const { kind, id } = record;
    if (kind === 'company') return updateCompany(values, check);
    const { one } = ENDPOINTS[kind];
    const path = `${ENDPOINTS[kind].path}/${id}`;
    const reply = await send({
      method: 'PUT',
      path,
      body: () =>
        how?.form === 'partial'
          ? encodePart(kind, values, how.restored)
          : wholeBody(check?.record() ?? record, values, how, path),
      hint: (said) => unchangedHint(kind, values, check?.record()?.raw ?? record.raw, said),
      check: wired(check),
      scope: 'record',
      expects: [one],
    });
    // If a write is answered without a body (204), the record is read.
    const json = reply.json ?? (await readBack(`PUT ${path}`, send(recordCall(kind, path)))).json;
    return asUnknown(`PUT ${path}`, () => checked(decodeRecord(kind, json?.[one], path), id, path));
  };

  async function updateCompany(values: Values, check: PreWriteCheck<'forecast'> | undefined): Promise<ForecastRecord> {
    const reply = await send({
      method: 'PUT',
      path: accountPath,
      body: () => encodeCompany(values),
      check: wired(check),
      scope: 'record',
      expects: [],
      hint: UNVERIFIED,
    });
    const json = reply.json?.[ACCOUNT.one];
    if (json === undefined) return (await readBack(`PUT ${accountPath}`, company())).record;
    return asUnknown(`PUT ${accountPath}`, () => decodeCompany(json, accountPath, accountId).record);
  }

  const deleteRole: ForecastAccount['deleteRole'] = async (id, check) => {
    const path = `${ENDPOINTS.role.path}/${id}`;
    await orMissing(requester.request({ method: 'DELETE', path, check: wired(check), scope: 'record', expects: [] }));
    shared.sent++;
  };

  async function remainingHours(): Promise<ReadonlyMap<ForecastId, number | null>> {
    const { rows } = await readWhole(REMAINING_HOURS.path, REMAINING_HOURS.list);
    return new Map(rows.map((row) => decodeRemaining(row, REMAINING_HOURS.path)));
  }

  async function placeholders(): Promise<ReadonlyMap<ForecastId, string>> {
    const { rows } = await readWhole(PLACEHOLDERS.path, PLACEHOLDERS.list);
    return new Map(rows.map((row) => decodePlaceholder(row, PLACEHOLDERS.path)));
  }

  async function rights(): Promise<Rights<'forecast'> | null> {
    const reply = await send({ method: 'GET', path: '/whoami', scope: 'account', expects: ['current_user'] });
    return decodeRights(reply.json);
  }

  return {
    side: 'forecast',
    company,
    list,
    get,
    create,
    update,
    deleteRole,
    remainingHours,
    placeholders,
    rights,
    requests: () => shared.sent,
  };
}

/** Forecast may object to a value that the record already has. */
function unchangedHint(kind: RecordKind, values: Values, raw: RawRecord | undefined, said: string): string | undefined {
  const named = unchangedKey(said, raw, writtenKeys(kind, values));
  if (named === undefined) return undefined;
  return `Forecast speaks of "${named}", which this change leaves as it is. Look at the record in Forecast, and correct it there.`;
}

/** The key that a refusal mentions although it was not going to change. */
export function unchangedKey(said: string, raw: RawRecord | undefined, changed: readonly string[]): string | undefined {
  return Object.keys(raw ?? {}).find((key) => !changed.includes(key) && new RegExp(`\\b${key}\\b`).test(said));
}

const UNVERIFIED =
  'How Forecast takes a company capacity is documented nowhere, and this request is unverified on the live service. ' +
  'Set the default capacity in Forecast by hand (Settings), or switch this sync off with `company: off`.';

function recordCall(kind: RecordKind, path: string): Call {
  return { method: 'GET', path, scope: 'record', expects: [ENDPOINTS[kind].one] };
}

function checked(record: ForecastRecord, id: ForecastId, path: string): ForecastRecord {
  if (record.id !== id) throw malformed('forecast', path, `the answer has the id ${record.id}`);
  return record;
}

function wholeBody(record: Target<'forecast'>, values: Values, how: WriteHow | undefined, path: string): object {
  const inexact = inexactNumber(record.raw);
  if (inexact !== null) throw inexactFailure(path, inexact);
  const list = LISTS.find((key) => record.raw?.[key] === null && !Object.hasOwn(values, key));
  if (list !== undefined) throw untoldFailure(path, list);
  return how?.form === 'trimmed' ? encodeTrimmed(record, values) : encodeUpdate(record, values);
}

/** Keys of lists: sent back as null, such a list could be emptied. */
const LISTS: readonly string[] = ['roles', 'person_ids', 'placeholder_ids'];

function untoldFailure(path: string, key: string): RequestFailure {
  return new RequestFailure(
    'refused',
    'forecast',
    `PUT ${path} was not sent. Forecast returned null for "${key}", and sending that back could empty it.`,
  );
}

function inexactFailure(path: string, key: string): RequestFailure {
  return new RequestFailure(
    'refused',
    'forecast',
    `PUT ${path} was not sent. "${key}" is a number too long to send back exactly.`,
  );
}
