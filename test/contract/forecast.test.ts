import type { RecordKind } from '../../src/model/kind.ts';
import type { FieldName } from '../../src/model/field.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createForecastAccount } from '../../src/forecast/client.ts';
import type { ForecastAccount } from '../../src/model/account.ts';
import type { FailureKind } from '../../src/model/failure.ts';
import { forecastId } from '../../src/model/id.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { accountOptions, failureOf, TOKEN } from '../support/http-account.ts';
import { fixture } from '../support/http-fixture.ts';
import nock from '../support/nock.ts';

let account: ForecastAccount;

beforeEach(() => {
  account = createForecastAccount(accountOptions());
});

function api(): nock.Scope {
  return nock('https://api.forecastapp.com', {
    reqheaders: {
      authorization: `Bearer ${TOKEN}`,
      'forecast-account-id': '987654',
      'user-agent': 'hfsync/0.0.0 (it@example.com)',
    },
  });
}

describe('reading', () => {
  test('company', async () => {
    const answer = fixture('forecast/accounts.json');
    api().get('/accounts/987654').reply(200, answer);
    expect(await account.company()).toEqual({
      name: 'Test',
      web: 'https://forecastapp.com/987654',
      connectedTo: 'test',
      record: { side: 'forecast', kind: 'company', id: 987654, values: { capacity: 144000 }, raw: answer['account'] },
    });
  });

  test('another account than the asked one is malformed', async () => {
    api()
      .get('/accounts/987654')
      .reply(200, { account: { id: 5, name: 'x' } });
    expect((await failureOf(account.company())).message).toContain('hfsync asked for account 987654');
  });

  test('people', async () => {
    const answer = fixture('forecast/people.json');
    api().get('/people').reply(200, answer);
    const [first] = (await account.list('person')).records;
    expect(first).toEqual({
      side: 'forecast',
      kind: 'person',
      updatedAt: 1_506_641_031_111,
      id: 1500000,
      login: 'enabled',
      editedBy: 111111,
      values: {
        first_name: 'Testing',
        last_name: 'Person',
        email: 'testing@example.com',
        status: 'active',
        capacity: 40,
        roles: ['test', 'skill'],
        pointer: 1500000,
      },
      raw: (answer['people'] as object[])[0],
    });
  });

  test('projects: null code and notes are "", the built-in project has no client', async () => {
    const answer = fixture('forecast/projects.json');
    api().get('/projects').reply(200, answer);
    const { records } = await account.list('project');
    expect(records.map((record) => record.values)).toEqual([
      { name: 'Test Project 1', code: '', client: null, status: 'active', notes: '', pointer: null },
      { name: 'Test Project 2', code: '4321', client: 123456, status: 'active', notes: 'Test Notes', pointer: 1300000 },
    ]);
  });

  test('roles, with whom a deletion touches', async () => {
    api().get('/roles').reply(200, fixture('forecast/roles.json'));
    const { records } = await account.list('role');
    expect(records[1]).toMatchObject({
      values: { name: 'Test Role 2', pointer: 2 },
      members: { people: [4, 5], placeholders: [4, 5, 6] },
    });
    expect(records[1]?.editedBy).toBeUndefined();
  });

  test('clients, placeholders and remaining hours', async () => {
    api()
      .get('/clients')
      .reply(200, { clients: [{ id: 1, name: 'A', harvest_id: null, archived: true, updated_by_id: null }] });
    api().get('/placeholders').reply(200, fixture('forecast/placeholders.json'));
    const hours = [
      { project_id: 1, budget_by: 'project', budget_is_monthly: false, hours: 12.5, response_code: 200 },
      { project_id: 2, budget_by: null, budget_is_monthly: false, hours: null, response_code: 200 },
    ];
    api().get('/aggregate/remaining_budgeted_hours').reply(200, { remaining_budgeted_hours: hours });
    expect((await account.list('client')).records[0]).toMatchObject({
      editedBy: null,
      values: { name: 'A', status: 'archived', pointer: null },
    });
    expect(await account.placeholders()).toEqual(
      new Map([
        [1, 'Test Placeholder'],
        [2, 'Another Placeholder'],
      ]),
    );
    expect(await account.remainingHours()).toEqual(
      new Map([
        [1, 12.5],
        [2, null],
      ]),
    );
    expect(account.requests()).toBe(3);
  });

  test.each<[object, object]>([
    [{ weekly_capacity: null }, { values: { capacity: null } }],
    [{ email: null, last_name: '' }, { values: { email: '', last_name: '' } }],
    [{ updated_by_id: '12' }, { editedBy: 12 }],
    [{ updated_by_id: null }, { editedBy: null }],
    [{ login: 'disabled' }, { login: 'disabled' }],
  ])('a person with %j', async (values, expected) => {
    api()
      .get('/people/7')
      .reply(200, { person: { id: 7, ...values } });
    expect(await account.get('person', forecastId(7))).toMatchObject(expected);
  });

  test('H20 absent keys stay unknown', async () => {
    api()
      .get('/people/7')
      .reply(200, { person: { id: 7, login: 'something new' } });
    expect(await account.get('person', forecastId(7))).toEqual({
      side: 'forecast',
      kind: 'person',
      id: 7,
      values: {},
      raw: { id: 7, login: 'something new' },
    });
  });

  test('get answers null on 404', async () => {
    api()
      .get('/projects/7')
      .reply(404, { errors: ['not found'] });
    expect(await account.get('project', forecastId(7))).toBeNull();
  });

  test.each([
    { links: { next: 'https://api.forecastapp.com/projects?page=2' } },
    { total_entries: 3 },
    { next_page: 2 },
  ])('D4 a list that says %j is no whole list', async (more) => {
    api()
      .get('/projects')
      .reply(200, { ...fixture('forecast/projects.json'), ...more });
    expect((await failureOf(account.list('project'))).failure).toBe('malformed');
  });

  test('D1 two versions of one row are read again', async () => {
    const rows = [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
      { id: 1, name: 'c' },
      { id: 2, name: 'b' },
    ];
    api().get('/clients').reply(200, { clients: rows });
    api()
      .get('/clients/1')
      .reply(200, { client: { id: 1, name: 'c' } });
    expect((await account.list('client')).records.map((record) => record.values.name)).toEqual(['c', 'b']);
  });

  test.each<[string, object]>([
    ['projects', { name: 5 }],
    ['projects', { archived: 'false' }],
    ['projects', { client_id: '5' }],
    ['projects', { harvest_id: 0 }],
    ['projects', { notes: 5 }],
    ['projects', { updated_by_id: 'Kim' }],
    ['projects', { name: undefined }],
  ])('%s with %j are malformed', async (list, values) => {
    api()
      .get(`/${list}`)
      .reply(200, { [list]: [{ id: 77, name: 'x', ...values }] });
    const failure = await failureOf(account.list('project'));
    expect(failure.failure).toBe('malformed');
    expect(failure.message).toContain('Forecast gave an unexpected answer to /projects');
    expect(failure.message).toContain('project 77');
  });

  test.each<[RecordKind, string, object, object, string[]]>([
    [
      'project',
      'project',
      { name: null, archived: null },
      { name: undefined, status: undefined },
      ['name', 'archived'],
    ],
    [
      'project',
      'project',
      { code: null, notes: null, client_id: null, harvest_id: null, updated_by_id: null },
      { code: '', notes: '', client: null, pointer: null },
      [],
    ],
    ['client', 'client', { name: null, archived: null }, { name: undefined, status: undefined }, ['name', 'archived']],
    [
      'role',
      'role',
      { name: null, person_ids: null, placeholder_ids: [null] },
      { name: undefined },
      ['name', 'person_ids', 'placeholder_ids'],
    ],
    [
      'person',
      'person',
      { first_name: null, last_name: null },
      { first_name: undefined, last_name: undefined },
      ['first_name', 'last_name'],
    ],
    ['person', 'person', { archived: null, login: null }, { status: undefined }, ['archived', 'login']],
    [
      'person',
      'person',
      { email: null, weekly_capacity: null, harvest_user_id: null },
      { email: '', capacity: null, pointer: null },
      [],
    ],
    ['person', 'person', { roles: null }, { roles: undefined }, ['roles']],
    ['person', 'person', { roles: ['A', null] }, { roles: undefined }, ['roles']],
  ])(
    'C23 a null of a %s is unknown, unless the service documents it (%s %j)',
    async (kind, one, values, found, nulls) => {
      const whole = { id: 7, name: 'x', first_name: 'A', last_name: 'B', archived: false };
      api()
        .get(`/${kind === 'person' ? 'people' : `${one}s`}/7`)
        .reply(200, { [one]: { ...whole, ...values } });
      const record = await account.get(kind, forecastId(7));
      const asked = Object.fromEntries(Object.keys(found).map((field) => [field, record?.values[field as FieldName]]));
      expect([asked, record?.nulls ?? [], record?.raw]).toEqual([found, nulls, { ...whole, ...values }]);
    },
  );

  test('C23 an account that does not tell its capacity: unknown', async () => {
    api()
      .get('/accounts/987654')
      .reply(200, { account: { id: 987654, name: 'Test', weekly_capacity: null } });
    const { record } = await account.company();
    expect([record.values, record.nulls]).toEqual([{}, ['weekly_capacity']]);
  });

  test('an envelope of another name is asked for three times, then malformed', async () => {
    api().get('/projects').times(3).reply(200, { project: [] });
    expect((await failureOf(account.list('project'))).failure).toBe('malformed');
  });
});

describe('writing', () => {
  const raw = { id: 7, name: 'Old', code: null, notes: 'kept', archived: false, client_id: 3, new_key: { deep: [1] } };
  const record: AccountRecord<'forecast'> = { side: 'forecast', kind: 'project', id: forecastId(7), values: {}, raw };

  test('update puts the changes into the object as it was read, unknown keys included', async () => {
    const project = { ...raw, name: 'New', archived: true, harvest_id: 9, client_id: 4 };
    api().put('/projects/7', { project }).reply(200, { project });
    const written = await account.update(record, { name: 'New', status: 'archived', pointer: 9, client: 4 });
    expect(written.values).toMatchObject({ name: 'New', status: 'archived', pointer: 9, client: 4, notes: 'kept' });
  });

  test.each([
    [
      'person',
      '/people',
      { harvest_user_id: 9, weekly_capacity: null, roles: ['A'] },
      { pointer: 9, capacity: null, roles: ['A'] },
    ],
    ['role', '/roles', { harvest_role_id: null, name: 'R' }, { pointer: null, name: 'R' }],
    ['client', '/clients', { harvest_id: 9, archived: false }, { pointer: 9, status: 'active' }],
  ] as const)('update of a %s', async (kind, path, keys, values) => {
    const before = { id: 7, name: 'x', kept: true };
    api()
      .put(`${path}/7`, { [kind]: { ...before, ...keys } })
      .reply(200, { [kind]: { ...before, ...keys } });
    expect((await account.update({ ...record, kind, raw: before }, values)).values).toMatchObject(values);
  });

  test('H17 an update answered with 204 is read back', async () => {
    api().put('/projects/7').reply(204);
    api()
      .get('/projects/7')
      .reply(200, { project: { ...raw, name: 'New' } });
    expect((await account.update(record, { name: 'New' })).values.name).toBe('New');
  });

  test('a number that JavaScript cannot give back exactly is never written', async () => {
    const inexact = { ...record, raw: { ...raw, deep: [{ big: Number('9007199254740993') }] } };
    const failure = await failureOf(account.update(inexact, { name: 'New' }));
    expect(failure).toMatchObject({ failure: 'refused' });
    expect(failure.message).toContain('deep.0.big');
  });

  test('create: a project, a client, a role', async () => {
    const empty = { notes: null, start_date: null, end_date: null, tags: [] };
    const project = { name: 'P', code: 'C', client_id: 3, harvest_id: 9, archived: false, ...empty };
    api()
      .post('/projects', { project })
      .reply(201, { project: { id: 70, ...project } });
    const client = { name: 'C', archived: false, harvest_id: 8 };
    api()
      .post('/clients', { client })
      .reply(200, { client: { id: 71, ...client } });
    const role = { name: 'R', person_ids: [], harvest_role_id: 6 };
    api()
      .post('/roles', { role })
      .reply(201, { role: { id: 72, ...role } });
    expect((await account.create('project', { name: 'P', code: 'C', client: 3, pointer: 9 })).id).toBe(70);
    expect((await account.create('client', { name: 'C', pointer: 8 })).id).toBe(71);
    expect((await account.create('role', { name: 'R', pointer: 6 })).id).toBe(72);
  });

  test('a new person may not sign in, so nobody is invited', async () => {
    const person = {
      first_name: 'Kim',
      last_name: 'Allen',
      email: 'kim@example.com',
      login: 'disabled',
      admin: false,
      archived: false,
      subscribed: false,
      avatar_url: null,
      color_blind: false,
      personal_feed_token_id: null,
      roles: ['A'],
      weekly_capacity: 126000,
      harvest_user_id: 5,
    };
    api()
      .post('/people', { person })
      .reply(201, { person: { id: 7, ...person } });
    const created = await account.create('person', {
      first_name: 'Kim',
      last_name: 'Allen',
      email: 'kim@example.com',
      roles: ['A'],
      capacity: 126000,
      pointer: 5,
    });
    expect(created.login).toBe('disabled');
  });

  test('the company capacity is sent alone', async () => {
    const company: AccountRecord<'forecast'> = { ...record, kind: 'company', id: forecastId(987654) };
    const body = { account: { weekly_capacity: 126000 } };
    api()
      .put('/accounts/987654', body)
      .reply(200, { account: { id: 987654, name: 'T', weekly_capacity: 126000 } });
    api().put('/accounts/987654', body).reply(204);
    api()
      .get('/accounts/987654')
      .reply(200, { account: { id: 987654, name: 'T', weekly_capacity: 126000 } });
    const update = async () => (await account.update(company, { capacity: 126000 })).values.capacity;
    expect([await update(), await update()]).toEqual([126000, 126000]);
  });

  test('a refused company capacity says that this request is unverified', async () => {
    const company: AccountRecord<'forecast'> = { ...record, kind: 'company', id: forecastId(987654) };
    api()
      .put('/accounts/987654')
      .reply(422, { errors: ['no'] });
    const failure = await failureOf(account.update(company, { capacity: 126000 }));
    expect(failure).toMatchObject({ failure: 'refused', status: 422 });
    expect(failure.hint).toContain('unverified on the live service');
  });

  test.each([200, 204, 404])('deleting a role is done with %d', async (status) => {
    api().delete('/roles/4').reply(status, '');
    await account.deleteRole(forecastId(4));
  });

  test.each<[string, number, nock.Body]>([
    ['another id', 200, { project: { ...raw, id: 8 } }],
    ['no id', 200, { project: { name: 'x' } }],
    ['no envelope', 200, raw],
    ['a login page', 200, '<html>'],
    ['a server error', 502, ''],
  ])('an update answered with %s is unknown', async (_, status, body) => {
    api().put('/projects/7').reply(status, body);
    expect((await failureOf(account.update(record, { name: 'New' }))).failure).toBe('unknown');
  });

  test('H18 a create answered without a body is unknown', async () => {
    api().post('/projects').reply(204);
    expect((await failureOf(account.create('project', { name: 'P' }))).failure).toBe('unknown');
  });
});

describe('errors', () => {
  test.each<[number, nock.Body, FailureKind, string]>([
    [
      400,
      { errors: ['start_date and end_date must be present.'] },
      'refused',
      'start_date and end_date must be present.',
    ],
    [401, fixture('forecast/non-existent-token.json') as nock.Body, 'unauthorized', 'non-existent-token'],
    [401, { reason: 'expired-token', account_id: '246010' }, 'unauthorized', 'expired-token'],
    [403, '', 'refused', 'Forecast refused GET /people/7 (403)'],
    [422, { errors: ["Name can't be blank", 'Email is taken'] }, 'refused', "Name can't be blank, Email is taken"],
  ])('%d %j', async (status, body, kind, message) => {
    api().get('/people/7').reply(status, body);
    const failure = await failureOf(account.get('person', forecastId(7)));
    expect(failure).toMatchObject({ failure: kind, side: 'forecast', status });
    expect(failure.message).toContain(message);
  });

  test.each<[nock.Body]>([
    [{ error_code: 404, error_name: 'Not Found', message: 'The requested resource could not be found.' }],
    ['<html><title>404</title></html>'],
    [''],
  ])('404 %j is null', async (body) => {
    api().get('/people/7').reply(404, body);
    expect(await account.get('person', forecastId(7))).toBeNull();
  });

  test('a whole list that is not there is about the account', async () => {
    api().get('/people').reply(404, '');
    const failure = await failureOf(account.list('person'));
    expect(failure.failure).toBe('gone');
    expect(failure.hint).toContain('Forecast account id');
  });
});
