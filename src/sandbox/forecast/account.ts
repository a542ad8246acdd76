import { reads, demand, Refusal, type Operation, type Input, type Json } from '../resource.ts';
import { remainingHours } from '../harvest/budgets.ts';
import { readFields } from '../input.ts';
import type { World } from '../world.ts';

const COLORS = ['orange', 'green', 'aqua', 'blue', 'purple', 'magenta', 'red', 'gray'];

/** The account (recorded answers). `harvest_*` show whether it is connected to a Harvest account. */
export function accountView(world: World): Json {
  const { forecast, harvest, connected } = world;
  return {
    id: forecast.account,
    name: forecast.name,
    weekly_capacity: forecast.weekly_capacity,
    color_labels: COLORS.map((name) => ({ name, label: '' })),
    harvest_subdomain: connected ? harvest.company.subdomain : null,
    harvest_link: connected ? `https://${harvest.company.subdomain}.harvestapp.com` : null,
    harvest_name: connected ? harvest.company.name : null,
    weekends_enabled: false,
    saml_sign_in_required: false,
    creator_first_name: 'Sample',
    creator_last_name: 'Owner',
    billing_status: 'active',
    gdpr: false,
    created_at: forecast.created_at,
  };
}

/** Sets the default capacity. People with their own number keep it (article on default hours). */
export function updateAccount(operation: Operation, input: Input): Json {
  const { weekly_capacity: capacity } = readFields(input, { weekly_capacity: 'whole' });
  // Half hours, as the article on default hours says.
  demand(operation, [
    [
      capacity === undefined || (capacity >= 0 && capacity <= 604800 && capacity % 1800 === 0),
      'Weekly capacity is invalid',
    ],
  ]);
  if (capacity !== undefined && !reads(operation, 'dropsDefault')) operation.world.forecast.weekly_capacity = capacity;
  return accountView(operation.world);
}

/** Forecast's own figures for linked projects. Null while the accounts are not connected. */
export function remainingBudgetedHours(world: World): Json[] {
  const budgets = new Map(world.harvest.projects.map((project) => [project.id, project]));
  return world.forecast.projects.flatMap((project) => {
    const budget = project.harvest_id === null ? undefined : budgets.get(project.harvest_id);
    if (!budget) return [];
    return [
      {
        project_id: project.id,
        budget_by: budget.budget_by,
        budget_is_monthly: budget.budget_is_monthly,
        hours: world.connected ? (world.lag[String(project.id)] ?? remainingHours(budget)) : null,
        response_code: 200,
      },
    ];
  });
}

/** The date range of a schedule request. Since 2021 the service refuses more than 180 days. */
export function readRange(asked: URLSearchParams, needed: boolean): { from: string; to: string } {
  const from = asked.get('start_date');
  const to = asked.get('end_date');
  if (!from || !to) {
    if (needed) throw new Refusal(422, ['start_date and end_date must be present.']);
    return { from: from ?? '', to: to ?? '9999-12-31' };
  }
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (!(days <= 180)) throw new Refusal(422, ['The date range must not be longer than 180 days.']);
  return { from, to };
}
