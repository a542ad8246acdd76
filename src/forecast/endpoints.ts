import type { RecordKind } from '../model/kind.ts';

/** The Forecast API has no official documentation. These paths and envelopes are those that public clients use. */
export const BASE_URL = 'https://api.forecastapp.com';
/** Where people open an account: `https://forecastapp.com/{account id}`. */
export const WEB_URL = 'https://forecastapp.com';

/** Lists have the plural as their key, single records the singular. A write is wrapped in the singular too. */
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
