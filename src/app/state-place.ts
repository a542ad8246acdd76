import type { Want } from '../model/want.ts';
import type { Environment } from './environment.ts';

/**
 * Where the environment says that the state lives, for this pair of accounts: `{harvest}` and `{forecast}` stand for its ids, so that one
 * environment serves many pairs.
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
