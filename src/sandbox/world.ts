/**
 * Both accounts as the sandbox keeps them: plain JSON, in the services' own words, with what the services know but do
 * not show (who is on the default capacity, how much of a budget is spent). The apps under `harvest/` and `forecast/`
 * answer from it.
 */
export interface World {
  format: typeof WORLD_FORMAT;
  harvest: HarvestData;
  forecast: ForecastData;
  /** Whether the two accounts are connected, so that Forecast shows Harvest's remaining hours. */
  connected: boolean;
  /** By Forecast project id: the remaining hours that Forecast still shows while it lags behind Harvest. */
  lag: Record<string, number>;
  /** What was deleted, so that `restore` can bring it back. */
  deleted: DeletedRecord[];
}

export const WORLD_FORMAT = 'hfsync-sandbox/1';

export interface HarvestData {
  account: number;
  /** The id of the user whose token is used. */
  me: number;
  /** The id of the next record. Ids are never used twice. */
  next_id: number;
  company: HarvestCompany;
  clients: HarvestClient[];
  projects: HarvestProject[];
  users: HarvestUser[];
  roles: HarvestRole[];
  user_assignments: HarvestUserAssignment[];
}

export interface HarvestCompany {
  name: string;
  subdomain: string;
  /** Seconds a week. */
  weekly_capacity: number;
  wants_timestamp_timers: boolean;
  currency: string;
}

interface HarvestStamps {
  id: number;
  created_at: string;
  updated_at: string;
}

export interface HarvestClient extends HarvestStamps {
  name: string;
  is_active: boolean;
  address: string | null;
  statement_key: string;
  currency: string;
}

export interface HarvestProject extends HarvestStamps {
  client_id: number;
  name: string;
  code: string | null;
  is_active: boolean;
  is_billable: boolean;
  is_fixed_fee: boolean;
  bill_by: string;
  hourly_rate: number | null;
  /** Hours. */
  budget: number | null;
  budget_by: string;
  budget_is_monthly: boolean;
  /** Hours, or money for fee budgets. Only the report shows it. */
  budget_spent: number;
  notify_when_over_budget: boolean;
  over_budget_notification_percentage: number;
  show_budget_to_all: boolean;
  cost_budget: number | null;
  cost_budget_include_expenses: boolean;
  fee: number | null;
  notes: string | null;
  starts_on: string | null;
  ends_on: string | null;
}

export interface HarvestUser extends HarvestStamps {
  first_name: string;
  last_name: string;
  email: string;
  telephone: string;
  timezone: string;
  has_access_to_all_future_projects: boolean;
  is_contractor: boolean;
  is_active: boolean;
  /** Seconds a week. Null for the company's default, which the API does not show. */
  weekly_capacity: number | null;
  default_hourly_rate: number | null;
  cost_rate: number | null;
  access_roles: string[];
}

export interface HarvestRole extends HarvestStamps {
  name: string;
  /** The only place where membership is kept. `roles` of users is derived from it. */
  user_ids: number[];
}

export interface HarvestUserAssignment extends HarvestStamps {
  project_id: number;
  user_id: number;
  is_active: boolean;
  is_project_manager: boolean;
  use_default_rates: boolean;
  hourly_rate: number | null;
  budget: number | null;
}

export interface ForecastData {
  account: number;
  name: string;
  /** The id of the person whose token is used. */
  me: number;
  next_id: number;
  /** Seconds a week. */
  weekly_capacity: number;
  created_at: string;
  people: ForecastPerson[];
  clients: ForecastClient[];
  projects: ForecastProject[];
  roles: ForecastRole[];
  placeholders: ForecastPlaceholder[];
  assignments: ForecastAssignment[];
  milestones: ForecastMilestone[];
}

/** Forecast records may have undocumented keys. They are returned, and survive a PUT. */
interface ForecastStamps {
  id: number;
  updated_at: string;
  /** A Forecast person id. */
  updated_by_id: number | null;
  [extra: string]: unknown;
}

export interface ForecastClient extends ForecastStamps {
  name: string;
  harvest_id: number | null;
  archived: boolean;
}

export interface ForecastProject extends ForecastStamps {
  name: string;
  color: string;
  code: string | null;
  notes: string | null;
  start_date: string | null;
  end_date: string | null;
  harvest_id: number | null;
  archived: boolean;
  /** Null for none, as for the built-in "Time Off" project. */
  client_id: number | null;
  tags: string[];
}

export interface ForecastPerson extends ForecastStamps {
  first_name: string;
  last_name: string;
  email: string | null;
  login: 'enabled' | 'disabled';
  admin: boolean;
  archived: boolean;
  subscribed: boolean;
  avatar_url: string;
  harvest_user_id: number | null;
  /** Seconds a week. Null for the account's default. */
  weekly_capacity: number | null;
  working_days: Record<string, boolean>;
  color_blind: boolean;
  personal_feed_token_id: number | null;
}

export interface ForecastRole {
  id: number;
  name: string;
  /** The only place where membership is kept. `roles` of people and placeholders is derived from it. */
  person_ids: number[];
  placeholder_ids: number[];
  harvest_role_id: number | null;
  [extra: string]: unknown;
}

export interface ForecastPlaceholder extends ForecastStamps {
  name: string;
  archived: boolean;
}

export interface ForecastAssignment extends ForecastStamps {
  project_id: number;
  start_date: string;
  end_date: string;
}

export interface ForecastMilestone extends ForecastStamps {
  project_id: number;
  name: string;
  date: string;
}

/** What the control API deletes and restores. Placeholders exist in Forecast only. */
export type SandboxKind = 'client' | 'project' | 'person' | 'role' | 'placeholder';

export interface DeletedRecord {
  side: 'harvest' | 'forecast';
  kind: SandboxKind;
  id: number;
  record: { id: number };
  /** Roles that listed the record as a member. */
  role_ids: number[];
}
