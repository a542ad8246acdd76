import {
  demand,
  isNameTaken,
  harvestNow,
  isFilled,
  assignIfChanged,
  take,
  type Operation,
  type Resource,
} from '../resource.ts';
import { readFields } from '../input.ts';
import type { HarvestRole } from '../world.ts';

const FIELDS = { name: 'text', user_ids: 'ids' } as const;

/** Roles (Harvest API docs, "Roles"). `user_ids` here and `roles` of users are two views of one relation. */
export const roles: Resource<HarvestRole> = {
  rows: (world) => world.harvest.roles,

  create(operation, input) {
    const role = { ...newRole(operation, ''), ...readFields(input, FIELDS) };
    check(operation, role);
    operation.world.harvest.roles.push(role);
    return role;
  },

  update(operation, role, input) {
    const next = { ...role, ...readFields(input, FIELDS) };
    check(operation, next, role);
    if (assignIfChanged(role, next)) role.updated_at = harvestNow(operation.clock);
    return role;
  },

  /** Always possible. It only unlinks the role's users. */
  remove: (operation, role) => take(operation.world.harvest.roles, role),

  view: () => (role) => ({
    id: role.id,
    name: role.name,
    created_at: role.created_at,
    updated_at: role.updated_at,
    user_ids: role.user_ids,
  }),
};

export function newRole(operation: Operation, name: string): HarvestRole {
  const at = harvestNow(operation.clock);
  return { id: operation.world.harvest.next_id++, name, user_ids: [], created_at: at, updated_at: at };
}

function check(operation: Operation, next: HarvestRole, before?: HarvestRole): void {
  const { roles: all, users } = operation.world.harvest;
  const known = new Set(users.map(({ id }) => id));
  const taken = next.name !== before?.name && isNameTaken(operation, all, next);
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [!taken, 'Name has already been taken'],
    [next.user_ids.every((id) => known.has(id)), 'Users is invalid'],
  ]);
}
