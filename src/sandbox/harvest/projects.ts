import {
  reads,
  demand,
  harvestNow,
  isFilled,
  assignIfChanged,
  take,
  type Operation,
  type Input,
  type Resource,
} from '../resource.ts';
import { readFields } from '../input.ts';
import type { HarvestProject } from '../world.ts';
import { assign } from './assignments.ts';

const FIELDS = {
  client_id: 'whole',
  name: 'text',
  code: 'text?',
  is_active: 'flag',
  is_billable: 'flag',
  is_fixed_fee: 'flag',
  bill_by: 'text',
  hourly_rate: 'number?',
  budget: 'number?',
  budget_by: 'text',
  budget_is_monthly: 'flag',
  notify_when_over_budget: 'flag',
  over_budget_notification_percentage: 'number',
  show_budget_to_all: 'flag',
  cost_budget: 'number?',
  cost_budget_include_expenses: 'flag',
  fee: 'number?',
  notes: 'text?',
  starts_on: 'text?',
  ends_on: 'text?',
} as const;

const BILL_BY = ['Project', 'Tasks', 'People', 'none'];
const BUDGET_BY = ['project', 'project_cost', 'task', 'task_fees', 'person', 'none'];

/** Projects (Harvest API docs, "Projects"; an archived one cannot be edited: the article on archiving projects). */
export const projects: Resource<HarvestProject> = {
  rows: (world) => world.harvest.projects,

  create(operation, input) {
    const { harvest } = operation.world;
    const at = harvestNow(operation.clock);
    const project: HarvestProject = { ...blankProject(harvest.next_id++, at), ...readFields(input, FIELDS) };
    check(operation, project);
    harvest.projects.push(project);
    // Recorded: the creator becomes the project's manager in the same second.
    assign(operation, project.id, harvest.me, true);
    for (const user of harvest.users) {
      if (user.is_active && user.has_access_to_all_future_projects) assign(operation, project.id, user.id, false);
    }
    return project;
  },

  update(operation, project, input) {
    const written = readFields(input, FIELDS);
    const restores = Object.keys(written).length === 1 && written.is_active === true;
    const nothing = Object.keys(written).length === 0;
    demand(operation, [
      [
        project.is_active || restores || nothing || reads(operation, 'openProjects'),
        'This project is archived. Restore it before you edit it.',
      ],
    ]);
    const next = { ...project, ...written };
    check(operation, next, project);
    if (assignIfChanged(project, next)) project.updated_at = harvestNow(operation.clock);
    return project;
  },

  /** Harvest deletes the project's time with it and refuses nothing (Harvest API docs, "Delete a project"). */
  remove(operation, project) {
    const { harvest } = operation.world;
    harvest.user_assignments = harvest.user_assignments.filter(({ project_id }) => project_id !== project.id);
    take(harvest.projects, project);
    // Recorded: the answer to a delete shows the project as archived just now.
    return { ...project, is_active: false, updated_at: harvestNow(operation.clock) };
  },

  view(world) {
    const clients = new Map(world.harvest.clients.map((client) => [client.id, client]));
    return (project) => {
      const client = clients.get(project.client_id);
      return {
        id: project.id,
        name: project.name,
        code: project.code,
        is_active: project.is_active,
        bill_by: project.bill_by,
        budget: project.budget,
        budget_by: project.budget_by,
        budget_is_monthly: project.budget_is_monthly,
        notify_when_over_budget: project.notify_when_over_budget,
        over_budget_notification_percentage: project.over_budget_notification_percentage,
        over_budget_notification_date: null,
        show_budget_to_all: project.show_budget_to_all,
        created_at: project.created_at,
        updated_at: project.updated_at,
        starts_on: project.starts_on,
        ends_on: project.ends_on,
        is_billable: project.is_billable,
        is_fixed_fee: project.is_fixed_fee,
        notes: project.notes,
        client: client ? { id: client.id, name: client.name, currency: client.currency } : null,
        cost_budget: project.cost_budget,
        cost_budget_include_expenses: project.cost_budget_include_expenses,
        hourly_rate: project.hourly_rate,
        fee: project.fee,
        currency: client?.currency ?? world.harvest.company.currency,
      };
    };
  },
};

/** A project as Harvest creates it from only a name and a client (recorded). */
export function blankProject(id: number, at: string): HarvestProject {
  return {
    id,
    client_id: 0,
    name: '',
    code: null,
    is_active: true,
    is_billable: true,
    is_fixed_fee: false,
    bill_by: 'none',
    hourly_rate: null,
    budget: null,
    budget_by: 'none',
    budget_is_monthly: false,
    budget_spent: 0,
    notify_when_over_budget: false,
    over_budget_notification_percentage: 80,
    show_budget_to_all: false,
    cost_budget: null,
    cost_budget_include_expenses: false,
    fee: null,
    notes: null,
    starts_on: null,
    ends_on: null,
    created_at: at,
    updated_at: at,
  };
}

/** A person in the web app sets a budget. `remaining` is in hours, or in money for fee budgets. */
export function setBudget(operation: Operation, project: HarvestProject, budget: Budget): HarvestProject {
  const total = budget.total ?? budget.remaining ?? project.budget ?? project.cost_budget ?? 0;
  const money = (budget.by ?? project.budget_by) === 'project_cost';
  const input: Input = {
    ...(budget.by === undefined ? {} : { budget_by: budget.by }),
    ...(budget.monthly === undefined ? {} : { budget_is_monthly: budget.monthly }),
    ...(budget.by === 'none'
      ? { budget: null, cost_budget: null }
      : money
        ? { cost_budget: total }
        : { budget: total }),
  };
  projects.update(operation, project, input);
  if (budget.remaining !== undefined) project.budget_spent = hundredths(total - budget.remaining);
  return project;
}

export interface Budget {
  readonly by?: string;
  readonly monthly?: boolean;
  readonly total?: number;
  readonly remaining?: number;
}

/** Hours as Harvest shows them: not 120.50000000000001. */
export function hundredths(hours: number): number {
  return Math.round(hours * 100) / 100;
}

function check(operation: Operation, next: HarvestProject, before?: HarvestProject): void {
  const { harvest } = operation.world;
  const client = harvest.clients.find(({ id }) => id === next.client_id);
  const moved = next.client_id !== before?.client_id;
  const revived = next.is_active && (moved || !before?.is_active);
  const double =
    operation.strict.projectNames === true &&
    (moved || next.name !== before?.name) &&
    harvest.projects.some(
      (other) => other.id !== next.id && other.client_id === next.client_id && other.name === next.name,
    );
  demand(operation, [
    [isFilled(next.name), "Name can't be blank"],
    [client !== undefined, "Client can't be blank"],
    [!revived || client === undefined || client.is_active, 'Client is archived'],
    [!double, 'Name has already been taken'],
    [BILL_BY.includes(next.bill_by), 'Bill by is not included in the list'],
    [BUDGET_BY.includes(next.budget_by), 'Budget by is not included in the list'],
  ]);
}
