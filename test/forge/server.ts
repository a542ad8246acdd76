import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, startServer } from '../support/http-server.ts';
import { TOKEN } from '../support/canary.ts';

/** What the fakes of both forges share: routes, pages, faults, and a log of what was asked. */
export interface Request {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: { readonly [key: string]: unknown };
}

export interface Reply {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: { readonly [name: string]: string };
}

/** What goes wrong with a request: the reply in place of the real one, or after the real one was applied. */
export type Fault =
  | { readonly kind: 'instead'; readonly reply: Reply }
  | { readonly kind: 'applied'; readonly reply: Reply }
  | { readonly kind: 'reset' };

export interface FakeForge {
  /** `http://127.0.0.1:…` and the prefix of the API. */
  readonly url: string;
  /** `METHOD path`, in the order of their arrival. */
  readonly log: string[];
  /** Faults for the requests that match, first come first served; each is used once. */
  fault(method: string, path: RegExp, fault: Fault): void;
}

export const LOST: Fault = { kind: 'instead', reply: { status: 502, json: { message: 'Bad gateway' } } };
export const LOST_ANSWER: Fault = { kind: 'applied', reply: { status: 502, json: { message: 'Bad gateway' } } };

export async function serveForge(prefix: string, answer: (request: Request) => Reply): Promise<FakeForge> {
  const log: string[] = [];
  const faults: { method: string; path: RegExp; fault: Fault }[] = [];
  const { url } = await startServer((incoming, response) => void serve(incoming, response));

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = new URL(incoming.url ?? '', url);
    const sent = await bodyOf(incoming);
    const request: Request = {
      method: incoming.method ?? '',
      path: at.pathname.slice(prefix.length),
      query: at.searchParams,
      body: (sent === '' ? {} : JSON.parse(sent)) as Request['body'],
    };
    log.push(`${request.method} ${request.path}`);
    if (incoming.headers.authorization !== `Bearer ${TOKEN}`) {
      return send(response, { status: 401, json: { message: 'Bad credentials' } });
    }
    const index = faults.findIndex(({ method, path }) => method === request.method && path.test(request.path));
    const [found] = index < 0 ? [] : faults.splice(index, 1);
    if (found?.fault.kind === 'instead') return send(response, found.fault.reply);
    const reply = answer(request);
    if (found?.fault.kind === 'reset') return void incoming.socket.destroy();
    send(response, found ? found.fault.reply : reply);
  }

  function send(response: ServerResponse, { status, json, headers }: Reply): void {
    const text = status === 204 ? undefined : JSON.stringify(json);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
  }

  return { url: url + prefix, log, fault: (method, path, fault) => void faults.push({ method, path, fault }) };
}

/** A key of a body, or what was there before. */
export function text(body: Request['body'], key: string, before: string): string {
  const value = body[key];
  return typeof value === 'string' ? value : before;
}

/** At most 30 rows a page, whatever is asked for, and a `Link` to the next one as both forges write it. */
export const PAGE = 30;

export function paged(base: string, { path, query }: Request, rows: readonly unknown[]): Reply {
  const page = Number(query.get('page') ?? 1);
  const per = Math.min(PAGE, Number(query.get('per_page') ?? PAGE));
  const link = (to: number, rel: string): string => {
    const next = new URLSearchParams(query);
    next.set('page', String(to));
    return `<${base}${path}?${next.toString()}>; rel="${rel}"`;
  };
  const last = Math.max(1, Math.ceil(rows.length / per));
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(1, 'first'), link(last, 'last')];
  return { status: 200, json: rows.slice((page - 1) * per, page * per), headers: { Link: links.join(', ') } };
}
