import type { Clock, Random } from '../model/ports.ts';
import type { Access } from './access.ts';
import type { Operation, Strict } from './resource.ts';
import type { World } from './world.ts';

/** What both apps are built from. `world` is replaced as a whole when the control API loads another one. */
export interface Service {
  world(): World;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: readonly Access[] | 'any';
  readonly strict: Strict;
  /** The most rows on a Harvest page. */
  readonly pageSize: number;
  /** Whether `PUT /accounts/{id}` works in Forecast. Nobody has tried it on the live service. */
  readonly accountWritable: boolean;
}

/** What the outer handler passes to an app with the request: the body, which can be read only once. */
export type Bindings = { readonly body: string };

/** The operation of a request to the API: the owner of the token edits. */
export function apiOperation(service: Service): Operation {
  const world = service.world();
  const { clock, random, strict } = service;
  return { world, clock, random, strict, editor: world.forecast.me, byHand: false, force: false };
}
