import {
  demand,
  isNameTaken,
  reads,
  harvestNow,
  isFilled,
  assignIfChanged,
  take,
  type Operation,
  type Resource,
} from '../resource.ts';
import { readFields } from '../input.ts';
import type { HarvestClient } from '../world.ts';

const FIELDS = { name: 'text', is_active: 'flag', address: 'text?', currency: 'text' } as const;

/** Clients (Harvest API docs, "Clients"; for refusals to archive and delete: the articles on managing clients). */
export const clients: Resource<HarvestClient> = {
  rows: (world) => world.harvest.clients,

  create(operation, input) {
    const { harvest } = operation.world;
    const at = harvestNow(operation.clock);
    const client: HarvestClient = {
      id: harvest.next_id++,
      name: '',
      is_active: true,
      address: null,
      statement_key: operation.random.uuid().replaceAll('-', ''),
      currency: harvest.company.currency,
      created_at: at,
      updated_at: at,
      ...readFields(input, FIELDS),
    };
    check(operation, client);
    harvest.clients.push(client);
    return client;
  },

  update(operation, client, input) {
    const written = readFields(input, FIELDS);
    const isLocked = reads(operation, 'lockedClients') && !client.is_active && written.is_active !== true;
    demand(operation, [[!isLocked, 'This client is archived. Restore it before you edit it.']]);
    const next = { ...client, ...written };
    check(operation, next, client);
    if (assignIfChanged(client, next)) client.updated_at = harvestNow(operation.clock);
    return client;
  },

  remove(operation, client) {
    const free = !operation.world.harvest.projects.some((project) => project.client_id === client.id);
    demand(operation, [[free, 'This client is not removable. It still has projects and/or invoices.']], true);
    return take(operation.world.harvest.clients, client);
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

function check(operation: Operation, next: HarvestClient, before?: HarvestClient): void {
  const { harvest } = operation.world;
  const renamed = next.name !== before?.name;
  const taken = renamed && isNameTaken(operation, harvest.clients, next);
  const archives = before?.is_active === true && !next.is_active;
  const busy = archives && harvest.projects.some((project) => project.client_id === next.id && project.is_active);
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [!taken, 'Name has already been taken'],
    [!busy, 'This client still has active projects. Archive them first.'],
  ]);
}
