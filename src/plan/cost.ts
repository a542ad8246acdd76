import { knows } from '../model/capability.ts';
import type { Have } from '../model/have.ts';
import type { Last } from '../model/last.ts';
import type { Change, Cost } from '../model/plan.ts';
import { SIDES } from '../model/side.ts';
import type { Want } from '../model/want.ts';
import { isVolleyed, mayVolley, VOLLEY, VOLLEY_KINDS } from '../rules/volley.ts';

export interface CostInput {
  readonly want: Want;
  readonly have: Have;
  readonly last: Last | null;
}

export function costOf({ want, have, last }: CostInput, changes: readonly Change[]): Cost {
  const apply_requests = {
    harvest: changes.filter(({ account }) => account === 'harvest').reduce((sum, each) => sum + requestsOf(each), 0),
    forecast: forecastRequests({ want, have, last }, changes),
  };
  const requests = { harvest: have.harvest.requests, forecast: have.forecast.requests };
  const seconds = SIDES.map((side) => leastSeconds(want[side].rate, requests[side] + apply_requests[side]));
  return { requests, apply_requests, apply_seconds_at_least: Math.max(...seconds) };
}

/** Of a change that leaves alone: Forecast records are read just before they are put back, roles before they are deleted. */
function requestsOf({ account, action }: Change): number {
  if (action === 'create') return 1;
  return account === 'forecast' || action === 'delete' ? 2 : 1;
}

function forecastRequests({ have, last }: CostInput, changes: readonly Change[]): number {
  const all = changes.filter(({ account }) => account === 'forecast');
  const alone = all.reduce((sum, change) => sum + requestsOf(change), 0);
  const kinds = VOLLEY_KINDS.filter((kind) =>
    mayVolley((capability) => knows(last, capability), kind, have.forecast.records[kind].size),
  );
  const saved = kinds.map((kind) => savedBy(all.filter((change) => change.kind === kind && isVolleyed(change)).length));
  return saved.reduce((sum, each) => sum - each, alone);
}

/** Requests that so many changes save by leaving in volleys: each volley needs one list instead of a GET for each record. */
function savedBy(changes: number): number {
  const rest = changes % VOLLEY.most;
  const full = (changes - rest) / VOLLEY.most;
  return full * (VOLLEY.most - 1) + (rest < VOLLEY.least ? 0 : rest - 1);
}

/** The full rate windows that must pass before the last request, including reading again. Both accounts run in parallel. */
function leastSeconds(rate: { readonly requests: number; readonly seconds: number }, requests: number): number {
  return requests === 0 ? 0 : Math.floor((requests - 1) / rate.requests) * rate.seconds;
}
