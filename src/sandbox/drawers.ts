import type { Side } from '../model/side.ts';
import { find, Refusal, type Desk, type Input, type Json, type Resource, type Row } from './desk.ts';
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

/** A resource by ids and answers alone, so that the control API can treat all kinds alike. */
export interface Drawer {
  show(world: World, id: number): Json;
  create(desk: Desk, values: Input): Json;
  update(desk: Desk, id: number, values: Input): Json;
  /** Answers a copy of the record as it was kept. */
  remove(desk: Desk, id: number): Row;
  /** Puts such a copy back. */
  putBack(world: World, record: Row): Json;
}

/** Throws a 404 for a kind that the side does not have. */
export function drawerOf(side: Side, kind: SandboxKind): Drawer {
  const found = side === 'harvest' ? HARVEST[kind] : FORECAST[kind];
  if (!found) throw new Refusal(404, [`${side} has no ${kind}`]);
  return found;
}

const HARVEST: { readonly [K in SandboxKind]?: Drawer } = {
  client: drawer(harvestClients),
  project: drawer(harvestProjects),
  person: drawer(users),
  role: drawer(harvestRoles),
};
const FORECAST: { readonly [K in SandboxKind]?: Drawer } = {
  client: drawer(forecastClients),
  project: drawer(forecastProjects),
  person: drawer(people),
  role: drawer(forecastRoles),
  placeholder: drawer(placeholders),
};

function drawer<R extends Row>(resource: Resource<R>): Drawer {
  const show = (world: World, record: R) => resource.view(world)(record);
  return {
    show: (world, id) => structuredClone(show(world, find(resource.rows(world), id))),
    create: (desk, values) => structuredClone(show(desk.world, resource.create(desk, values))),
    update(desk, id, values) {
      const updated = resource.update(desk, find(resource.rows(desk.world), id), values);
      return structuredClone(show(desk.world, updated));
    },
    remove(desk, id) {
      const record = find(resource.rows(desk.world), id);
      const copy = structuredClone(record);
      resource.remove(desk, record);
      return copy;
    },
    putBack(world, record) {
      // It came out of `remove` of the same drawer.
      resource.rows(world).push(record as R);
      return structuredClone(show(world, record as R));
    },
  };
}
