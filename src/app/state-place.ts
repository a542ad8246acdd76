import type { Want } from '../model/want.ts';
import type { Environment } from './environment.ts';

/**
 * Fills in the ids of this pair of accounts for `{harvest}` and `{forecast}` in the variables that say where the state
 * is. So one environment serves many pairs.
 */
export function placesFor(variables: Environment['variables'], { harvest, forecast }: Want): Environment['variables'] {
  const filled = (text: string): string =>
    text.replaceAll('{harvest}', String(harvest.account)).replaceAll('{forecast}', String(forecast.account));
  const places = Object.entries(variables).filter(([name]) => PLACES.includes(name));
  return { ...variables, ...Object.fromEntries(places.map(([name, text]) => [name, text && filled(text)])) };
}

const PLACES = [
  'HFSYNC_STATE_PATH',
  'HFSYNC_STATE_GIT_REFS',
  'HFSYNC_STATE_HTTP_ADDRESS',
  'HFSYNC_STATE_HTTP_LOCK_ADDRESS',
  'HFSYNC_STATE_HTTP_UNLOCK_ADDRESS',
  'HFSYNC_STATE_POSTGRES_NAME',
];
