import type { Have } from '../model/have.ts';
import type { Change, Cost } from '../model/plan.ts';
import { SIDES, type Side } from '../model/side.ts';
import type { Want } from '../model/want.ts';

/** Requests that a change takes: Forecast records are read just before they are put back, roles before they are deleted. */
function requestsOfChange(change: Change): number {
  if (change.action === 'create') return 1;
  return change.account === 'forecast' || change.action === 'delete' ? 2 : 1;
}

export function costOf(want: Want, have: Have, changes: readonly Change[]): Cost {
  const apply = (side: Side): number =>
    changes.filter((change) => change.account === side).reduce((sum, change) => sum + requestsOfChange(change), 0);
  const apply_requests = { harvest: apply('harvest'), forecast: apply('forecast') };
  const requests = { harvest: have.harvest.requests, forecast: have.forecast.requests };
  const seconds = SIDES.map((side) => leastSeconds(want[side].rate, requests[side] + apply_requests[side]));
  return { requests, apply_requests, apply_seconds_at_least: Math.max(...seconds) };
}

/** The full rate windows that must pass before the last request, including reading again. Both accounts run in parallel. */
function leastSeconds(rate: { readonly requests: number; readonly seconds: number }, requests: number): number {
  return requests === 0 ? 0 : Math.floor((requests - 1) / rate.requests) * rate.seconds;
}
