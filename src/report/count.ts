/** Counts in words. In: a number and its noun. Out: `1 conflict`, `0 conflicts`. */
import { escapeText, type Escaped } from './escape.ts';

export function counted(count: number, one: string, several: string = `${one}s`): Escaped {
  return escapeText(`${count} ${count === 1 ? one : several}`);
}

/** `6 requests to Harvest and 7 to Forecast`. */
export function requestsWords({ harvest, forecast }: { readonly harvest: number; readonly forecast: number }): Escaped {
  return escapeText(`${counted(harvest, 'request')} to Harvest and ${forecast} to Forecast`);
}
