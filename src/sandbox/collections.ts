import type { Side } from '../model/side.ts';
import { find, Refusal, type Operation, type Input, type Json, type Resource, type Row } from './resource.ts';
import { clients as forecastClients } from './forecast/clients.ts';
import { people } from './forecast/people.ts';
import { placeholders } from './forecast/placeholders.ts';
import { projects as forecastProjects } from './forecast/projects.ts';
import { roles as forecastRoles } from './forecast/roles.ts';
import { clients as harvestClients } from './harvest/clients.ts';
import { projects as harvestProjects } from './harvest/projects.ts';
import { roles as harvestRoles } from './harvest/roles.ts';
import { users } from './harvest/users.ts';
import type { SandboxKind, World } from './world.ts';

/** A resource reduced to ids and answers, so that the control API can treat all kinds alike. */
export interface Collection {
  show(world: World, id: number): Json;
  create(operation: Operation, values: Input): Json;
  update(operation: Operation, id: number, values: Input): Json;
  /** Returns a copy of the record as it was kept. */
  remove(operation: Operation, id: number): Row;
  /** Puts such a copy back. */
  putBack(world: World, record: Row): Json;
}

/** Throws a 404 for a kind that the side does not have. */
export function collectionOf(side: Side, kind: SandboxKind): Collection {
  const found = side === 'harvest' ? HARVEST[kind] : FORECAST[kind];
  if (!found) throw new Refusal(404, [`${side} has no ${kind}`]);
  return found;
}

const HARVEST: { readonly [K in SandboxKind]?: Collection } = {
  client: collection(harvestClients),
  project: collection(harvestProjects),
  person: collection(users),
  role: collection(harvestRoles),
};
const FORECAST: { readonly [K in SandboxKind]?: Collection } = {
  client: collection(forecastClients),
  project: collection(forecastProjects),
  person: collection(people),
  role: collection(forecastRoles),
  placeholder: collection(placeholders),
};

function collection<R extends Row>(resource: Resource<R>): Collection {
  const show = (world: World, record: R) => resource.view(world)(record);
  return {
    show: (world, id) => structuredClone(show(world, find(resource.rows(world), id))),
    create: (operation, values) => structuredClone(show(operation.world, resource.create(operation, values))),
    update(operation, id, values) {
      const updated = resource.update(operation, find(resource.rows(operation.world), id), values);
      return structuredClone(show(operation.world, updated));
    },
    remove(operation, id) {
      const record = find(resource.rows(operation.world), id);
      const copy = structuredClone(record);
      resource.remove(operation, record);
      return copy;
    },
    putBack(world, record) {
      // `remove` of the same collection returned it.
      resource.rows(world).push(record as R);
      return structuredClone(show(world, record as R));
    },
  };
}
