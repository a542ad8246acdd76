/** Counts in words. In: a number and its noun. Out: `1 conflict`, `0 conflicts`. */
import { show, type Shown } from './show.ts';

export function counted(count: number, one: string, several: string = `${one}s`): Shown {
  return show(`${count} ${count === 1 ? one : several}`);
}

/** `6 requests to Harvest and 7 to Forecast`. */
export function requestsWords({ harvest, forecast }: { readonly harvest: number; readonly forecast: number }): Shown {
  return show(`${counted(harvest, 'request')} to Harvest and ${forecast} to Forecast`);
}
