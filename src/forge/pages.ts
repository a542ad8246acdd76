import type { Call, Requester } from '../http/call.ts';
import { ForgeFailure } from './failure.ts';

/**
 * Reads a whole list: every page that `Link: <…>; rel="next"` names. Returns all rows, or throws; it never returns a
 * part. The token is never sent to a link outside the forge's API.
 */
export async function readPages(
  requester: Requester,
  path: string,
  query: { readonly [name: string]: string },
): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  const seen = new Set<string>();
  const list = { method: 'GET', scope: 'record', expects: 'list' } as const;
  let call: Call = { ...list, path, query: { ...query, per_page: '100' } };
  for (;;) {
    const reply = await requester.request(call);
    rows.push(...reply.rows);
    const next = nextLink(reply.headers.get('link') ?? '');
    if (next === null) return rows;
    if (seen.has(next) || seen.size >= MAX_PAGES) throw wrong(path, 'its pages never end');
    seen.add(next);
    call = { ...list, ...below(requester.base, next, path) };
  }
}

/** A hundred thousand rows: only a loop gets this far. */
const MAX_PAGES = 1_000;

function nextLink(header: string): string | null {
  for (const [, url, parameters] of header.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel="?next"?\s*(?:[;,]|$)/i.test(parameters ?? '')) return url ?? null;
  }
  return null;
}

/** GitHub's links use numbers (`/repositories/1/…`), so the path may differ. The base of the API may not. */
function below(base: string, next: string, path: string): { readonly path: string; readonly query: URLSearchParams } {
  const url = URL.canParse(next) ? new URL(next) : null;
  const place = url && url.origin + url.pathname;
  if (!place?.startsWith(`${base}/`)) throw wrong(path, 'the link to the next page points somewhere else');
  return { path: place.slice(base.length), query: url?.searchParams ?? new URLSearchParams() };
}

function wrong(path: string, problem: string): ForgeFailure {
  return new ForgeFailure('malformed', `The list at ${path} cannot be read completely: ${problem}.`);
}
