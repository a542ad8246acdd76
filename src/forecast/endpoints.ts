import type { RecordKind } from '../model/kind.ts';

/** The Forecast API has no official documentation; these paths and envelopes are what public clients of it use. */
export const BASE_URL = 'https://api.forecastapp.com';
/** Where people open an account: `https://forecastapp.com/{account id}`. */
export const WEB_URL = 'https://forecastapp.com';

/** Lists come under the plural, single records under the singular; a write is wrapped in the singular as well. */
export const ENDPOINTS = {
  role: { path: '/roles', list: 'roles', one: 'role' },
  client: { path: '/clients', list: 'clients', one: 'client' },
  person: { path: '/people', list: 'people', one: 'person' },
  project: { path: '/projects', list: 'projects', one: 'project' },
} as const satisfies {
  readonly [K in RecordKind]: { readonly path: string; readonly list: string; readonly one: string };
};

export const ACCOUNT = { path: '/accounts', one: 'account' } as const;
export const PLACEHOLDERS = { path: '/placeholders', list: 'placeholders' } as const;
export const REMAINING_HOURS = {
  path: '/aggregate/remaining_budgeted_hours',
  list: 'remaining_budgeted_hours',
} as const;
