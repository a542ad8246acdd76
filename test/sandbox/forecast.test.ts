import { describe, expect, test } from 'vitest';
import Forecast from 'forecast-promise';
import { buildWorld } from '../../src/sandbox/build.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { forecast, handClock, request, sandbox } from './support.ts';

async function read(at: Sandbox, path: string): Promise<Record<string, unknown>> {
  const answer = await forecast(at, 'GET', path);
  expect(answer.status).toBe(200);
  return Object.values(answer.json)[0] as Record<string, unknown>;
}

test('a third-party client reads everything that it knows', async () => {
  const at = await sandbox();
  const client = new Forecast({ accountId: '7654321', token: 'sandbox-token' });
  client.instance.defaults.baseURL = at.urls.forecast;
  expect(await client.whoAmI()).toEqual({ id: 3001, account_ids: [7654321] });
  expect((await client.clients()).map((one) => one['name'])).toEqual(['Acme', 'Umbrella', 'Initech']);
  expect((await client.people()).map((one) => one['id'])).toEqual([3001, 3002, 3003, 3004, 3005, 3006, 3099]);
  expect((await client.projects())[0]).toMatchObject({ id: 2000, name: 'Time Off', client_id: null, code: null });
  expect((await client.roles())[0]).toEqual({
    id: 4001,
    name: 'Designer',
    placeholder_ids: [5001],
    person_ids: [3001, 3002],
    harvest_role_id: 617670,
  });
  const range = { startDate: new Date('2026-01-01'), endDate: new Date('2026-03-01') };
  expect(await client.assignments(range)).toEqual([]);
  expect(await client.milestones()).toEqual([]);
});

describe('who calls', () => {
  test.each([
    ['no token', { authorization: '' }, { reason: 'missing-token', account_id: '7654321' }],
    ['a token nobody knows', { authorization: 'Bearer x' }, { reason: 'non-existent-token', account_id: '7654321' }],
    ['another account', { 'forecast-account-id': '000000' }, { reason: 'non-existent-token', account_id: '000000' }],
  ])('%s is 401 with the recorded body', async (_, headers, body) => {
    const answer = await forecast(await sandbox(), 'GET', '/whoami', { headers });
    expect([answer.status, answer.json]).toEqual([401, body]);
  });

  test('an expired token says so; a member may not write', async () => {
    const expired = await sandbox({ tokens: [{ token: 'sandbox-token', as: 'expired' }] });
    expect((await forecast(expired, 'GET', '/whoami')).json['reason']).toBe('expired-token');
    const member = await sandbox({ tokens: [{ token: 'sandbox-token', as: 'member' }] });
    expect((await forecast(member, 'GET', '/people')).status).toBe(200);
    const call = { body: { client: { name: 'X' } } };
    expect((await forecast(member, 'POST', '/clients', call)).status).toBe(403);
  });

  test('404 is JSON for ids and paths alike', async () => {
    const at = await sandbox();
    for (const path of ['/people/1', '/nothing', '/accounts/1']) {
      const answer = await forecast(at, 'GET', path);
      expect([answer.status, answer.json['error_code']]).toEqual([404, 404]);
    }
  });
});

describe('a PUT', () => {
  test.each(['/people/3003', '/clients/1001', '/projects/2001', '/roles/4001', '/placeholders/5001'])(
    'of %s as it was read changes nothing',
    async (path) => {
      const at = await sandbox();
      const before = at.world();
      const { json } = await forecast(at, 'GET', path);
      const answer = await forecast(at, 'PUT', path, { body: json });
      expect([answer.status, answer.json]).toEqual([200, json]);
      expect(at.world()).toEqual(before);
    },
  );

  test('keeps what it does not name, takes ids as texts, ignores what is read-only', async () => {
    const at = await sandbox({ clock: handClock('2026-03-02T10:00:00.250Z') });
    const body = { project: { name: 'Web', client_id: '1002', id: 7, updated_by_id: 9, updated_at: 'x', unheard: 1 } };
    const answer = await forecast(at, 'PUT', '/projects/2001', { body });
    expect(answer.json['project']).toEqual({
      ...at.world().forecast.projects[1],
      id: 2001,
      name: 'Web',
      code: 'WEB',
      client_id: 1002,
      harvest_id: 14308069,
      updated_at: '2026-03-02T10:00:00.250Z',
      updated_by_id: 3001,
      budget_by: 'none',
      budget_is_monthly: false,
    });
    expect(answer.text).not.toContain('unheard');
    const patched = await forecast(at, 'PATCH', '/projects/2001', { body: { project: { archived: true } } });
    expect(patched.json['project']).toMatchObject({ name: 'Web', archived: true });
    // Nothing is known against editing an archived project.
    const edited = await forecast(at, 'PUT', '/projects/2001', { body: { project: { name: 'Web 2' } } });
    expect(edited.json['project']).toMatchObject({ name: 'Web 2', archived: true });
  });

  test('keys that nobody documented are answered, and an old copy of them shows', async () => {
    const people = [{ name: 'Kim Allen', forecast: 3001, extra: { shoe_size: 38 } }];
    const at = await sandbox({ data: buildWorld({ people }) });
    const person = await read(at, '/people/3001');
    expect(person['shoe_size']).toBe(38);
    await forecast(at, 'PUT', '/people/3001', { body: { person: { first_name: 'Kym' } } });
    expect((await read(at, '/people/3001'))['shoe_size']).toBe(38);
    await forecast(at, 'PUT', '/people/3001', { body: { person: { ...person, shoe_size: 39 } } });
    expect((await read(at, '/people/3001'))['shoe_size']).toBe(39);
  });

  test('that leaves keys out is refused where asked to be strict', async () => {
    const at = await sandbox({ strict: { wholePut: true } });
    const refused = await forecast(at, 'PUT', '/clients/1001', { body: { client: { name: 'Acme Ltd' } } });
    expect([refused.status, refused.json]).toEqual([422, { errors: ['harvest_id, archived must be sent'] }]);
    const { json } = await forecast(at, 'GET', '/clients/1001');
    const body = { client: { ...(json['client'] as object), name: 'Acme Ltd' } };
    expect((await forecast(at, 'PUT', '/clients/1001', { body })).status).toBe(200);
  });
});

describe('refusals', () => {
  const cases: readonly (readonly [what: string, method: string, path: string, body: object, message: string])[] = [
    ['a client name that is taken', 'POST', '/clients', { client: { name: 'Acme' } }, 'Name has already been taken'],
    ['a role name that is taken', 'PUT', '/roles/4001', { role: { name: 'Developer' } }, 'Name has already been taken'],
    ['no name', 'PUT', '/placeholders/5001', { placeholder: { name: ' ' } }, "Name can't be blank"],
    ['no client', 'POST', '/projects', { project: { name: 'X' } }, "Client can't be blank"],
    ['no first name', 'POST', '/people', { person: { last_name: 'X' } }, "First name can't be blank"],
    [
      'another kind of login',
      'PUT',
      '/people/3001',
      { person: { login: 'maybe' } },
      'Login is not included in the list',
    ],
    [
      'the built-in project',
      'PUT',
      '/projects/2000',
      { project: { name: 'X' } },
      "The built-in project can't be edited",
    ],
    ['its deletion', 'DELETE', '/projects/2000', {}, "The built-in project can't be deleted"],
    [
      'a client with active projects',
      'PUT',
      '/clients/1001',
      { client: { archived: true } },
      "Client can't be archived while it has active projects",
    ],
    [
      'a range over 180 days',
      'GET',
      '/assignments?start_date=2026-01-01&end_date=2026-08-01',
      {},
      'The date range must not be longer than 180 days.',
    ],
    ['no range', 'GET', '/assignments', {}, 'start_date and end_date must be present.'],
  ];
  test.each(cases)('%s', async (_, method, path, body, message) => {
    const at = await sandbox();
    const answer = await forecast(at, method, path, method === 'GET' ? {} : { body });
    expect([answer.status, answer.json]).toEqual([422, { errors: [message] }]);
  });

  test('an active project finds no place under an archived client', async () => {
    const clients = [{ name: 'Old', forecast: 1, archived: true }];
    const projects = [{ name: 'Gone', client: 'Old', forecast: 11, archived: true }];
    const at = await sandbox({ data: buildWorld({ clients, projects }) });
    const answer = await forecast(at, 'PUT', '/projects/11', { body: { project: { archived: false } } });
    expect(answer.json).toEqual({ errors: ['Client is archived'] });
  });

  test('a body without its envelope is 400', async () => {
    const answer = await forecast(await sandbox(), 'POST', '/clients', { body: { name: 'X' } });
    expect(answer.status).toBe(400);
  });
});

describe('what a write does besides', () => {
  test('creates answer 201 with what the web app sees, deletes 204', async () => {
    const at = await sandbox();
    const person = { first_name: 'Gil', last_name: '', email: null, roles: ['Producer'], login: 'disabled' };
    const created = await forecast(at, 'POST', '/people', { body: { person } });
    expect(created.status).toBe(201);
    expect(created.json['person']).toMatchObject({
      ...person,
      weekly_capacity: null,
      archived: false,
      harvest_user_id: null,
    });
    const { id } = created.json['person'] as { id: number };
    expect((await read(at, '/roles/4003'))['person_ids']).toEqual([3004, id]);
    const deleted = await forecast(at, 'DELETE', `/people/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await read(at, '/roles/4003'))['person_ids']).toEqual([3004]);
  });

  test('roles are seen on people and placeholders by name, and written from both ends', async () => {
    const at = await sandbox();
    await forecast(at, 'PUT', '/roles/4001', { body: { role: { name: 'Artist', person_ids: ['3006'] } } });
    expect((await read(at, '/people/3006'))['roles']).toEqual(['Artist']);
    expect((await read(at, '/people/3001'))['roles']).toEqual([]);
    expect((await read(at, '/placeholders/5001'))['roles']).toEqual(['Artist']);
    await forecast(at, 'PUT', '/people/3001', { body: { person: { roles: ['Producer', 'Artist'] } } });
    expect((await read(at, '/roles/4001'))['person_ids']).toEqual([3006, 3001]);
    await forecast(at, 'DELETE', '/roles/4001');
    expect((await read(at, '/people/3001'))['roles']).toEqual(['Producer']);
    expect((await read(at, '/placeholders/5001'))['roles']).toEqual([]);
  });

  test('a deleted client takes its projects along', async () => {
    const at = await sandbox();
    expect((await forecast(at, 'DELETE', '/clients/1001')).status).toBe(204);
    expect(at.world().forecast.projects.map(({ id }) => id)).toEqual([2000, 2002, 2004, 2005]);
  });

  test('the default capacity is written on the account, unless the service does not let it be', async () => {
    const at = await sandbox();
    const body = { account: { weekly_capacity: 144000 } };
    const answer = await forecast(at, 'PUT', '/accounts/7654321', { body });
    expect(answer.json['account']).toMatchObject({ id: 7654321, weekly_capacity: 144000 });
    expect((await read(at, '/people/3001'))['weekly_capacity']).toBe(null);
    const closed = await sandbox({ accountWritable: false });
    expect((await forecast(closed, 'PUT', '/accounts/7654321', { body })).status).toBe(404);
  });
});

test('only people are filtered by state', async () => {
  const at = await sandbox();
  await at.control.archive({ side: 'forecast', kind: 'person', id: 3006 });
  const ids = async (query: string) => {
    const answer = await forecast(at, 'GET', `/people${query}`);
    return (answer.json['people'] as { id: number }[]).map(({ id }) => id).includes(3006);
  };
  expect([await ids(''), await ids('?state=active')]).toEqual([true, false]);
});

test('remaining hours are shown for linked hourly budgets of connected accounts', async () => {
  const at = await sandbox();
  const hours = async () => {
    const answer = await forecast(at, 'GET', '/aggregate/remaining_budgeted_hours');
    const rows = answer.json['remaining_budgeted_hours'] as { project_id: number; hours: number | null }[];
    return Object.fromEntries(rows.map((row) => [row.project_id, row.hours]));
  };
  expect(await hours()).toEqual({ 2001: null, 2002: null, 2003: null, 2004: null, 2005: null });
  await at.control.connect(true);
  expect(await hours()).toEqual({ 2001: null, 2002: null, 2003: 120.5, 2004: null, 2005: null });
  await at.control.lag(2003, 130);
  expect((await hours())[2003]).toBe(130);
  await at.control.lag(2003, null);
  expect((await hours())[2003]).toBe(120.5);
  expect((await request('GET', `${at.urls.forecast}/whoami`, {})).status).toBe(401);
});
