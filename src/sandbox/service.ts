import type { Clock, Random } from '../model/ports.ts';
import type { Access } from './access.ts';
import type { Operation, Strict } from './resource.ts';
import type { World } from './world.ts';

/** What the services' apps are made of. `world` is replaced as a whole when the control API loads another one. */
export interface Service {
  world(): World;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: readonly Access[] | 'any';
  readonly strict: Strict;
  /** The most rows on a Harvest page. */
  readonly pageSize: number;
  /** Whether `PUT /accounts/{id}` works in Forecast; nobody has tried it on the live service. */
  readonly accountWritable: boolean;
}

/** What the outer handler hands to an app beside the request: its body, read once. */
export type Bindings = { readonly body: string };

/** The operation at which a request of the API is worked on: the owner of the token edits. */
export function apiOperation(service: Service): Operation {
  const world = service.world();
  const { clock, random, strict } = service;
  return { world, clock, random, strict, editor: world.forecast.me, byHand: false, force: false };
}
