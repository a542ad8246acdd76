import { demand, isNameTaken, isFilled, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { ForecastRole, World } from '../world.ts';
import { edited, withoutPointers } from './edit.ts';

const FIELDS = { name: 'text', person_ids: 'ids', placeholder_ids: 'ids', harvest_role_id: 'whole?' } as const;

type Members = 'person_ids' | 'placeholder_ids';

/** Roles (community OpenAPI files and recorded answers): no time stamps, no editor. */
export const roles: Resource<ForecastRole> = {
  rows: (world) => world.forecast.roles,

  create(operation, given) {
    const input = withoutPointers(operation, given);
    const role = { ...newRole(operation.world, ''), ...readFields(input, FIELDS) };
    check(operation, role);
    operation.world.forecast.roles.push(role);
    return role;
  },

  update(operation, role, input) {
    const next = edited(operation, role, input, FIELDS);
    check(operation, next, role);
    return Object.assign(role, next);
  },

  remove: (operation, role) => take(operation.world.forecast.roles, role),

  view: () => (role) => role,
};

/**
 * Replaces somebody's roles by name. Returns whether anything changed. An unknown name becomes a new role, as in
 * Harvest (not documented for Forecast).
 */
export function setRoles(operation: Operation, members: Members, id: number, names: readonly string[]): boolean {
  const { forecast } = operation.world;
  let moved = false;
  for (const name of new Set(names)) {
    if (!forecast.roles.some((role) => role.name === name)) forecast.roles.push(newRole(operation.world, name));
  }
  for (const role of forecast.roles) {
    const member = role[members].includes(id);
    if (member === names.includes(role.name)) continue;
    role[members] = member ? role[members].filter((other) => other !== id) : [...role[members], id];
    moved = true;
  }
  return moved;
}

export function leaveRoles(world: World, members: Members, id: number): void {
  for (const role of world.forecast.roles) role[members] = role[members].filter((other) => other !== id);
}

/** Role names by the id of a person or a placeholder. */
export function rolesOf(world: World, members: Members): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const role of world.forecast.roles) {
    for (const id of role[members]) names.set(id, [...(names.get(id) ?? []), role.name]);
  }
  return names;
}

function newRole(world: World, name: string): ForecastRole {
  return { id: world.forecast.next_id++, name, placeholder_ids: [], person_ids: [], harvest_role_id: null };
}

function check(operation: Operation, next: ForecastRole, before?: ForecastRole): void {
  const { roles: all, people, placeholders } = operation.world.forecast;
  const known = new Set([...people, ...placeholders].map(({ id }) => id));
  const taken = next.name !== before?.name && isNameTaken(operation, all, next);
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [!taken, 'Name has already been taken'],
    [[...next.person_ids, ...next.placeholder_ids].every((id) => known.has(id)), 'People are invalid'],
  ]);
}
