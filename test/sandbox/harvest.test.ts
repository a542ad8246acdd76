import { describe, expect, test } from 'vitest';
import { buildWorld } from '../../src/sandbox/build.ts';
import { handClock, harvest, request, sandbox } from './support.ts';

describe('who calls', () => {
  test('a bad token and a missing account are 401 with the recorded body', async () => {
    const at = await sandbox();
    for (const headers of [
      { authorization: 'Bearer other' },
      { 'harvest-account-id': '' },
      { 'harvest-account-id': '7' },
    ]) {
      const answer = await harvest(at, 'GET', '/company', { headers });
      expect(answer.status).toBe(401);
      expect(answer.json).toEqual({
        error: 'invalid_token',
        error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.',
      });
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="Rack::OAuth2.*error="invalid_token"/);
    }
  });

  test('no User-Agent is 400; token and account may stand in the query', async () => {
    const at = await sandbox();
    expect((await harvest(at, 'GET', '/company', { headers: { 'user-agent': '' } })).status).toBe(400);
    const url = `${at.urls.harvest}/v2/company?access_token=sandbox-token&account_id=1234567`;
    expect((await request('GET', url, {})).status).toBe(200);
  });

  test('an unknown id is JSON, an unknown path is HTML', async () => {
    const at = await sandbox();
    const unknown = await harvest(at, 'GET', '/clients/1');
    expect([unknown.status, unknown.json]).toEqual([404, { status: 404, error: 'Not Found' }]);
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['GET', '/clients/'],
      ['PUT', '/clients/5735776'],
    ] as const) {
      const answer = await harvest(at, method, path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    }
  });

  test('a member sees themselves without rates, and is not authorized elsewhere', async () => {
    const at = await sandbox({ tokens: [{ token: 'sandbox-token', as: 'member' }] });
    const me = await harvest(at, 'GET', '/users/me');
    expect(me.json).toMatchObject({ email: 'kim@acme.example' });
    expect(Object.keys(me.json)).not.toContain('default_hourly_rate');
    const refused = await harvest(at, 'GET', '/clients');
    expect([refused.status, refused.json, refused.headers.get('hint')]).toEqual([
      403,
      { message: 'Not authorized!' },
      'Not authorized!',
    ]);
  });

  test('a manager reads people without rates but may not edit e-mails, roles or the company', async () => {
    const at = await sandbox({ tokens: [{ token: 'sandbox-token', as: 'manager' }] });
    expect((await harvest(at, 'GET', '/users')).status).toBe(200);
    expect((await harvest(at, 'GET', '/users/1782960')).json).not.toHaveProperty('cost_rate');
    expect((await harvest(at, 'PATCH', '/users/1782960', { body: { first_name: 'Anna' } })).status).toBe(200);
    expect((await harvest(at, 'PATCH', '/users/1782960', { body: { email: 'a@b.example' } })).status).toBe(403);
    expect((await harvest(at, 'GET', '/roles')).status).toBe(403);
    expect((await harvest(at, 'PATCH', '/company', { body: { weekly_capacity: 0 } })).status).toBe(403);
  });

  test('any token can be let in', async () => {
    const at = await sandbox({ tokens: 'any' });
    expect((await harvest(at, 'GET', '/company', { headers: { authorization: 'Bearer whatever' } })).status).toBe(200);
  });
});

describe('refusals', () => {
  const cases: readonly (readonly [what: string, method: string, path: string, body: object, message: string])[] = [
    ['a name that is taken', 'POST', '/clients', { name: 'Acme' }, 'Name has already been taken'],
    ['no name', 'POST', '/clients', {}, "Name can't be blank"],
    ['a name taken by another', 'PATCH', '/clients/5735776', { name: 'Umbrella' }, 'Name has already been taken'],
    [
      'a client with active projects',
      'PATCH',
      '/clients/5735776',
      { is_active: false },
      'This client still has active projects. Archive them first.',
    ],
    ['a project without a client', 'POST', '/projects', { name: 'X' }, "Client can't be blank"],
    ['a project of nobody', 'POST', '/projects', { name: 'X', client_id: 9 }, "Client can't be blank"],
    ['a strange budget', 'PATCH', '/projects/14308069', { budget_by: 'moon' }, 'Budget by is not included in the list'],
    [
      'an edit of an archived project',
      'PATCH',
      '/projects/14307900',
      { name: 'X' },
      'This project is archived. Restore it before you edit it.',
    ],
    [
      'restoring and editing at once',
      'PATCH',
      '/projects/14307900',
      { name: 'X', is_active: true },
      'This project is archived. Restore it before you edit it.',
    ],
    [
      'an e-mail that is taken',
      'PATCH',
      '/users/1782960',
      { email: 'KIM@acme.example' },
      'Email KIM@acme.example has already been taken',
    ],
    ['no e-mail', 'POST', '/users', { first_name: 'A', last_name: 'B' }, "Email can't be blank"],
    ['no names', 'POST', '/users', { email: 'a@b.example' }, "First name can't be blank, Last name can't be blank"],
    [
      'a quarter of an hour',
      'PATCH',
      '/users/1782960',
      { weekly_capacity: 126900 },
      'Weekly capacity must be between 0 and 60 hours in steps of half an hour',
    ],
    [
      '61 hours',
      'PATCH',
      '/company',
      { weekly_capacity: 219600 },
      'Weekly capacity must be between 0 and 60 hours in steps of half an hour',
    ],
    ['no capacity', 'PATCH', '/users/1782960', { weekly_capacity: null }, 'Weekly capacity is invalid'],
    ['a role that is there', 'POST', '/roles', { name: 'Designer' }, 'Name has already been taken'],
    ['a role with nobody known', 'PATCH', '/roles/617670', { user_ids: [1] }, 'Users is invalid'],
    ['a page of 2,001', 'GET', '/clients?per_page=2001', {}, 'Invalid per_page parameter'],
    ['a cursor of another kind', 'GET', '/clients?cursor=abc', {}, 'Invalid cursor parameter'],
  ];
  test.each(cases)('%s', async (_, method, path, body, message) => {
    const at = await sandbox();
    const before = at.world();
    const answer = await harvest(at, method, path, method === 'GET' ? {} : { body });
    expect([answer.status, answer.json]).toEqual([422, { message }]);
    expect(at.world().harvest).toMatchObject({ ...before.harvest, next_id: expect.any(Number) as number });
  });

  test('a client with projects is not removable, says a Hint too', async () => {
    const answer = await harvest(await sandbox(), 'DELETE', '/clients/5735776');
    const message = 'This client is not removable. It still has projects and/or invoices.';
    expect([answer.status, answer.json, answer.headers.get('hint')]).toEqual([422, { message }, message]);
  });

  test('an active project finds no place under an archived client', async () => {
    const clients = [
      { name: 'Old', harvest: 1, archived: true },
      { name: 'New', harvest: 2 },
    ];
    const projects = [
      { name: 'Gone', client: 'Old', harvest: 11, archived: true },
      { name: 'Here', client: 'New', harvest: 12 },
    ];
    const at = await sandbox({ data: buildWorld({ clients, projects }) });
    const refused = { message: 'Client is archived' };
    expect((await harvest(at, 'PATCH', '/projects/11', { body: { is_active: true } })).json).toEqual(refused);
    expect((await harvest(at, 'PATCH', '/projects/12', { body: { client_id: 1 } })).json).toEqual(refused);
    expect((await harvest(at, 'POST', '/projects', { body: { client_id: 1, name: 'Next' } })).json).toEqual(refused);
    expect((await harvest(at, 'PATCH', '/clients/1', { body: { is_active: true } })).status).toBe(200);
    expect((await harvest(at, 'PATCH', '/projects/11', { body: { is_active: true } })).status).toBe(200);
  });

  test('an archived user keeps names and e-mail, and may get another capacity', async () => {
    const at = await sandbox();
    await harvest(at, 'PATCH', '/users/1782964', { body: { is_active: false } });
    for (const body of [
      { first_name: 'F' },
      { last_name: 'M' },
      { email: 'f@acme.example' },
      { email: 'f@a.example', is_active: true },
    ]) {
      expect((await harvest(at, 'PATCH', '/users/1782964', { body })).status).toBe(422);
    }
    const answer = await harvest(at, 'PATCH', '/users/1782964', { body: { weekly_capacity: 90000 } });
    expect(answer.json).toMatchObject({ is_active: false, weekly_capacity: 90000 });
  });

  test('two projects of one name under one client, only where asked to be strict', async () => {
    const body = { client_id: 5735776, name: 'Website' };
    expect((await harvest(await sandbox(), 'POST', '/projects', { body })).status).toBe(201);
    const strict = await sandbox({ strict: { projectNames: true } });
    expect((await harvest(strict, 'POST', '/projects', { body })).json).toEqual({
      message: 'Name has already been taken',
    });
  });

  test('broken JSON is 400', async () => {
    const call = { body: '{"name":', headers: { 'content-type': 'application/json' } };
    expect((await harvest(await sandbox(), 'POST', '/clients', call)).status).toBe(400);
  });
});

describe('what a write does besides', () => {
  test('the creator manages a new project, until archived', async () => {
    const at = await sandbox();
    const created = await harvest(at, 'POST', '/projects', {
      body: { client_id: '5735776', name: 'Next', is_billable: 'false' },
    });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ is_billable: false, client: { id: 5735776, name: 'Acme', currency: 'EUR' } });
    const id = String(created.json['id']);
    expect(created.headers.get('location')).toBe(`${at.urls.harvest}/api/v2/projects/${id}`);
    const assigned = await harvest(at, 'GET', `/projects/${id}/user_assignments`);
    expect(assigned.json['user_assignments']).toMatchObject([{ is_project_manager: true, user: { id: 1782959 } }]);
    await harvest(at, 'PATCH', '/users/1782959', { body: { is_active: false } });
    await harvest(at, 'PATCH', '/users/1782959', { body: { is_active: true } });
    expect((await harvest(at, 'GET', '/user_assignments')).json['user_assignments']).toEqual([]);
  });

  test('everybody on the default follows the company; who was set does not', async () => {
    const at = await sandbox();
    await harvest(at, 'PATCH', '/users/1782960', { body: { weekly_capacity: 126000 } });
    await harvest(at, 'PATCH', '/company', { body: { weekly_capacity: 144000, name: 'ignored' } });
    const users = (await harvest(at, 'GET', '/users')).json['users'] as { id: number; weekly_capacity: number }[];
    const capacities = Object.fromEntries(users.map((user) => [user.id, user.weekly_capacity]));
    expect(capacities).toEqual({
      1782959: 144000,
      1782960: 126000,
      1782961: 108000,
      1782962: 144000,
      1782963: 144000,
      1782964: 144000,
    });
    expect((await harvest(at, 'GET', '/company')).json).toMatchObject({
      name: 'Sample Agency',
      weekly_capacity: 144000,
    });
  });

  test('roles and people are two views of one relation', async () => {
    const at = await sandbox();
    await harvest(at, 'PATCH', '/roles/617670', { body: { name: 'Artist', user_ids: [1782964] } });
    expect((await harvest(at, 'GET', '/users/1782964')).json['roles']).toEqual(['Artist']);
    expect((await harvest(at, 'GET', '/users/1782959')).json['roles']).toEqual([]);
    const form = {
      body: 'roles[]=Artist&roles[]=Producer',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await harvest(at, 'PATCH', '/users/1782959', form)).json['roles']).toEqual(['Artist', 'Producer']);
    const removed = await harvest(at, 'DELETE', '/roles/617670');
    expect([removed.status, removed.json['name']]).toEqual([200, 'Artist']);
    expect((await harvest(at, 'GET', '/users/1782959')).json['roles']).toEqual(['Producer']);
  });

  test('time stamps are whole seconds of the clock, and move only with the record', async () => {
    const clock = handClock('2026-03-02T10:00:00.900Z');
    const at = await sandbox({ clock });
    const same = await harvest(at, 'PATCH', '/clients/5735776', { body: { name: 'Acme' } });
    expect(same.json['updated_at']).toBe('2024-01-08T09:00:00Z');
    const moved = await harvest(at, 'PATCH', '/clients/5735776', { body: { name: 'Acme Ltd' } });
    expect(moved.json['updated_at']).toBe('2026-03-02T10:00:00Z');
    expect(moved.headers.get('date')).toBe('Mon, 02 Mar 2026 10:00:00 GMT');
    const since = async (time: string) => {
      const list = await harvest(at, 'GET', `/clients?updated_since=${time}`);
      return (list.json['clients'] as { name: string }[]).map(({ name }) => name);
    };
    expect(await since('2026-03-02T09:59:59Z')).toEqual(['Acme Ltd']);
    expect(await since('2026-03-02T10:00:00Z')).toEqual([]);
  });

  test('a deleted project takes its assignments along and is answered as archived', async () => {
    const at = await sandbox();
    const answer = await harvest(at, 'DELETE', '/projects/14308069');
    expect([answer.status, answer.json['is_active']]).toEqual([200, false]);
    expect((await harvest(at, 'GET', '/projects/14308069')).status).toBe(404);
  });
});

describe('pages', () => {
  const clients = Array.from({ length: 7 }, (_, index) => ({ name: `Client ${index}`, harvest: 100 + index }));
  type Page = Record<string, unknown> & { clients: { name: string }[]; links: Record<string, string | null> };

  test('by cursor: page numbers only at the ends, links to this host, filters kept', async () => {
    const at = await sandbox({ data: buildWorld({ clients }) });
    const pages: Page[] = [];
    let url: string | null = `${at.urls.harvest}/v2/clients?per_page=3&is_active=true`;
    while (url !== null) {
      const page = (await harvest(at, 'GET', url)).json as Page;
      pages.push(page);
      url = page.links['next'] ?? null;
    }
    expect(pages.map((page) => page.clients.map(({ name }) => name.slice(-1)).join(''))).toEqual(['654', '321', '0']);
    const numbers = pages.map((page) => [page['page'], page['next_page'], page['previous_page']]);
    expect(numbers).toEqual([
      [1, 2, null],
      [null, null, null],
      [3, null, 2],
    ]);
    expect(pages[1]?.['total_entries']).toBe(7);
    expect(pages[1]?.['total_pages']).toBe(3);
    expect(pages[0]?.links['first']).toBe(`${at.urls.harvest}/v2/clients?is_active=true&page=1&per_page=3&ref=first`);
    expect(pages[0]?.links['next']).toMatch(/is_active=true.*cursor=.*ref=next_cursor$/);
    const back = (await harvest(at, 'GET', pages[2]?.links['previous'] ?? '')).json as Page;
    expect(back.clients).toEqual(pages[1]?.clients);
  });

  test('by cursor: a record that goes between two pages makes none be missed', async () => {
    const at = await sandbox({ data: buildWorld({ clients }) });
    const first = (await harvest(at, 'GET', '/clients?per_page=3')).json as Page;
    await at.control.delete({ side: 'harvest', kind: 'client', id: 104 });
    const next = (await harvest(at, 'GET', first.links['next'] ?? '')).json as Page;
    expect(next.clients[0]?.name).toBe('Client 3');
  });

  test('by page: numbers throughout, nothing past the end', async () => {
    const at = await sandbox({ data: buildWorld({ clients }) });
    const second = (await harvest(at, 'GET', '/clients?page=2&per_page=3')).json as Page;
    expect([second['page'], second['next_page'], second['previous_page']]).toEqual([2, 3, 1]);
    const past = (await harvest(at, 'GET', '/clients?page=9&per_page=3')).json as Page;
    expect([past.clients, past.links['next']]).toEqual([[], null]);
  });

  test('an empty list is one page', async () => {
    const at = await sandbox({ data: buildWorld({}) });
    const page = (await harvest(at, 'GET', '/clients')).json as Page;
    expect(page).toMatchObject({
      clients: [],
      per_page: 2000,
      total_pages: 1,
      total_entries: 0,
      page: 1,
      next_page: null,
    });
  });
});

test('the budget report has the projects with a budget, and the money only for administrators', async () => {
  const at = await sandbox();
  await at.control.budget({ project: 14308069, by: 'project_cost', total: 9000, remaining: 4000 });
  const rows = (await harvest(at, 'GET', '/reports/project_budget')).json['results'];
  expect(rows).toMatchObject([
    { project_id: 14308071, budget_is_monthly: true, budget_remaining: 12 },
    { project_id: 14308070, budget: 200, budget_spent: 79.5, budget_remaining: 120.5 },
    { project_id: 14308069, budget: 9000, budget_spent: 5000, budget_remaining: 4000 },
  ]);
  const manager = await sandbox({ data: at.world(), tokens: [{ token: 'sandbox-token', as: 'manager' }] });
  const seen = (await harvest(manager, 'GET', '/reports/project_budget')).json['results'] as object[];
  expect(seen.map((row) => 'budget_remaining' in row)).toEqual([true, true, false]);
});

test('Harvest ID tells which accounts a token opens', async () => {
  const at = await sandbox();
  const answer = await request('GET', `${at.urls.id}/api/v2/accounts`, { authorization: 'Bearer sandbox-token' });
  expect(answer.json).toEqual({
    user: { id: 1782959, first_name: 'Kim', last_name: 'Allen', email: 'kim@acme.example' },
    accounts: [
      { id: 1234567, name: 'Sample Agency', product: 'harvest', google_sign_in_required: false },
      { id: 7654321, name: 'Sample Agency', product: 'forecast', google_sign_in_required: false },
    ],
  });
  expect((await request('GET', `${at.urls.id}/api/v2/accounts`, { authorization: 'Bearer no' })).status).toBe(401);
});
