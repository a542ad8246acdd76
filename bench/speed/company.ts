import { buildWorld } from '../../src/sandbox/build.ts';
import type { World } from '../../src/sandbox/world.ts';

export interface Company {
  readonly world: World;
  /** `hfsync.yaml`, with a link for each pair. */
  readonly config: string;
  readonly links: number;
}

const ROLES = [
  'Design',
  'Development',
  'Project management',
  'Consulting',
  'Editing',
  'Testing',
  'Operations',
  'Sales',
];
const FIRST = ['Kim', 'Ana', 'Bo', 'Dee', 'Eve', 'Finn', 'Jürgen', 'Zoë', 'Ines', 'Malik', 'Sunniva', 'Tomás'];
const LAST = ['Allen', 'Silva', 'Chen', 'Okafor', 'Ricci', 'Maas', 'Weiß', 'Núñez', 'Haddad', 'Lindqvist'];
const WORK = ['Website', 'Rebrand', 'Online shop', 'Support', 'Migration', 'Audit', 'Campaign', 'Café & bar fit-out'];

/** Two accounts in step: 1 link in 20 is a client, 13 are projects, 6 are people. */
export function company(links: number): Company {
  const clients = Math.max(1, Math.round(links / 20));
  const people = Math.round(links * 0.3);
  const projects = links - clients - people;
  const clientName = (n: number): string => `Client ${n} ${LAST[n % LAST.length]} & Co.`;
  const world = buildWorld({
    roles: ROLES.map((name) => ({ name })),
    clients: count(clients, (n) => ({ name: clientName(n) })),
    people: count(people, (n) => ({
      name: `${FIRST[n % FIRST.length]} ${LAST[n % LAST.length]}-${n}`,
      email: `person.${n}@company.example`,
      roles: [ROLES[n % ROLES.length]!],
      ...(n % 4 === 0 && { capacity: 100_800 }),
    })),
    projects: count(projects, (n) => ({
      name: `${WORK[n % WORK.length]} ${2000 + (n % 30)}/${n}`,
      client: clientName(n % clients),
      code: `P-${String(n).padStart(6, '0')}`,
      ...(n % 10 === 0 && { archived: true }),
    })),
  });
  return { world, config: configOf(world), links };
}

function configOf({ harvest, forecast }: World): string {
  const line = (name: string, of: number, to: number): string =>
    `    - { name: ${JSON.stringify(name)}, harvest: ${of}, forecast: ${to} }`;
  return `version: 1

harvest:
  account: ${harvest.account}
  token: \${HARVEST_TOKEN}
forecast:
  account: ${forecast.account}
  token: \${FORECAST_TOKEN}

links:
  clients:
${forecast.clients.map(({ name, harvest_id, id }) => line(name, harvest_id!, id)).join('\n')}
  projects:
${forecast.projects.map(({ name, harvest_id, id }) => line(name, harvest_id!, id)).join('\n')}
  people:
${forecast.people.map((each) => line(`${each.first_name} ${each.last_name}`, each.harvest_user_id!, each.id)).join('\n')}
`;
}

function count<T>(size: number, make: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => make(index));
}
