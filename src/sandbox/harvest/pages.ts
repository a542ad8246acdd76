import { Refusal, type Json } from '../resource.ts';

interface Sortable {
  readonly id: number;
  readonly created_at: string;
}

/** What a list request asks for. `url` is the URL of the request, with the host that it was sent to. */
export interface PageRequest {
  readonly url: URL;
  /** The most rows a page holds: 2,000 at Harvest. */
  readonly most: number;
  /** Lists for which `page` is deprecated use cursors, unless the request has `page`. */
  readonly cursors: boolean;
}

/**
 * One page of a list, newest first, in the documented envelope (Harvest API docs, "Pagination"). With cursors, `page`,
 * `next_page` and `previous_page` are null except on the first and the last page. `cursor` takes precedence over
 * `page`.
 */
export function page<R extends Sortable>(
  rows: readonly R[],
  key: string,
  view: (row: R) => Json,
  request: PageRequest,
): Json {
  const asked = request.url.searchParams;
  const size = pageSize(asked.get('per_page'), request.most);
  const sorted = [...rows].sort(newestFirst);
  const total = Math.max(1, Math.ceil(sorted.length / size));
  const byCursor = request.cursors && (asked.has('cursor') || !asked.has('page'));
  const start = byCursor
    ? cursorStart(sorted, asked.get('cursor'), size)
    : (Math.max(1, Number(asked.get('page') ?? 1) || 1) - 1) * size;
  const slice = sorted.slice(start, start + size);
  const more = start + size < sorted.length;
  const isFirst = start === 0;
  const isLast = !more;
  const number = byCursor ? (isFirst ? 1 : isLast ? total : null) : Math.floor(start / size) + 1;
  const link = (parameters: Record<string, string>) => linkTo(request.url, size, parameters);
  const next = byCursor
    ? { cursor: cursor('after', slice.at(-1)), ref: 'next_cursor' }
    : { page: String((number ?? 1) + 1), ref: 'next' };
  const previous = byCursor
    ? { cursor: cursor('before', slice[0]), ref: 'previous_cursor' }
    : { page: String((number ?? 1) - 1), ref: 'previous' };
  return {
    [key]: slice.map(view),
    per_page: size,
    total_pages: total,
    total_entries: sorted.length,
    next_page: number !== null && more ? number + 1 : null,
    previous_page: number !== null && !isFirst ? number - 1 : null,
    page: number,
    links: {
      first: link({ page: '1', ref: 'first' }),
      next: more ? link(next) : null,
      previous: isFirst || (byCursor && slice.length === 0) ? null : link(previous),
      last: link({ page: String(total), ref: 'last' }),
    },
  };
}

function pageSize(asked: string | null, most: number): number {
  if (asked === null) return most;
  const size = Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > 2000) throw new Refusal(422, ['Invalid per_page parameter']);
  return Math.min(size, most);
}

function newestFirst(a: Sortable, b: Sortable): number {
  return a.created_at === b.created_at ? b.id - a.id : a.created_at < b.created_at ? 1 : -1;
}

/** A cursor marks a place between rows, so it stays valid when rows before it disappear. */
function cursor(way: 'after' | 'before', row: Sortable | undefined): string {
  if (!row) return '';
  return Buffer.from(JSON.stringify({ [way]: { id: row.id, created_at: row.created_at } })).toString('base64url');
}

function cursorStart(sorted: readonly Sortable[], text: string | null, size: number): number {
  if (text === null) return 0;
  const place = readCursor(text);
  const { after, before } = place;
  if (after) {
    const index = sorted.findIndex((row) => newestFirst(row, after) > 0);
    return index < 0 ? sorted.length : index;
  }
  if (!before) throw new Refusal(422, ['Invalid cursor parameter']);
  const index = sorted.findIndex((row) => newestFirst(row, before) >= 0);
  return Math.max(0, (index < 0 ? sorted.length : index) - size);
}

function readCursor(text: string): { after?: Sortable; before?: Sortable } {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as { after?: Sortable; before?: Sortable };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal(422, ['Invalid cursor parameter']);
  }
}

/** Links keep the request's host, path and filters, and name their own role in `ref` (recorded 2024). */
function linkTo(url: URL, size: number, parameters: Record<string, string>): string {
  const link = new URL(url);
  for (const key of ['page', 'cursor', 'ref', 'per_page']) link.searchParams.delete(key);
  const { ref = '', ...place } = parameters;
  for (const [key, value] of Object.entries(place)) link.searchParams.set(key, value);
  link.searchParams.set('per_page', String(size));
  link.searchParams.set('ref', ref);
  return link.href;
}
