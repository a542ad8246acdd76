import { blankPerson } from './forecast/people.ts';
import { blankProject as blankForecastProject } from './forecast/projects.ts';
import { blankProject as blankHarvestProject } from './harvest/projects.ts';
import { blankUser } from './harvest/users.ts';
import { type HarvestProject, type World } from './world.ts';
import { emptyWorld } from './empty-world.ts';
import type { WorldPlan, RolePlan, ClientPlan, PersonPlan, ProjectPlan, Pair, Both } from './world-plan.ts';

/** Builds two accounts from pairs. */
export function buildWorld(plan: WorldPlan): World {
  const built = emptyWorld();
  const at = plan.at ?? '2024-01-08T09:00:00Z';
  built.connected = plan.connected ?? false;
  built.harvest.company.weekly_capacity = pick(plan.capacity ?? 126000, 'harvest');
  built.forecast.weekly_capacity = pick(plan.capacity ?? 126000, 'forecast');
  for (const role of plan.roles ?? []) addRole(built, role, at);
  for (const client of plan.clients ?? []) addClient(built, client, at);
  for (const person of plan.people ?? []) addPerson(built, person, at);
  for (const project of plan.projects ?? []) addProject(built, project, at);
  for (const { name, id, roles } of plan.placeholders ?? []) {
    const placeholder = { id: id ?? built.forecast.next_id++, name, archived: false, ...stamps(built, {}, at) };
    built.forecast.placeholders.push(placeholder);
    join(built, 'forecast', 'placeholder_ids', placeholder.id, roles ?? []);
  }
  return built;
}

function addRole(built: World, plan: RolePlan, at: string): void {
  const { harvest, forecast, pointer } = ids(built, plan);
  if (harvest !== null) {
    const name = pick(plan.name, 'harvest');
    built.harvest.roles.push({ id: harvest, name, user_ids: [], created_at: at, updated_at: at });
  }
  if (forecast !== null) {
    const name = pick(plan.name, 'forecast');
    const members = { placeholder_ids: [], person_ids: [] };
    built.forecast.roles.push({ id: forecast, name, ...members, harvest_role_id: pointer, ...plan.extra });
  }
}

function addClient(built: World, plan: ClientPlan, at: string): void {
  const { harvest, forecast, pointer } = ids(built, plan);
  if (harvest !== null) {
    built.harvest.clients.push({
      id: harvest,
      name: pick(plan.name, 'harvest'),
      is_active: !pick(plan.archived ?? false, 'harvest'),
      address: null,
      statement_key: harvest.toString(16).padStart(32, '0'),
      currency: built.harvest.company.currency,
      created_at: at,
      updated_at: at,
    });
  }
  if (forecast !== null) {
    built.forecast.clients.push({
      id: forecast,
      name: pick(plan.name, 'forecast'),
      harvest_id: pointer,
      archived: pick(plan.archived ?? false, 'forecast'),
      ...stamps(built, plan, at),
      ...plan.extra,
    });
  }
}

function addPerson(built: World, plan: PersonPlan, at: string): void {
  const { harvest, forecast, pointer } = ids(built, plan);
  if (harvest !== null) {
    built.harvest.users.push({
      ...blankUser(harvest, at),
      ...names(pick(plan.name, 'harvest')),
      email: pick(plan.email ?? '', 'harvest') ?? '',
      is_active: !pick(plan.archived ?? false, 'harvest'),
      weekly_capacity: pick(plan.capacity ?? null, 'harvest'),
      access_roles: [harvest === built.harvest.me ? 'administrator' : 'member'],
    });
    join(built, 'harvest', 'user_ids', harvest, pick(plan.roles ?? [], 'harvest'));
  }
  if (forecast !== null) {
    built.forecast.people.push({
      ...blankPerson(forecast),
      ...names(pick(plan.name, 'forecast')),
      email: pick(plan.email ?? null, 'forecast'),
      login: plan.login ?? 'enabled',
      admin: plan.admin ?? forecast === built.forecast.me,
      archived: pick(plan.archived ?? false, 'forecast'),
      harvest_user_id: pointer,
      weekly_capacity: pick(plan.capacity ?? null, 'forecast'),
      ...stamps(built, plan, at),
      ...plan.extra,
    });
    join(built, 'forecast', 'person_ids', forecast, pick(plan.roles ?? [], 'forecast'));
  }
}

function addProject(built: World, plan: ProjectPlan, at: string): void {
  const { harvest, forecast, pointer } = ids(built, plan);
  if (harvest !== null) {
    built.harvest.projects.push({
      ...blankHarvestProject(harvest, at),
      client_id: clientId(built, 'harvest', pick(plan.client, 'harvest')) ?? 0,
      name: pick(plan.name, 'harvest'),
      code: pick(plan.code === undefined ? '' : plan.code, 'harvest'),
      is_active: !pick(plan.archived ?? false, 'harvest'),
      ...budgetKeys(plan),
    });
  }
  if (forecast !== null) {
    const client = clientId(built, 'forecast', pick(plan.client, 'forecast'));
    built.forecast.projects.push({
      ...blankForecastProject(forecast),
      name: pick(plan.name, 'forecast'),
      code: pick(plan.code === undefined ? '' : plan.code, 'forecast'),
      notes: plan.notes ?? null,
      archived: pick(plan.archived ?? false, 'forecast'),
      client_id: client,
      harvest_id: pointer,
      ...stamps(built, plan, at),
      ...plan.extra,
    });
  }
}

function budgetKeys({ budget }: ProjectPlan): Partial<HarvestProject> {
  if (!budget) return {};
  const total = budget.by === 'project_cost' ? { cost_budget: budget.hours } : { budget: budget.hours };
  return {
    ...total,
    budget_by: budget.by,
    budget_is_monthly: budget.monthly ?? false,
    budget_spent: budget.hours - budget.remaining,
  };
}

function ids(built: World, plan: Pair): { harvest: number | null; forecast: number | null; pointer: number | null } {
  const harvest = plan.harvest === undefined ? built.harvest.next_id++ : plan.harvest;
  const forecast = plan.forecast === undefined ? built.forecast.next_id++ : plan.forecast;
  // Later records must not get ids that were given explicitly.
  built.harvest.next_id = Math.max(built.harvest.next_id, (harvest ?? 0) + 1);
  built.forecast.next_id = Math.max(built.forecast.next_id, (forecast ?? 0) + 1);
  return { harvest, forecast, pointer: plan.pointer === undefined ? harvest : plan.pointer };
}

function stamps(built: World, plan: Pair, at: string): { updated_at: string; updated_by_id: number | null } {
  return {
    updated_at: new Date(at).toISOString(),
    updated_by_id: plan.by === undefined ? built.forecast.me : plan.by,
  };
}

/** A mistyped name of a client or a role is a mistake in the plan of a world. */
function clientId(built: World, side: 'harvest' | 'forecast', name: string | null): number | null {
  if (name === null) return null;
  const harvest = built.harvest.clients.find((client) => client.name === name);
  const own = built[side].clients.find((client) => client.name === name);
  const paired = built.forecast.clients.find((client) => harvest && client.harvest_id === harvest.id);
  const found = side === 'forecast' ? (own ?? paired) : harvest;
  if (!found) throw new Error(`This world has no client "${name}" in ${side}.`);
  return found.id;
}

function join(
  built: World,
  side: 'harvest' | 'forecast',
  members: 'user_ids' | 'person_ids' | 'placeholder_ids',
  id: number,
  roles: readonly string[],
): void {
  for (const name of roles) {
    const role = built[side].roles.find((one) => one.name === name);
    const list: unknown = role?.[members as keyof typeof role];
    if (!Array.isArray(list)) throw new Error(`This world has no role "${name}" in ${side}.`);
    list.push(id);
  }
}

function names(name: string): { first_name: string; last_name: string } {
  const [first = '', ...rest] = name.split(' ');
  return { first_name: first, last_name: rest.join(' ') };
}

function pick<T>(value: Both<T>, side: 'harvest' | 'forecast'): T {
  return isSplit(value) ? value[side] : value;
}

function isSplit<T>(value: Both<T>): value is { readonly harvest: T; readonly forecast: T } {
  return typeof value === 'object' && value !== null && 'harvest' in value && 'forecast' in value;
}
