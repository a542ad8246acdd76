import { demand, isNameTaken, isFilled, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { ForecastClient } from '../world.ts';
import { edited, withoutPointers, save, stamps } from './edit.ts';
import { removeProject } from './projects.ts';

const FIELDS = { name: 'text', harvest_id: 'whole?', archived: 'flag' } as const;

/** Clients (community OpenAPI files; for archiving and deleting: the articles on Forecast clients). */
export const clients: Resource<ForecastClient> = {
  rows: (world) => world.forecast.clients,

  create(operation, given) {
    const input = withoutPointers(operation, given);
    const { forecast } = operation.world;
    const client: ForecastClient = {
      id: forecast.next_id++,
      name: '',
      harvest_id: null,
      archived: false,
      ...stamps(operation),
      ...readFields(input, FIELDS),
    };
    check(operation, client);
    forecast.clients.push(client);
    return client;
  },

  update(operation, client, input) {
    const next = edited(operation, client, input, FIELDS);
    check(operation, next, client);
    return save(operation, client, next);
  },

  /** Deletes all its projects and their assignments too, for good. */
  remove(operation, client) {
    const { forecast } = operation.world;
    for (const project of forecast.projects.filter(({ client_id }) => client_id === client.id)) {
      removeProject(operation.world, project);
    }
    return take(forecast.clients, client);
  },

  view: () => (client) => client,
};

function check(operation: Operation, next: ForecastClient, before?: ForecastClient): void {
  const { forecast, harvest, connected } = operation.world;
  const renamed = next.name !== before?.name;
  const taken = renamed && isNameTaken(operation, forecast.clients, next);
  const archives = before?.archived === false && next.archived;
  const here = forecast.projects.some((project) => project.client_id === next.id && !project.archived);
  const there = harvest.projects.some((project) => project.client_id === next.harvest_id && project.is_active);
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [!taken, 'Name has already been taken'],
    [!archives || !here, "Client can't be archived while it has active projects"],
    [!archives || !connected || !there, "Client can't be archived while it has active projects in Harvest"],
  ]);
}
