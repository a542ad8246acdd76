import type { RecordKind } from '../../src/model/kind.ts';
import type { FieldName } from '../../src/model/field.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHarvestAccount } from '../../src/harvest/client.ts';
import { readIdentity } from '../../src/harvest/identity.ts';
import type { RequestEvent } from '../../src/http/requester.ts';
import type { HarvestAccount } from '../../src/model/account.ts';
import type { FailureKind } from '../../src/model/failure.ts';
import { harvestId } from '../../src/model/id.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { accountOptions, failureOf, TOKEN } from '../support/http-account.ts';
import { fixture } from '../support/http-fixture.ts';
import nock from '../support/nock.ts';

const HOST = 'https://api.harvestapp.com';
const BASE = `${HOST}/v2`;
let account: HarvestAccount;
let events: RequestEvent[];

beforeEach(() => {
  const options = accountOptions();
  ({ events } = options);
  account = createHarvestAccount(options);
});

function api(): nock.Scope {
  return nock(HOST, {
    reqheaders: {
      authorization: `Bearer ${TOKEN}`,
      'harvest-account-id': '987654',
      'user-agent': 'hfsync/0.0.0 (it@example.com)',
      accept: 'application/json',
    },
  });
}

function project(id: number, values: object = {}): object {
  return { id, name: `P${id}`, code: null, is_active: true, client: { id: 1, name: 'A', currency: 'EUR' }, ...values };
}

function page(rows: readonly object[], more: object = {}): nock.Body {
  return { projects: rows, total_entries: rows.length, links: { next: null }, ...more } as nock.Body;
}

describe('reading', () => {
  test('company', async () => {
    api().get('/v2/company').reply(200, fixture('harvest/retrieveCompany.200.json'));
    expect(await account.company()).toEqual({
      name: 'API Examples',
      web: 'https://{ACCOUNT_SUBDOMAIN}.harvestapp.com',
      record: { side: 'harvest', kind: 'company', id: 987654, values: { capacity: 126000 } },
    });
    expect(account.requests()).toBe(1);
  });

  test('lists of every kind, archived ones too, 2000 a page', async () => {
    const query = { per_page: '2000' };
    api().get('/v2/clients').query(query).reply(200, fixture('harvest/listClients.200.json'));
    api().get('/v2/projects').query(query).reply(200, fixture('harvest/listProjects.200.json'));
    api().get('/v2/users').query(query).reply(200, fixture('harvest/listUsers.200.json'));
    api().get('/v2/roles').query(query).reply(200, fixture('harvest/listRoles.200.json'));
    expect((await account.list('client')).records[0]).toEqual({
      side: 'harvest',
      kind: 'client',
      updatedAt: expect.any(Number) as number,
      id: 5735776,
      values: { name: '123 Industries', status: 'active' },
    });
    expect((await account.list('project')).records[1]).toEqual({
      side: 'harvest',
      kind: 'project',
      dates: { starts: '2017-01-01', ends: '2017-03-31' },
      updatedAt: expect.any(Number) as number,
      id: 14307913,
      values: { name: 'Marketing Website', code: 'MW', client: 5735774, status: 'active' },
    });
    expect((await account.list('person')).records[2]).toEqual({
      side: 'harvest',
      kind: 'person',
      updatedAt: expect.any(Number) as number,
      id: 1782884,
      values: {
        first_name: 'Bob',
        last_name: 'Powell',
        email: 'bobpowell@example.com',
        status: 'active',
        capacity: 126000,
        roles: ['Founder', 'CEO'],
      },
    });
    expect((await account.list('role')).records.map((role) => role.values.name)).toEqual([
      'Designer',
      'Developer',
      'Sales',
    ]);
    expect(account.requests()).toBe(4);
  });

  test('updated_since goes where the service knows it, and servedAt is the Date of the answer', async () => {
    const since = '2026-11-23T08:00:00Z';
    const date = 'Mon, 23 Nov 2026 08:00:01 GMT';
    api().get('/v2/projects').query({ per_page: '2000', updated_since: since }).reply(200, page([]), { Date: date });
    api().get('/v2/roles').query({ per_page: '2000' }).reply(200, { roles: [], links: {} });
    expect(await account.list('project', { updatedSince: since })).toEqual({ records: [], servedAt: Date.parse(date) });
    expect(await account.list('role', { updatedSince: since })).toEqual({ records: [], servedAt: null });
  });

  test('budgets of the report', async () => {
    api().get('/v2/reports/project_budget').query(true).reply(200, fixture('harvest/projectBudgetReport.200.json'));
    expect(await account.budgets()).toEqual(
      new Map([
        [14308069, { by: 'project', monthly: false, remaining: 196 }],
        [14307913, { by: 'project', monthly: false, remaining: 48 }],
      ]),
    );
  });

  test('a hidden remaining amount is null', async () => {
    const row = { project_id: 1, budget_by: 'project_cost', budget_is_monthly: true };
    api()
      .get('/v2/reports/project_budget')
      .query(true)
      .reply(200, { results: [row] });
    expect(await account.budgets()).toEqual(new Map([[1, { by: 'project_cost', monthly: true, remaining: null }]]));
  });

  test('get answers the record, or null on 404', async () => {
    api().get('/v2/users/3230547').reply(200, fixture('harvest/retrieveUser.200.json'));
    api().get('/v2/users/3').reply(404, { status: 404, error: 'Not Found' });
    expect((await account.get('person', harvestId(3230547)))?.values.first_name).toBe('Jim');
    expect(await account.get('person', harvestId(3))).toBeNull();
    expect(account.requests()).toBe(2);
  });

  test('H20 no code is "", and a key that is absent or null stays unknown', async () => {
    api().get('/v2/projects/7').reply(200, project(7));
    api().get('/v2/users/8').reply(200, { id: 8, first_name: 'Kim', last_name: null, email: null });
    expect((await account.get('project', harvestId(7)))?.values.code).toBe('');
    expect((await account.get('person', harvestId(8)))?.values).toEqual({
      first_name: 'Kim',
    });
  });

  test('the accounts of a token', async () => {
    nock('https://id.getharvest.com', { badheaders: ['harvest-account-id'] })
      .get('/api/v2/accounts')
      .reply(200, {
        user: { id: 1, email: 'kim@example.com' },
        accounts: [{ id: 5, name: 'Acme', product: 'forecast' }],
      });
    expect(await readIdentity(accountOptions())).toEqual({
      email: 'kim@example.com',
      accounts: [{ id: 5, name: 'Acme', product: 'forecast' }],
    });
  });
});

describe('writing', () => {
  const record: AccountRecord<'harvest'> = { side: 'harvest', kind: 'project', id: harvestId(7), values: {} };

  test('update sends the given values alone, by the names of requests', async () => {
    api()
      .patch('/v2/projects/7', { name: 'New', client_id: 2, is_active: false })
      .matchHeader('content-type', 'application/json')
      .reply(200, project(7, { name: 'New', is_active: false }));
    const written = await account.update(record, { name: 'New', client: 2, status: 'archived' });
    expect(written.values).toEqual({ name: 'New', code: '', client: 1, status: 'archived' });
  });

  test('a person: capacity in seconds, roles by name', async () => {
    api()
      .patch('/v2/users/9', { weekly_capacity: 72000, roles: ['A', 'B'], email: 'k@example.com' })
      .reply(200, { id: 9, first_name: 'K' });
    const person: AccountRecord<'harvest'> = { ...record, kind: 'person', id: harvestId(9) };
    await account.update(person, { capacity: 72000, roles: ['A', 'B'], email: 'k@example.com' });
  });

  test('the company', async () => {
    api().patch('/v2/company', { weekly_capacity: 126000 }).reply(200, fixture('harvest/updateCompany.200.json'));
    const company: AccountRecord<'harvest'> = { ...record, kind: 'company', id: harvestId(987654) };
    expect((await account.update(company, { capacity: 126000 })).id).toBe(987654);
  });

  test('an update answered without a body is read back', async () => {
    api().patch('/v2/projects/7').reply(204);
    api()
      .get('/v2/projects/7')
      .reply(200, project(7, { name: 'New' }));
    expect((await account.update(record, { name: 'New' })).values.name).toBe('New');
  });

  test('create: a project with its settings, a client, a role', async () => {
    const settings = { is_billable: true, bill_by: 'none', budget_by: 'none' };
    api()
      .post('/v2/projects', { client_id: 1, name: 'P', code: '', ...settings })
      .reply(201, project(70));
    api().post('/v2/clients', { name: 'C' }).reply(201, fixture('harvest/createClient.201.json'));
    api().post('/v2/roles', { name: 'R' }).reply(201, fixture('harvest/createRole.201.json'));
    expect((await account.create('project', { client: 1, name: 'P', code: '' }, settings)).id).toBe(70);
    expect((await account.create('client', { name: 'C' })).kind).toBe('client');
    expect((await account.create('role', { name: 'R' })).kind).toBe('role');
  });

  test('a user is never created: Harvest would invite', async () => {
    await expect(account.create('person', { first_name: 'K' })).rejects.toThrow('never creates a Harvest user');
  });

  test.each([200, 204, 404])('H11 deleting a role is done with %d', async (status) => {
    api()
      .delete('/v2/roles/4')
      .reply(status, status === 200 ? { id: 4, name: 'R' } : status === 404 ? { status: 404, error: 'Not Found' } : '');
    await account.deleteRole(harvestId(4));
  });

  test.each<[string, number, nock.Body]>([
    ['another id', 200, project(8) as nock.Body],
    ['no id', 200, { name: 'x' }],
    ['a wrong type', 200, project(7, { name: 5 }) as nock.Body],
    ['an error in a 200', 200, { error: 'x' }],
    ['a login page', 200, '<html><title>Sign in</title></html>'],
    ['an empty 200', 200, ''],
    ['a redirect', 302, ''],
    ['a server error', 500, ''],
    ['unavailable', 503, '<html>'],
    ['a request timeout', 408, ''],
  ])('H6 H16 H17 H18 an update answered with %s is unknown, and sent once', async (_, status, body) => {
    api().patch('/v2/projects/7').reply(status, body);
    expect((await failureOf(account.update(record, { name: 'New' }))).failure).toBe('unknown');
  });

  test('a write that cannot be read back is unknown, whatever the reading says', async () => {
    api().patch('/v2/projects/7').reply(204);
    api().get('/v2/projects/7').reply(401, {});
    expect((await failureOf(account.update(record, { name: 'New' }))).failure).toBe('unknown');
  });

  test('a write that was limited is sent again', async () => {
    const html = '<!DOCTYPE html><html><head><title>Throttled</title></head></html>';
    api().patch('/v2/projects/7').reply(429, html, { 'Retry-After': '15', 'Content-Type': 'text/html' });
    api().patch('/v2/projects/7').reply(200, project(7));
    await account.update(record, { name: 'New' });
    expect(account.requests()).toBe(1);
    expect(events.filter(({ type }) => type !== 'sent')).toMatchObject([
      { type: 'answered', status: 429 },
      { type: 'crowded', requests: 50, seconds: 15 },
      { type: 'pause', reason: 'limited', ms: 15_000 },
      { type: 'answered', status: 200 },
    ]);
  });
});

describe('pages', () => {
  test('follows links.next alone, by cursor, and counts each page', async () => {
    const next = `${BASE}/projects?cursor=abc%3D&per_page=2000&ref=next_cursor`;
    api()
      .get('/v2/projects')
      .query({ per_page: '2000' })
      .reply(200, page([project(1)], { total_entries: 2, next_page: null, links: { next } }));
    api()
      .get('/v2/projects')
      .query({ cursor: 'abc=', per_page: '2000', ref: 'next_cursor' })
      .reply(200, page([project(2)], { total_entries: 2, next_page: 3 }));
    expect((await account.list('project')).records.map((record) => record.id)).toEqual([1, 2]);
    expect(account.requests()).toBe(2);
  });

  test('D1 one row twice is one row; two versions of a row are read again', async () => {
    const next = `${BASE}/projects?cursor=x`;
    api()
      .get('/v2/projects')
      .query({ per_page: '2000' })
      .reply(200, page([project(1), project(2)], { total_entries: 3, links: { next } }));
    api()
      .get('/v2/projects')
      .query({ cursor: 'x' })
      .reply(200, page([project(1), project(2, { name: 'later?' }), project(3)], { total_entries: 3 }));
    api()
      .get('/v2/projects/2')
      .reply(200, project(2, { name: 'for sure' }));
    const { records } = await account.list('project');
    expect(records.map((record) => record.values.name)).toEqual(['P1', 'for sure', 'P3']);
  });

  test('D3 D4 a list that moved while it was read is read again, once', async () => {
    api()
      .get('/v2/projects')
      .query(true)
      .reply(200, page([project(1)], { total_entries: 2 }));
    api()
      .get('/v2/projects')
      .query(true)
      .reply(200, page([project(1), project(2)]));
    expect((await account.list('project')).records).toHaveLength(2);
    expect(account.requests()).toBe(1);
  });

  test.each<[string, object, string]>([
    ['a short count', { total_entries: 3 }, 'it has 3 rows, but only 1 came'],
    [
      'a next page at another host',
      { links: { next: 'https://evil.example/v2/projects?cursor=x' } },
      'points somewhere else',
    ],
    ['a next page of another list', { links: { next: `${BASE}/users?cursor=x` } }, 'points somewhere else'],
    [
      'a next page over http',
      { links: { next: 'http://api.harvestapp.com/v2/projects?cursor=x' } },
      'points somewhere else',
    ],
    ['a next page that is this one', { links: { next: `${BASE}/projects?per_page=2000` } }, 'never end'],
  ])('D4 %s, twice, is malformed', async (_, more, message) => {
    api()
      .get('/v2/projects')
      .query({ per_page: '2000' })
      .times(2)
      .reply(200, page([project(1)], more));
    const failure = await failureOf(account.list('project'));
    expect(failure.failure).toBe('malformed');
    expect(failure.message).toContain(message);
  });

  test('D4 a total that changes from page to page is a list that moved', async () => {
    const next = `${BASE}/projects?cursor=x`;
    const scope = api();
    scope
      .get('/v2/projects')
      .query({ per_page: '2000' })
      .times(2)
      .reply(200, page([project(1)], { total_entries: 3, links: { next } }));
    scope
      .get('/v2/projects')
      .query({ cursor: 'x' })
      .times(2)
      .reply(200, page([project(2)], { total_entries: 2 }));
    expect((await failureOf(account.list('project'))).message).toContain('its length changed');
  });
});

describe('H20 answers of another shape', () => {
  test.each<[string, object, string]>([
    ['a name that is a number', { name: 5 }, '"name" is the number 5'],
    ['a missing name', { name: undefined }, '"name" is missing'],
    ['is_active as text', { is_active: 'true' }, '"is_active" is of type string'],
    ['is_active as number', { is_active: 1 }, '"is_active" is the number 1'],
    ['a client without id', { client: {} }, '"id" is missing'],
    ['a client without a told id', { client: { id: null } }, '"id" is null'],
    ['a null id', { id: null }, '"id" is null'],
    ['an id as text', { id: '7' }, '"id" is of type string'],
    ['an id too long', { id: Number('9007199254740993') }, '"id" is the number'],
    ['a negative id', { id: -7 }, '"id" is the number -7'],
    ['a fraction as id', { id: 7.5 }, '"id" is the number 7.5'],
  ])('%s is malformed', async (_, values, message) => {
    api()
      .get('/v2/projects')
      .query(true)
      .reply(200, page([project(7, values)]));
    const failure = await failureOf(account.list('project'));
    expect(failure.failure).toBe('malformed');
    expect(failure.message).toContain('/projects');
    expect(failure.message).toContain(message);
  });

  test.each<[RecordKind, string, object, object, string[]]>([
    ['project', 'projects', { name: null }, { name: undefined }, ['name']],
    ['project', 'projects', { code: null }, { code: '' }, []],
    [
      'project',
      'projects',
      { client: null, is_active: null },
      { client: undefined, status: undefined },
      ['client', 'is_active'],
    ],
    [
      'client',
      'clients',
      { name: null, is_active: null },
      { name: undefined, status: undefined },
      ['name', 'is_active'],
    ],
    ['role', 'roles', { name: null, user_ids: null }, { name: undefined }, ['name', 'user_ids']],
    [
      'person',
      'users',
      { first_name: null, last_name: null },
      { first_name: undefined, last_name: undefined },
      ['first_name', 'last_name'],
    ],
    [
      'person',
      'users',
      { email: null, weekly_capacity: null },
      { email: undefined, capacity: undefined },
      ['email', 'weekly_capacity'],
    ],
    ['person', 'users', { roles: null }, { roles: undefined }, ['roles']],
    ['person', 'users', { roles: ['A', null] }, { roles: undefined }, ['roles']],
  ])('C23 a null of a %s (%s %j) is unknown', async (kind, list, values, found, nulls) => {
    const whole = { id: 7, name: 'x', is_active: true, client: { id: 1 }, code: 'c' };
    const body = list === 'users' ? { id: 7, first_name: 'A', last_name: 'B', email: 'e', is_active: true } : whole;
    api()
      .get(`/v2/${list}/7`)
      .reply(200, { ...body, ...values });
    const record = await account.get(kind, harvestId(7));
    const asked = Object.fromEntries(Object.keys(found).map((field) => [field, record?.values[field as FieldName]]));
    expect([asked, record?.nulls ?? []]).toEqual([found, nulls]);
  });

  test('C23 what the company does not tell: its capacity is unknown, its name a number', async () => {
    api().get('/v2/company').reply(200, { name: null, base_uri: null, weekly_capacity: null });
    const { record, name, web } = await account.company();
    expect([record.values, record.nulls?.toSorted(), web]).toEqual([{}, ['base_uri', 'name', 'weekly_capacity'], '']);
    expect(name).toMatch(/^account \d+$/);
  });

  test.each([{ weekly_capacity: 1.5 }, { roles: [null, 1] }, { roles: 'A' }, { roles: [1] }, { email: 7 }])(
    'a user with %j is malformed',
    async (values) => {
      api()
        .get('/v2/users/7')
        .reply(200, { id: 7, ...values });
      expect((await failureOf(account.get('person', harvestId(7)))).failure).toBe('malformed');
    },
  );

  test.each<[string, nock.Body]>([
    ['a login page', '<html>'],
    ['an error', { error: 'x' }],
    ['nothing', ''],
    ['an array', []],
  ])('H17 %s instead of a list is asked for three times, then malformed', async (_, body) => {
    api().get('/v2/projects').query(true).times(3).reply(200, body);
    expect((await failureOf(account.list('project'))).failure).toBe('malformed');
  });

  test('a list that is no list is malformed', async () => {
    api().get('/v2/projects').query(true).reply(200, { projects: {} });
    expect((await failureOf(account.list('project'))).message).toContain('"projects" is of type object');
  });
});

describe('errors', () => {
  const invalidToken = {
    error: 'invalid_token',
    error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
  };
  test.each<[number, nock.Body, FailureKind, string]>([
    [400, '', 'refused', 'Harvest refused GET /users/7 (400)'],
    [401, invalidToken, 'unauthorized', 'The access token provided is expired'],
    [403, { message: 'Not authorized!' }, 'refused', '(403): Not authorized!'],
    [409, { message: 'busy' }, 'refused', '(409): busy'],
    [
      422,
      { message: "Project can't be blank, Task can't be blank" },
      'refused',
      "(422): Project can't be blank, Task can't be blank",
    ],
    [302, '', 'malformed', '(302)'],
  ])('%d', async (status, body, kind, message) => {
    api().get('/v2/users/7').reply(status, body);
    const failure = await failureOf(account.get('person', harvestId(7)));
    expect(failure).toMatchObject({ failure: kind, side: 'harvest', status });
    expect(failure.message).toContain(message);
  });

  test('an HTML 404 is a 404', async () => {
    api().get('/v2/users/7').reply(404, '<html><title>Not here</title></html>', { 'Content-Type': 'text/html' });
    expect(await account.get('person', harvestId(7))).toBeNull();
  });

  test('H12 401 names the variable and the account', async () => {
    api().get('/v2/company').reply(401, invalidToken);
    expect((await failureOf(account.company())).hint).toMatch(/TEST_TOKEN and the Harvest account id/);
  });

  test('403 on the company or a list is about the account', async () => {
    api().get('/v2/company').reply(403, { message: 'Not authorized!' });
    api().get('/v2/roles').query(true).reply(403, { message: 'Not authorized!' });
    for (const reading of [account.company(), account.list('role')]) {
      const failure = await failureOf(reading);
      expect(failure.failure).toBe('unauthorized');
      expect(failure.hint).toContain('administrator');
    }
  });

  test('403 on a record tells what a Manager needs', async () => {
    api().patch('/v2/projects/7').reply(403, { message: 'Not authorized!' });
    const failure = await failureOf(account.update({ kind: 'project', id: harvestId(7) }, { name: 'Site' }));
    expect(failure).toMatchObject({ failure: 'refused', hint: expect.stringMatching(/TEST_TOKEN.*Manager/) as string });
  });

  test('a server error on a read passes', async () => {
    api().get('/v2/company').reply(502, '<html>').get('/v2/company').reply(500);
    api().get('/v2/company').reply(200, fixture('harvest/retrieveCompany.200.json'));
    await account.company();
    expect(account.requests()).toBe(1);
  });

  test('P20 an answer that echoes the token never shows it', async () => {
    const body = {
      message: `bad ${TOKEN} and ${Buffer.from(`x${TOKEN}`).toString('base64')} ${encodeURIComponent(TOKEN)}`,
    };
    api().get('/v2/users/7').reply(422, body);
    const failure = await failureOf(account.get('person', harvestId(7)));
    expect(failure.message).toContain('***');
    expect(failure.message).not.toContain('4711');
    expect(failure.message).not.toContain(Buffer.from(`x${TOKEN}`).toString('base64').slice(4, 24));
  });

  test('H2 H4 a longer wait than --max-wait is limited, and so is everything after it', async () => {
    api().get('/v2/company').reply(429, '', { 'Retry-After': '3600' });
    expect(await failureOf(account.company())).toMatchObject({ failure: 'limited', status: 429 });
    const next = await failureOf(account.list('role'));
    expect(next).toMatchObject({ failure: 'limited' });
    expect(next.hint).toContain('3600 s');
  });

  test('the report has its own limit: its 429 does not stop the rest', async () => {
    api().get('/v2/reports/project_budget').query(true).reply(429, '', { 'Retry-After': '900' });
    api().get('/v2/company').reply(200, fixture('harvest/retrieveCompany.200.json'));
    expect((await failureOf(account.budgets())).failure).toBe('limited');
    await account.company();
  });
});

test('an address without a path gets /v2, one with a path stays', async () => {
  for (const [text, path] of [
    ['https://one.example', '/v2/company'],
    ['https://two.example/api/v2/', '/api/v2/company'],
  ] as const) {
    nock(new URL(text).origin).get(path).reply(200, fixture('harvest/retrieveCompany.200.json'));
    await createHarvestAccount(accountOptions({ baseUrl: new URL(text) })).company();
  }
});
