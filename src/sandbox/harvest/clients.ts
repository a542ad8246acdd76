import { demand, harvestNow, isFilled, settle, take, type Desk, type Resource } from '../desk.ts';
import { readFields } from '../input.ts';
import type { HarvestClient } from '../world.ts';

const FIELDS = { name: 'text', is_active: 'flag', address: 'text?', currency: 'text' } as const;

/** Clients (Harvest API docs, "Clients"; what archiving and deleting refuse: the articles on managing clients). */
export const clients: Resource<HarvestClient> = {
  rows: (world) => world.harvest.clients,

  create(desk, input) {
    const { harvest } = desk.world;
    const at = harvestNow(desk.clock);
    const client: HarvestClient = {
      id: harvest.next_id++,
      name: '',
      is_active: true,
      address: null,
      statement_key: desk.random.uuid().replaceAll('-', ''),
      currency: harvest.company.currency,
      created_at: at,
      updated_at: at,
      ...readFields(input, FIELDS),
    };
    check(desk, client);
    harvest.clients.push(client);
    return client;
  },

  update(desk, client, input) {
    const next = { ...client, ...readFields(input, FIELDS) };
    check(desk, next, client);
    if (settle(client, next)) client.updated_at = harvestNow(desk.clock);
    return client;
  },

  remove(desk, client) {
    const free = !desk.world.harvest.projects.some((project) => project.client_id === client.id);
    demand(desk, [[free, 'This client is not removable. It still has projects and/or invoices.']], true);
    return take(desk.world.harvest.clients, client);
  },

  view: () => (client) => ({
    id: client.id,
    name: client.name,
    is_active: client.is_active,
    address: client.address,
    statement_key: client.statement_key,
    created_at: client.created_at,
    updated_at: client.updated_at,
    currency: client.currency,
  }),
};

function check(desk: Desk, next: HarvestClient, before?: HarvestClient): void {
  const { harvest } = desk.world;
  const renamed = next.name !== before?.name;
  const taken = renamed && harvest.clients.some((other) => other.id !== next.id && other.name === next.name);
  const archives = before?.is_active === true && !next.is_active;
  const busy = archives && harvest.projects.some((project) => project.client_id === next.id && project.is_active);
  demand(desk, [
    [isFilled(next.name), "Name can't be blank"],
    [!taken, 'Name has already been taken'],
    [!busy, 'This client still has active projects. Archive them first.'],
  ]);
}
