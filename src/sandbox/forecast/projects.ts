import { demand, isFilled, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { ForecastProject, World } from '../world.ts';
import { edited, withoutPointers, save, stamps } from './edit.ts';

const FIELDS = {
  name: 'text',
  color: 'text',
  code: 'text?',
  notes: 'text?',
  start_date: 'text?',
  end_date: 'text?',
  harvest_id: 'whole?',
  archived: 'flag',
  client_id: 'whole?',
  tags: 'texts',
} as const;

/** Projects (community OpenAPI files and recorded answers). Nothing is known against editing an archived one. */
export const projects: Resource<ForecastProject> = {
  rows: (world) => world.forecast.projects,

  create(operation, given) {
    const input = withoutPointers(operation, given);
    const { forecast } = operation.world;
    const project: ForecastProject = {
      ...blankProject(forecast.next_id++),
      ...stamps(operation),
      ...readFields(input, FIELDS),
    };
    check(operation, project);
    forecast.projects.push(project);
    return project;
  },

  update(operation, project, input) {
    demand(operation, [[!isBuiltIn(project), "The built-in project can't be edited"]]);
    const next = edited(operation, project, input, FIELDS);
    check(operation, next, project);
    return save(operation, project, next);
  },

  remove(operation, project) {
    demand(operation, [[!isBuiltIn(project), "The built-in project can't be deleted"]]);
    return removeProject(operation.world, project);
  },

  view(world) {
    const budgets = new Map(world.harvest.projects.map((project) => [project.id, project]));
    return ({ updated_at, updated_by_id, client_id, tags, ...project }) => {
      const budget = world.connected && project.harvest_id !== null ? budgets.get(project.harvest_id) : undefined;
      return {
        ...project,
        budget_by: budget?.budget_by ?? 'none',
        budget_is_monthly: budget?.budget_is_monthly ?? false,
        updated_at,
        updated_by_id,
        client_id,
        tags,
      };
    };
  },
};

/** A project as Forecast creates it from a name and a client, with the keys in the order of recorded answers. */
export function blankProject(id: number): ForecastProject {
  return {
    id,
    name: '',
    color: 'orange',
    code: null,
    notes: null,
    start_date: null,
    end_date: null,
    harvest_id: null,
    archived: false,
    updated_at: '',
    updated_by_id: null,
    client_id: null,
    tags: [],
  };
}

export function removeProject(world: World, project: ForecastProject): ForecastProject {
  const { forecast } = world;
  forecast.assignments = forecast.assignments.filter(({ project_id }) => project_id !== project.id);
  forecast.milestones = forecast.milestones.filter(({ project_id }) => project_id !== project.id);
  return take(forecast.projects, project);
}

function isBuiltIn({ name, client_id, harvest_id }: ForecastProject): boolean {
  return name === 'Time Off' && client_id === null && harvest_id === null;
}

/**
 * Whether a project may have no client. How the API creates one without is not recorded, but an existing one can be
 * edited.
 */
function mayLackClient(operation: Operation, next: ForecastProject, before: ForecastProject | undefined): boolean {
  return next.client_id === null && (operation.byHand || before?.client_id === null);
}

function check(operation: Operation, next: ForecastProject, before?: ForecastProject): void {
  const client = operation.world.forecast.clients.find(({ id }) => id === next.client_id);
  const revived = !next.archived && (next.client_id !== before?.client_id || before.archived);
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [client !== undefined || mayLackClient(operation, next, before), "Client can't be blank"],
    [!revived || client?.archived !== true, 'Client is archived'],
  ]);
}
