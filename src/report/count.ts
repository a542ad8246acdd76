/** Counts in words. In: a number and its noun. Out: `1 conflict`, `0 conflicts`. */
import type { Plan } from '../model/plan.ts';
import { escapeText, type Escaped } from './escape.ts';

export function counted(count: number, one: string, several: string = `${one}s`): Escaped {
  return escapeText(`${count} ${count === 1 ? one : several}`);
}

/** `6 requests to Harvest and 7 to Forecast`. */
export function requestsWords({ harvest, forecast }: { readonly harvest: number; readonly forecast: number }): Escaped {
  return escapeText(`${counted(harvest, 'request')} to Harvest and ${forecast} to Forecast`);
}

/** What applying takes: the requests, and the least time that the rate limits allow, unless that is close to zero. */
export function applyingWords({ apply_requests: requests, apply_seconds_at_least: seconds }: Plan['cost']): Escaped {
  const least = seconds < 0.05 ? '' : `, and at least ${seconds.toFixed(1)} s at the services' rate limits`;
  return escapeText(`${requestsWords(requests)}${least}`);
}
