import { demand, type Operation, type Input, type Json } from '../resource.ts';
import { readFields } from '../input.ts';
import type { World } from '../world.ts';
import { CAPACITY_REFUSED, isCapacity } from './users.ts';

const FIELDS = { weekly_capacity: 'whole', wants_timestamp_timers: 'flag' } as const;

/** The company (Harvest API docs, "Company"): no id, no time stamps. */
export function companyView(world: World): Json {
  const { company } = world.harvest;
  return {
    base_uri: `https://${company.subdomain}.harvestapp.com`,
    full_domain: `${company.subdomain}.harvestapp.com`,
    name: company.name,
    is_active: true,
    week_start_day: 'Monday',
    wants_timestamp_timers: company.wants_timestamp_timers,
    time_format: 'hours_minutes',
    date_format: '%Y-%m-%d',
    plan_type: 'simple-v4',
    expense_feature: true,
    invoice_feature: true,
    estimate_feature: true,
    approval_feature: true,
    team_feature: true,
    clock: '24h',
    currency_code_display: 'iso_code_none',
    currency_symbol_display: 'symbol_before',
    decimal_symbol: '.',
    thousands_separator: ',',
    color_scheme: 'orange',
    weekly_capacity: company.weekly_capacity,
    // In live answers of 2026, but not in the documentation.
    currency: company.currency,
    saml_sign_in_required: false,
    day_entry_notes_required: false,
  };
}

/** Everybody on the default follows a new capacity at once, because their own is null here (article on capacity). */
export function updateCompany(operation: Operation, input: Input): Json {
  const written = readFields(input, FIELDS);
  demand(operation, [[written.weekly_capacity === undefined || isCapacity(written.weekly_capacity), CAPACITY_REFUSED]]);
  Object.assign(operation.world.harvest.company, written);
  return companyView(operation.world);
}
