import { demand, harvestNow, isFilled, assignIfChanged, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { HarvestUser, World } from '../world.ts';
import { newRole } from './roles.ts';

const FIELDS = {
  first_name: 'text',
  last_name: 'text',
  email: 'text',
  telephone: 'text',
  timezone: 'text',
  has_access_to_all_future_projects: 'flag',
  is_contractor: 'flag',
  is_active: 'flag',
  weekly_capacity: 'whole',
  default_hourly_rate: 'number?',
  cost_rate: 'number?',
  access_roles: 'texts',
} as const;

/** Users (Harvest API docs, "Users"). */
export const users: Resource<HarvestUser> = {
  rows: (world) => world.harvest.users,

  create(operation, input) {
    const { harvest } = operation.world;
    const user: HarvestUser = {
      ...blankUser(harvest.next_id++, harvestNow(operation.clock)),
      ...readFields(input, FIELDS),
    };
    const { roles } = readFields(input, { roles: 'texts' });
    check(operation, user);
    harvest.users.push(user);
    if (roles) setRoles(operation, user, roles);
    return user;
  },

  update(operation, user, input) {
    // A person in the web app can put somebody back on the default. The API has no way to do that.
    const { weekly_capacity: capacity, ...others } = input;
    const back = operation.byHand && capacity === null;
    const written = readFields(back ? others : input, FIELDS);
    const { roles } = readFields(input, { roles: 'texts' });
    const identity = (['first_name', 'last_name', 'email'] as const).some((key) => key in written);
    demand(operation, [[user.is_active || !identity, 'Name and email of an archived person cannot be changed']]);
    const next = { ...user, ...written, ...(back ? { weekly_capacity: null } : {}) };
    check(operation, next, user);
    const archived = user.is_active && !next.is_active;
    const moved = assignIfChanged(user, next);
    if (archived) unassign(operation.world, user.id);
    const joined = roles ? setRoles(operation, user, roles) : false;
    if (moved || joined) user.updated_at = harvestNow(operation.clock);
    return user;
  },

  remove(operation, user) {
    demand(operation, [[user.id !== operation.world.harvest.me, 'You cannot delete yourself']]);
    for (const role of operation.world.harvest.roles) role.user_ids = role.user_ids.filter((id) => id !== user.id);
    unassign(operation.world, user.id);
    return take(operation.world.harvest.users, user);
  },

  view(world, options) {
    const roles = rolesByUser(world);
    const { company } = world.harvest;
    return (user) => ({
      id: user.id,
      first_name: user.first_name,
      last_name: user.last_name,
      email: user.email,
      telephone: user.telephone,
      timezone: user.timezone,
      has_access_to_all_future_projects: user.has_access_to_all_future_projects,
      is_contractor: user.is_contractor,
      is_active: user.is_active,
      created_at: user.created_at,
      updated_at: user.updated_at,
      weekly_capacity: user.weekly_capacity ?? company.weekly_capacity,
      ...(options?.rates === false ? {} : { default_hourly_rate: user.default_hourly_rate, cost_rate: user.cost_rate }),
      roles: roles.get(user.id) ?? [],
      access_roles: user.access_roles,
      // In live answers of 2026, but not in the documentation.
      employee_id: null,
      calendar_integration_enabled: false,
      calendar_integration_source: null,
      can_create_projects: user.access_roles.includes('administrator') || user.access_roles.includes('project_creator'),
      avatar_url: `https://${company.subdomain}.harvestapp.com/assets/profile_images/${user.id}.png`,
    });
  },
};

/** A user as Harvest creates it from two names and an e-mail. */
export function blankUser(id: number, at: string): HarvestUser {
  return {
    id,
    first_name: '',
    last_name: '',
    email: '',
    telephone: '',
    timezone: 'Eastern Time (US & Canada)',
    has_access_to_all_future_projects: false,
    is_contractor: false,
    is_active: true,
    weekly_capacity: null,
    default_hourly_rate: 0,
    cost_rate: 0,
    access_roles: ['member'],
    created_at: at,
    updated_at: at,
  };
}

/**
 * Whether Harvest accepts this many seconds a week: half hours from 0 to 60 h (Harvest API docs; the article on
 * capacity).
 */
export function isCapacity(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 0 && seconds <= 216000 && seconds % 1800 === 0;
}

export const CAPACITY_REFUSED = 'Weekly capacity must be between 0 and 60 hours in steps of half an hour';

function check(operation: Operation, next: HarvestUser, before?: HarvestUser): void {
  const email = next.email.toLowerCase();
  const taken =
    email !== before?.email.toLowerCase() &&
    operation.world.harvest.users.some((other) => other.id !== next.id && other.email.toLowerCase() === email);
  demand(operation, [
    [isFilled(next.first_name), "First name can't be blank"],
    [isFilled(next.last_name), "Last name can't be blank"],
    [isFilled(next.email), "Email can't be blank"],
    [next.email.trim() === '' || /^\S+@\S+$/.test(next.email), 'Email is invalid'],
    [!taken, `Email ${next.email} has already been taken`],
    [next.weekly_capacity === null || isCapacity(next.weekly_capacity), CAPACITY_REFUSED],
  ]);
}

/** Replaces a user's roles by name. An unknown name becomes a new role (third-party tests against a real account). */
function setRoles(operation: Operation, user: HarvestUser, names: readonly string[]): boolean {
  const { harvest } = operation.world;
  let moved = false;
  for (const name of new Set(names)) {
    if (harvest.roles.some((role) => role.name === name)) continue;
    harvest.roles.push(newRole(operation, name));
  }
  for (const role of harvest.roles) {
    const member = role.user_ids.includes(user.id);
    if (member === names.includes(role.name)) continue;
    role.user_ids = member ? role.user_ids.filter((id) => id !== user.id) : [...role.user_ids, user.id];
    role.updated_at = harvestNow(operation.clock);
    moved = true;
  }
  return moved;
}

/**
 * An archived person leaves all projects. Restoring the person does not bring them back (article on managing people).
 */
function unassign(world: World, user: number): void {
  world.harvest.user_assignments = world.harvest.user_assignments.filter(({ user_id }) => user_id !== user);
}

function rolesByUser(world: World): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const role of world.harvest.roles) {
    for (const id of role.user_ids) names.set(id, [...(names.get(id) ?? []), role.name]);
  }
  return names;
}
