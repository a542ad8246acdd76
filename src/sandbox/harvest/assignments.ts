import { demand, find, harvestNow, assignIfChanged, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { HarvestUserAssignment } from '../world.ts';

const FIELDS = {
  is_active: 'flag',
  is_project_manager: 'flag',
  use_default_rates: 'flag',
  hourly_rate: 'number?',
  budget: 'number?',
} as const;

/** User assignments: who works on which project (Harvest API docs, "User assignments"). */
export const assignments: Resource<HarvestUserAssignment> = {
  rows: (world) => world.harvest.user_assignments,

  create(operation, input) {
    const { user_id: user, project_id: project } = readFields(input, { user_id: 'whole', project_id: 'whole' });
    const { harvest } = operation.world;
    const known = harvest.users.find(({ id }) => id === user);
    demand(operation, [
      [known?.is_active === true, "User can't be blank"],
      [
        !harvest.user_assignments.some((one) => one.project_id === project && one.user_id === user),
        'User is already assigned',
      ],
    ]);
    const assignment = assign(operation, project ?? 0, user ?? 0, false);
    return Object.assign(assignment, readFields(input, FIELDS));
  },

  update(operation, assignment, input) {
    const next = { ...assignment, ...readFields(input, FIELDS) };
    if (assignIfChanged(assignment, next)) assignment.updated_at = harvestNow(operation.clock);
    return assignment;
  },

  remove: (operation, assignment) => take(operation.world.harvest.user_assignments, assignment),

  view: (world) => (assignment) => {
    const project = find(world.harvest.projects, assignment.project_id);
    const user = find(world.harvest.users, assignment.user_id);
    return {
      id: assignment.id,
      is_project_manager: assignment.is_project_manager,
      is_active: assignment.is_active,
      use_default_rates: assignment.use_default_rates,
      budget: assignment.budget,
      created_at: assignment.created_at,
      updated_at: assignment.updated_at,
      hourly_rate: assignment.hourly_rate,
      project: { id: project.id, name: project.name, code: project.code },
      user: { id: user.id, name: `${user.first_name} ${user.last_name}` },
    };
  },
};

/** Puts a user on a project, once. A user who is not in the world (a world without people) is left out. */
export function assign(operation: Operation, project: number, user: number, manager: boolean): HarvestUserAssignment {
  const { harvest } = operation.world;
  const there = harvest.user_assignments.find((one) => one.project_id === project && one.user_id === user);
  if (there) return there;
  const at = harvestNow(operation.clock);
  const assignment: HarvestUserAssignment = {
    id: harvest.next_id,
    project_id: project,
    user_id: user,
    is_active: true,
    is_project_manager: manager,
    use_default_rates: true,
    hourly_rate: null,
    budget: null,
    created_at: at,
    updated_at: at,
  };
  if (!harvest.users.some(({ id }) => id === user)) return assignment;
  harvest.next_id++;
  harvest.user_assignments.push(assignment);
  return assignment;
}
