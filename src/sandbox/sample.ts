import { buildWorld } from './build.ts';
import { type PersonPlan } from './world-plan.ts';
import type { World } from './world.ts';

/** The sample agency: two accounts that agree, with every pointer set. A fresh copy each time. */
export function sampleWorld(): World {
  return buildWorld({
    capacity: 126000,
    roles: [
      { name: 'Designer', harvest: 617670, forecast: 4001 },
      { name: 'Developer', harvest: 617671, forecast: 4002 },
      { name: 'Producer', harvest: 617672, forecast: 4003 },
    ],
    clients: [
      { name: 'Acme', harvest: 5735776, forecast: 1001 },
      { name: 'Umbrella', harvest: 5735774, forecast: 1002 },
      { name: 'Initech', harvest: 5735778, forecast: 1003 },
    ],
    people: [
      person('Kim Allen', 1782959, 3001, ['Designer']),
      person('Ana Silva', 1782960, 3002, ['Designer']),
      { ...person('Bo Chen', 1782961, 3003, ['Developer']), capacity: 108000 },
      { ...person('Dee Okafor', 1782962, 3004, ['Producer']), login: 'disabled' },
      person('Eve Ricci', 1782963, 3005, ['Developer']),
      person('Finn Maas', 1782964, 3006, []),
      { name: 'Meeting room 1', harvest: null, forecast: 3099, login: 'disabled' },
    ],
    projects: [
      { name: 'Time Off', harvest: null, forecast: 2000, client: null, code: null, extra: { color: 'black' } },
      { name: 'Website', harvest: 14308069, forecast: 2001, client: 'Acme', code: 'WEB' },
      { name: 'Rebrand', harvest: 14307913, forecast: 2002, client: 'Umbrella', code: 'RBR' },
      {
        name: 'Online shop',
        harvest: 14308070,
        forecast: 2003,
        client: 'Acme',
        code: 'SHOP',
        budget: { by: 'project', hours: 200, remaining: 120.5 },
      },
      {
        name: 'Support retainer',
        harvest: 14308071,
        forecast: 2004,
        client: 'Initech',
        budget: { by: 'project', hours: 40, remaining: 12, monthly: true },
      },
      { name: 'Old intranet', harvest: 14307900, forecast: 2005, client: 'Initech', archived: true },
    ],
    placeholders: [{ name: 'Freelance designer', id: 5001, roles: ['Designer'] }],
  });
}

function person(name: string, harvest: number, forecast: number, roles: readonly string[]): PersonPlan {
  const [first = ''] = name.toLowerCase().split(' ');
  return { name, harvest, forecast, roles, email: `${first}@acme.example` };
}
