import type { RateBudget } from '../http/rate-budget.ts';
import { isObject } from '../model/json.ts';
import type { Requester } from '../http/call.ts';
import { malformed, readList, valueAt } from '../http/shape.ts';
import { PER_PAGE } from './endpoints.ts';

/**
 * Reads a whole Harvest list. In: a list's path. Out: all its rows, or an error, never a part. It follows only
 * `links.next`: page numbers are deprecated, and with cursors `next_page` is null in the middle.
 *
 * | seen                                                   | then                                     |
 * | ------------------------------------------------------ | ---------------------------------------- |
 * | a next link to another host or list, or without end    | unstable: all pages are read again, once |
 * | fewer rows than `total_entries`                        | unstable                                 |
 * | `total_entries` differs from page to page              | unstable: a row may be missing           |
 * | unstable again                                         | `malformed`                              |
 */
export interface Pages<T> {
  readonly rows: readonly T[];
  readonly pages: number;
  /** The service's clock at the first page. Later changes may be missing. */
  readonly servedAt: number | null;
}

/** Two million rows and more: only a loop gets this far. */
const MAX_PAGES = 1_000;

interface ListCall {
  readonly path: string;
  readonly list: string;
  readonly query?: { readonly [name: string]: string };
  readonly budget?: RateBudget;
}

/** `decode` turns each row into what is kept of it, page by page, so that no list is in memory in its original form. */
export async function readPages<T>(
  requester: Requester,
  call: ListCall,
  decode: (row: unknown) => T,
): Promise<Pages<T>> {
  const first = await readOnce(requester, call, decode);
  if (!isUnstable(first)) return first;
  const second = await readOnce(requester, call, decode);
  if (!isUnstable(second)) return second;
  throw malformed('harvest', call.path, second.unstable);
}

interface Unstable {
  readonly unstable: string;
}

function isUnstable<T>(reading: Pages<T> | Unstable): reading is Unstable {
  return 'unstable' in reading;
}

async function readOnce<T>(
  requester: Requester,
  call: ListCall,
  decode: (row: unknown) => T,
): Promise<Pages<T> | Unstable> {
  const rows: T[] = [];
  const ids = new Set<unknown>();
  const seen = new Set<string>();
  const totals = new Set<number>();
  let query: URLSearchParams = new URLSearchParams({ ...call.query, per_page: String(PER_PAGE) });
  let servedAt: number | null = null;
  for (let pages = 1; ; pages++) {
    seen.add(pageKey(query));
    const reply = await requester.request({
      method: 'GET',
      path: call.path,
      query,
      scope: 'account',
      expects: [call.list],
      ...(call.budget && { budget: call.budget }),
    });
    if (pages === 1) servedAt = reply.servedAt;
    const page = readList(reply.json, 'harvest', call.path, call.list);
    for (const row of page) {
      ids.add(idOf(row, call.path));
      rows.push(decode(row));
    }
    const total = reply.json?.['total_entries'];
    if (typeof total === 'number') totals.add(total);
    const next = nextLink(reply.json, call.path);
    if (next === null) return problemOf(ids.size, totals) ?? { rows, pages, servedAt };
    const following = queryOf(next, requester.base, call.path);
    if (following === null) return { unstable: 'the link to the next page points somewhere else' };
    if (seen.has(pageKey(following)) || page.length === 0 || pages >= MAX_PAGES)
      return { unstable: 'its pages never end' };
    query = following;
  }
}

/** A page is identified by its cursor. The rest of the link may differ. */
function pageKey(query: URLSearchParams): string {
  return query.get('cursor') ?? query.toString();
}

function nextLink(json: unknown, path: string): string | null {
  const links = isObject(json) ? json['links'] : undefined;
  const next = isObject(links) ? links['next'] : null;
  if (next === null || next === undefined) return null;
  if (typeof next !== 'string') throw malformed('harvest', path, '"links.next" is not a text');
  return next;
}

/**
 * The query of the next page. Null unless the link is to this very list, under the base or one of the two prefixes that
 * the service uses. Only the query is used: the token is sent nowhere else, whatever a link says.
 */
function queryOf(next: string, base: string, path: string): URLSearchParams | null {
  if (!URL.canParse(next, base)) return null;
  const url = new URL(next, base);
  const { origin } = new URL(base);
  const here = [base, `${origin}/v2`, `${origin}/api/v2`].map((prefix) => prefix + path);
  return here.includes(url.origin + url.pathname) ? url.searchParams : null;
}

function problemOf(distinct: number, totals: ReadonlySet<number>): Unstable | null {
  if (totals.size > 1) return { unstable: 'its length changed while the pages were read' };
  const [total] = totals;
  if (total !== undefined && distinct < total) return { unstable: `it has ${total} rows, but only ${distinct} came` };
  return null;
}

function idOf(row: unknown, path: string): unknown {
  if (!isObject(row)) throw malformed('harvest', path, 'a row is not an object');
  return valueAt(row, 'id') ?? valueAt(row, 'project_id');
}
