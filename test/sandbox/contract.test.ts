import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answerOf, description, keysOf, problems } from './openapi.ts';
import { forecast, harvest, sandbox } from './support.ts';

const HARVEST = description('harvest-jolicode.yaml');
const JOLI = description('forecast-jolicode.yaml');
const THREE_AP = description('forecast-3ap.yaml');

// Seen in live answers of 2026. The description and its examples do not have them.
const COMPANY = ['currency', 'saml_sign_in_required', 'day_entry_notes_required', 'team_feature'];
const USER = ['employee_id', 'calendar_integration_enabled', 'calendar_integration_source', 'can_create_projects'];
const LIVE = [...COMPANY, ...USER];
/** Those of the record itself: clients have a currency in the description too. */
const isLive = (path: string, key: string): boolean =>
  !path.startsWith('/clients') && LIVE.includes(/^\.(?:\w+\[\]\.)?(\w+)$/.exec(key)?.[1] ?? '');

describe('Harvest answers what its description knows', () => {
  const calls: readonly (readonly [
    method: string,
    described: string,
    path: string,
    status: number,
    body: object | null,
  ])[] = [
    ['GET', '/company', '/company', 200, null],
    ['PATCH', '/company', '/company', 200, { weekly_capacity: 126000 }],
    ['GET', '/clients', '/clients', 200, null],
    ['POST', '/clients', '/clients', 201, { name: 'Hooli' }],
    ['GET', '/clients/{clientId}', '/clients/5735776', 200, null],
    ['PATCH', '/clients/{clientId}', '/clients/5735776', 200, { name: 'Acme Ltd' }],
    ['GET', '/projects', '/projects', 200, null],
    ['POST', '/projects', '/projects', 201, { client_id: 5735776, name: 'Next' }],
    ['GET', '/projects/{projectId}', '/projects/14308070', 200, null],
    ['PATCH', '/projects/{projectId}', '/projects/14308070', 200, { name: 'Shop' }],
    ['GET', '/users', '/users', 200, null],
    ['POST', '/users', '/users', 201, { first_name: 'Gil', last_name: 'Noor', email: 'gil@acme.example' }],
    ['GET', '/users/me', '/users/me', 200, null],
    ['GET', '/users/{userId}', '/users/1782960', 200, null],
    ['PATCH', '/users/{userId}', '/users/1782960', 200, { first_name: 'Anna' }],
    ['GET', '/roles', '/roles', 200, null],
    ['POST', '/roles', '/roles', 201, { name: 'Copywriter', user_ids: [1782960] }],
    ['GET', '/roles/{roleId}', '/roles/617670', 200, null],
    ['PATCH', '/roles/{roleId}', '/roles/617670', 200, { name: 'Artist' }],
    ['GET', '/reports/project_budget', '/reports/project_budget', 200, null],
    ['GET', '/user_assignments', '/user_assignments', 200, null],
    ['GET', '/projects/{projectId}/user_assignments', '/projects/14308069/user_assignments', 200, null],
  ];
  test.each(calls)('%s %s', async (method, described, path, status, body) => {
    const at = await sandbox();
    if (path.includes('user_assignments')) {
      await harvest(at, 'POST', '/projects/14308069/user_assignments', { body: { user_id: 1782960 } });
    }
    const answer = await harvest(at, method, path, body ? { body } : {});
    const { schema, example } = answerOf(HARVEST, method, described, status);
    expect(answer.status).toBe(status);
    const known = { keys: LIVE, nullable: 'schema' as const, floats: [] };
    expect(problems(HARVEST, answer.json, schema ?? {}, known)).toEqual([]);
    // Lists that happen to be empty in one of the two have no inner keys to compare.
    const plain = (keys: string[]) => keys.map((key) => key.replace(/(roles|user_ids)\[\]$/, '$1'));
    const documented = keysOf(answer.json).filter((key) => !isLive(path, key));
    expect(plain(documented)).toEqual(plain(keysOf(example)));
  });
});

describe('Forecast answers what its descriptions know', () => {
  // Recorded in 2025, newer than the descriptions.
  const account = ['saml_sign_in_required', 'creator_first_name', 'creator_last_name', 'billing_status', 'gdpr'];
  const keys = ['budget_by', 'budget_is_monthly', 'harvest_link', ...account];
  // Recorded answers hold null here; the descriptions do not say so.
  const nullable = [
    'email',
    'code',
    'notes',
    'start_date',
    'end_date',
    'harvest_id',
    'client_id',
    'weekly_capacity',
    'personal_feed_token_id',
    'harvest_subdomain',
    'harvest_name',
    'harvest_user_id',
    'hours',
  ];
  const calls = [
    ['/whoami', '/whoami', [JOLI, THREE_AP]],
    ['/accounts/{accountId}', '/accounts/7654321', [JOLI]],
    ['/people', '/people', [JOLI, THREE_AP]],
    ['/clients', '/clients', [JOLI, THREE_AP]],
    ['/projects', '/projects', [JOLI, THREE_AP]],
    ['/roles', '/roles', [JOLI, THREE_AP]],
    ['/placeholders', '/placeholders', [JOLI, THREE_AP]],
    ['/aggregate/remaining_budgeted_hours', '/aggregate/remaining_budgeted_hours', [JOLI]],
  ] as const;
  test.each(calls)('GET %s', async (described, path, files) => {
    const at = await sandbox();
    await at.control.connect(true);
    const answer = await forecast(at, 'GET', path);
    for (const file of files) {
      const known = Object.keys(file.paths).find(
        (one) => one.replace(/\{.*?\}/, '{}') === described.replace(/\{.*?\}/, '{}'),
      );
      const { schema } = answerOf(file, 'GET', known ?? described, 200);
      // 3AP's description knows no saturday and sunday.
      const more = file === THREE_AP ? [...keys, 'saturday', 'sunday'] : keys;
      const floats = ['hours'];
      expect(problems(file, answer.json, schema ?? {}, { keys: more, nullable, floats })).toEqual([]);
    }
  });

  // `teams` is what roles were called before; `working_days` had no weekend then.
  const recorded = (name: string): unknown => {
    const text = readFileSync(new URL(`../fixtures/forecast/${name}.json`, import.meta.url), 'utf8');
    return JSON.parse(text);
  };
  test.each([
    ['clients', [], []],
    ['projects', [], []],
    ['roles', [], []],
    [
      'people',
      ['.people[].teams[]'],
      ['.people[].personal_feed_token_id', '.people[].working_days.saturday', '.people[].working_days.sunday'],
    ],
    ['placeholders', ['.placeholders[].teams[]'], []],
  ] as const)('%s have the recorded keys', async (name, gone, added) => {
    const answer = await forecast(await sandbox(), 'GET', `/${name}`);
    if (name === 'clients') {
      const keys = ['archived', 'harvest_id', 'id', 'name', 'updated_at', 'updated_by_id'];
      expect(keysOf(answer.json)).toEqual(keys.map((key) => `.clients[].${key}`));
      return;
    }
    const plain = (keys: readonly string[]) => keys.map((key) => key.replace('.tags[]', '.tags')).sort();
    const expected = keysOf(recorded(name)).filter((key) => !(gone as readonly string[]).includes(key));
    expect(plain(keysOf(answer.json))).toEqual(plain([...expected, ...added]));
  });

  test('the account has the recorded keys, a 401 the recorded shape', async () => {
    const at = await sandbox();
    const { json } = await forecast(at, 'GET', '/accounts/7654321');
    expect(keysOf(json)).toEqual(expect.arrayContaining(keysOf(recorded('accounts'))));
    const refused = await forecast(at, 'GET', '/people', {
      headers: { authorization: 'Bearer x', 'forecast-account-id': '000000' },
    });
    expect(refused.json).toEqual(recorded('non-existent-token'));
  });
});
