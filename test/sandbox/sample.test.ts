import { expect, test } from 'vitest';
import { buildWorld } from '../../src/sandbox/build.ts';
import { sampleWorld } from '../../src/sandbox/sample.ts';

test('the sample agency: both sides agree, every pointer is set', () => {
  const { harvest, forecast, connected } = sampleWorld();
  expect(connected).toBe(false);
  const pairs = (kind: 'clients' | 'projects') =>
    forecast[kind].map((record) => {
      const other = harvest[kind].find(({ id }) => id === record.harvest_id);
      return [record.id, record.harvest_id, record.name === other?.name && record.archived === !other.is_active];
    });
  expect(pairs('clients')).toEqual([
    [1001, 5735776, true],
    [1002, 5735774, true],
    [1003, 5735778, true],
  ]);
  expect(pairs('projects')).toEqual([
    [2000, null, false],
    [2001, 14308069, true],
    [2002, 14307913, true],
    [2003, 14308070, true],
    [2004, 14308071, true],
    [2005, 14307900, true],
  ]);
  expect(forecast.people.map(({ id, harvest_user_id, login, email }) => [id, harvest_user_id, login, email])).toEqual([
    [3001, 1782959, 'enabled', 'kim@acme.example'],
    [3002, 1782960, 'enabled', 'ana@acme.example'],
    [3003, 1782961, 'enabled', 'bo@acme.example'],
    [3004, 1782962, 'disabled', 'dee@acme.example'],
    [3005, 1782963, 'enabled', 'eve@acme.example'],
    [3006, 1782964, 'enabled', 'finn@acme.example'],
    [3099, null, 'disabled', null],
  ]);
  expect(forecast.roles.map(({ id, harvest_role_id, person_ids }) => [id, harvest_role_id, person_ids])).toEqual([
    [4001, 617670, [3001, 3002]],
    [4002, 617671, [3003, 3005]],
    [4003, 617672, [3004]],
  ]);
});

test('a world is built pair by pair, with what differs said for each side', () => {
  const built = buildWorld({
    roles: [{ name: 'Designer' }],
    clients: [{ name: { harvest: 'Acme', forecast: 'Acme Ltd' }, harvest: 1, forecast: 2, pointer: null }],
    projects: [{ name: 'Site', client: 'Acme', code: { harvest: 'A', forecast: null }, harvest: 11, forecast: null }],
    people: [
      {
        name: 'Ana Maria Silva',
        roles: { harvest: ['Designer'], forecast: [] },
        capacity: { harvest: 90000, forecast: null },
      },
    ],
  });
  expect(built.harvest.users[0]).toMatchObject({ first_name: 'Ana', last_name: 'Maria Silva', weekly_capacity: 90000 });
  expect(built.forecast.people[0]).toMatchObject({
    weekly_capacity: null,
    harvest_user_id: built.harvest.users[0]?.id,
  });
  expect(built.forecast.clients[0]).toMatchObject({ id: 2, name: 'Acme Ltd', harvest_id: null });
  expect([built.harvest.projects[0]?.client_id, built.forecast.projects]).toEqual([1, []]);
  expect([built.harvest.roles[0]?.user_ids.length, built.forecast.roles[0]?.person_ids.length]).toEqual([1, 0]);
  expect(() => buildWorld({ projects: [{ name: 'X', client: 'Nobody' }] })).toThrow('no client "Nobody"');
});
