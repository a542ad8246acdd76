import { createAccountBudget, createAccountRequester, type AccountOptions } from '../http/account-requester.ts';
import type { RateBudget } from '../http/rate-budget.ts';
import { wireCheck } from '../http/wire-check.ts';
import type { Call, Reply, Requester } from '../http/call.ts';
import { asUnknown, malformed, orMissing, readBack } from '../http/shape.ts';
import { uniqueRows } from '../http/unique-rows.ts';
import type { HarvestAccount, PreWriteCheck, Listing, ListOptions, Rights } from '../model/account.ts';
import { differing, type Values } from '../model/field.ts';
import type { BudgetRow } from '../model/have.ts';
import type { HarvestId } from '../model/id.ts';
import type { RecordKind } from '../model/kind.ts';
import type { AccountRecord } from '../model/record.ts';
import { decodeBudgetRow, decodeCompany, decodeRecord } from './decode.ts';
import { encodeCreate, encodeUpdate } from './encode.ts';
import {
  BASE_URL,
  BUDGET_REPORT,
  COMPANY_PATH,
  ENDPOINTS,
  KNOWS_UPDATED_SINCE,
  REPORT_RATE,
  withVersion,
} from './endpoints.ts';
import { readPages } from './pages.ts';
import { decodeRights } from './rights.ts';

type HarvestRecord = AccountRecord<'harvest'>;

/**
 * One Harvest account (API v2). In: the options of the account. Out: `HarvestAccount`.
 *
 * | method     | request                                                              |
 * | ---------- | -------------------------------------------------------------------- |
 * | company    | GET /company                                                         |
 * | list       | GET /clients, /projects, /users, /roles: every page, with archived records |
 * | get        | GET /{kind}/{id}; 404 is null                                        |
 * | create     | POST /{kind}                                                         |
 * | update     | PATCH /{kind}/{id} or /company with only the fields that differ      |
 * | deleteRole | DELETE /roles/{id}; 404 counts as done                               |
 * | rights     | GET /users/me                                                        |
 * | budgets    | GET /reports/project_budget: 100 requests per 15 minutes             |
 */
export function createHarvestAccount(options: AccountOptions): HarvestAccount {
  const baseUrl = withVersion(options.baseUrl ?? new URL(BASE_URL));
  const requester = createAccountRequester('harvest', options, {
    baseUrl,
    headers: { 'Harvest-Account-Id': String(options.accountId) },
  });
  const reportBudget = createAccountBudget('harvest', options, { ...REPORT_RATE, of: `${baseUrl.origin} reports` });
  return accountOver(requester, { accountId: options.accountId, reportBudget, sent: 0 });
}

/** What all accounts over the same requester share. */
interface Shared {
  readonly accountId: number;
  readonly reportBudget: RateBudget;
  sent: number;
}

function accountOver(requester: Requester, shared: Shared): HarvestAccount {
  const { accountId, reportBudget } = shared;
  const wired = (check: PreWriteCheck<'harvest'> | undefined) => wireCheck(check, (over) => accountOver(over, shared));

  async function company(): Promise<ReturnType<typeof decodeCompany>> {
    const reply = await requester.request({
      method: 'GET',
      path: COMPANY_PATH,
      scope: 'account',
      expects: ['name', 'base_uri'],
    });
    shared.sent++;
    return decodeCompany(reply.json, COMPANY_PATH, accountId);
  }

  async function list(kind: RecordKind, { updatedSince }: ListOptions = {}): Promise<Listing<'harvest'>> {
    const filter = updatedSince !== undefined && KNOWS_UPDATED_SINCE.has(kind) ? { updated_since: updatedSince } : {};
    const { path, list: key } = ENDPOINTS[kind];
    const call = { path, list: key, query: filter };
    const { rows, pages, servedAt } = await readPages(requester, call, (row) => decodeRecord(kind, row, path));
    shared.sent += pages;
    const unique = uniqueRows(rows);
    if (unique.differing.size === 0) return { records: unique.rows, servedAt };
    const records: HarvestRecord[] = [];
    for (const row of unique.rows) {
      // The record changed while the pages were read, and either copy may be the later one.
      const record = unique.differing.has(row.id) ? await get(kind, row.id) : row;
      if (record) records.push(record);
    }
    return { records, servedAt };
  }

  async function get(kind: RecordKind, id: HarvestId): Promise<HarvestRecord | null> {
    const path = `${ENDPOINTS[kind].path}/${id}`;
    const reply = await orMissing(requester.request(recordCall(path)));
    shared.sent++;
    if (!reply) return null;
    const record = decodeRecord(kind, reply.json, path);
    if (record.id !== id) throw malformed('harvest', path, `the answer has the id ${record.id}`);
    return record;
  }

  const create: HarvestAccount['create'] = async (kind, values, settings, check) => {
    const { path } = ENDPOINTS[kind];
    const reply = await requester.request({
      method: 'POST',
      path,
      body: () => encodeCreate(kind, values, settings),
      check: wired(check),
      scope: 'record',
      expects: ['id'],
    });
    shared.sent++;
    return asUnknown(`POST ${path}`, () => decodeRecord(kind, reply.json, path));
  };

  const update: HarvestAccount['update'] = async (record, values, check) => {
    if (record.kind === 'company') return updateCompany(values, check);
    const { kind, id } = record;
    const path = `${ENDPOINTS[kind].path}/${id}`;
    // Computed once the slot is granted: Harvest's new default may have set a person's capacity meanwhile.
    const body = (): object => encodeUpdate(kind, differing(values, check?.record()?.values ?? {}));
    const reply = await patch(path, body, ['id'], check);
    shared.sent++;
    const json = reply.json ?? (await readBack(`PATCH ${path}`, requester.request(recordCall(path)))).json;
    return asUnknown(`PATCH ${path}`, () => {
      const written = decodeRecord(kind, json, path);
      if (written.id !== id) throw malformed('harvest', path, `the answer has the id ${written.id}`);
      return written;
    });
  };

  async function updateCompany(values: Values, check: PreWriteCheck<'harvest'> | undefined): Promise<HarvestRecord> {
    const reply = await patch(COMPANY_PATH, () => encodeUpdate('company', values), [], check);
    shared.sent++;
    if (!reply.json || !Object.hasOwn(reply.json, 'name'))
      return (await readBack(`PATCH ${COMPANY_PATH}`, company())).record;
    return asUnknown(`PATCH ${COMPANY_PATH}`, () => decodeCompany(reply.json, COMPANY_PATH, accountId).record);
  }

  const deleteRole: HarvestAccount['deleteRole'] = async (id, check) => {
    const path = `${ENDPOINTS.role.path}/${id}`;
    await orMissing(requester.request({ method: 'DELETE', path, check: wired(check), scope: 'record', expects: [] }));
    shared.sent++;
  };

  function patch(
    path: string,
    body: () => object,
    expects: readonly string[],
    check: PreWriteCheck<'harvest'> | undefined,
  ): Promise<Reply> {
    return requester.request({ method: 'PATCH', path, body, check: wired(check), scope: 'record', expects });
  }

  async function budgets(): Promise<ReadonlyMap<HarvestId, BudgetRow>> {
    const call = { ...BUDGET_REPORT, budget: reportBudget };
    const { rows, pages } = await readPages(requester, call, (row) => decodeBudgetRow(row, BUDGET_REPORT.path));
    shared.sent += pages;
    return new Map(rows.map(({ project, row }) => [project, row]));
  }

  async function rights(): Promise<Rights<'harvest'> | null> {
    const reply = await requester.request({ method: 'GET', path: '/users/me', scope: 'account', expects: ['id'] });
    shared.sent++;
    return decodeRights(reply.json);
  }

  const requests = (): number => shared.sent;
  return { side: 'harvest', company, list, get, create, update, deleteRole, budgets, rights, requests };
}

function recordCall(path: string): Call {
  return { method: 'GET', path, scope: 'record', expects: ['id'] };
}
