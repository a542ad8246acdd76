import type { RecordKind } from '../model/kind.ts';

/** Harvest API v2 (help.getharvest.com/api-v2): the paths, and the keys of lists. */
export const BASE_URL = 'https://api.harvestapp.com/v2';
export const COMPANY_PATH = '/company';
export const BUDGET_REPORT = { path: '/reports/project_budget', list: 'results' } as const;

export const ENDPOINTS = {
  role: { path: '/roles', list: 'roles' },
  client: { path: '/clients', list: 'clients' },
  person: { path: '/users', list: 'users' },
  project: { path: '/projects', list: 'projects' },
} as const satisfies { readonly [K in RecordKind]: { readonly path: string; readonly list: string } };

/** The most rows a page may have (API docs, "Pagination"). */
export const PER_PAGE = 2_000;
/** "100 requests per 15 minutes" for the Reports API (API docs, "Rate limiting"). */
export const REPORT_RATE = { requests: 100, seconds: 15 * 60 } as const;
/** Lists that support `updated_since`. Roles have no time stamps to filter by. */
export const KNOWS_UPDATED_SINCE: ReadonlySet<RecordKind> = new Set<RecordKind>(['client', 'person', 'project']);

/** Adds the version to an address without a path, which is the service's root. */
export function withVersion(url: URL): URL {
  return url.pathname === '/' ? new URL('/v2', url) : url;
}
