import type { Json } from '../resource.ts';
import type { HarvestProject, World } from '../world.ts';
import { hundredths } from './projects.ts';

/** Fee budgets are in money, all others in hours (Harvest API docs, "Projects"). */
const MONEY = ['project_cost', 'task_fees'];

/** The rows of the project-budget report: only projects that have a budget (Harvest API docs, "Project budget report"). */
export function budgeted(world: World): HarvestProject[] {
  return world.harvest.projects.filter((project) => project.budget_by !== 'none');
}

/** Without the right to see rates a row has no money figures. */
export function budgetView(world: World, rates: boolean): (project: HarvestProject) => Json {
  const clients = new Map(world.harvest.clients.map((client) => [client.id, client.name]));
  return (project) => ({
    project_id: project.id,
    project_name: project.name,
    client_id: project.client_id,
    client_name: clients.get(project.client_id) ?? '',
    budget_is_monthly: project.budget_is_monthly,
    budget_by: project.budget_by,
    is_active: project.is_active,
    ...(rates || !MONEY.includes(project.budget_by) ? figures(project) : {}),
  });
}

/**
 * The remaining hours. Null if Forecast says "N/A": no budget, a monthly one, or one in money (articles on scheduled
 * hours).
 */
export function remainingHours(project: HarvestProject): number | null {
  const hourly = ['project', 'task', 'person'].includes(project.budget_by) && !project.budget_is_monthly;
  return hourly ? figures(project).budget_remaining : null;
}

function figures(project: HarvestProject): { budget: number; budget_spent: number; budget_remaining: number } {
  const budget = (project.budget_by === 'project_cost' ? project.cost_budget : project.budget) ?? 0;
  return { budget, budget_spent: project.budget_spent, budget_remaining: hundredths(budget - project.budget_spent) };
}
