import type { Side } from './side.ts';

declare const account: unique symbol;

/** Ids are branded, so that a Harvest id cannot be used as a Forecast id. Both are positive safe integers. */
export type HarvestId = number & { readonly [account]: 'harvest' };
export type ForecastId = number & { readonly [account]: 'forecast' };
export type Id<S extends Side = Side> = S extends 'harvest' ? HarvestId : ForecastId;

export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** Only the decoders, the config and the address parser may brand a number. */
export function harvestId(value: number): HarvestId {
  return value as HarvestId;
}
export function forecastId(value: number): ForecastId {
  return value as ForecastId;
}
