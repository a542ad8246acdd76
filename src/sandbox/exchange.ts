import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Clock, Random } from '../model/ports.ts';
import type { Edit } from './edit.ts';
import type { Fault, FaultBox } from './faults.ts';
import type { LoggedRequest, RequestLog, ServiceName } from './log.ts';
import type { Limiter } from './rate.ts';
import type { Bindings } from './service.ts';

/** What stands between the socket and a service's app: the log, the rate limit, the faults, and the disk. */
export interface ExchangeParts {
  readonly side: ServiceName;
  readonly app: { fetch(request: Request, bindings: Bindings): Response | Promise<Response> };
  readonly log: RequestLog;
  readonly faults: FaultBox;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted when the sandbox stops. */
  readonly signal: AbortSignal;
  limiterFor(path: string): Limiter | null;
  tooMany(seconds: number): Response;
  /** Returns when everything that was written is on the disk. */
  saved(): Promise<void>;
  edit(edit: Edit): Promise<unknown>;
}

type Handler = (request: Request, env: HttpBindings) => Promise<Response>;

/** Serves one request: logs it, applies the fault that is due, and answers once everything is saved. */
export function exchange(parts: ExchangeParts): Handler {
  const late: { left: number; apply: () => Promise<unknown> }[] = [];

  return async function handle(request, env) {
    const { side, clock } = parts;
    const body = await request.text();
    const url = new URL(request.url);
    const path = url.pathname + url.search;
    const headers = Object.fromEntries(request.headers);
    const entry = parts.log.add({ at: clock.now(), side, method: request.method, path, headers, body });
    for (const write of late) write.left--;
    for (const write of late.filter(({ left }) => left < 0)) {
      late.splice(late.indexOf(write), 1);
      await write.apply();
    }
    const fault = parts.faults.take({ side, method: request.method, path });
    const apply = () => answer(parts, request, storedBody(fault, body));
    if (!fault) {
      const seconds = parts.limiterFor(url.pathname)?.take() ?? null;
      return dress(parts, entry, seconds === null ? await apply() : parts.tooMany(seconds));
    }
    entry.fault = fault.fault;
    return await afflict(fault, { ...parts, request, entry, env, apply, late });
  };
}

interface Affliction extends ExchangeParts {
  readonly request: Request;
  readonly entry: LoggedRequest;
  readonly env: HttpBindings;
  readonly late: { left: number; apply: () => Promise<unknown> }[];
  apply(): Promise<Response>;
}

async function afflict(fault: Fault, at: Affliction): Promise<Response> {
  const { entry, env, apply } = at;
  switch (fault.fault) {
    case 'status':
      if (fault.applied) await apply();
      return dress(at, entry, chosen(fault));
    case 'limit':
      return dress(at, entry, at.tooMany(fault.seconds ?? 15));
    case 'reset-before':
      return cut(env);
    case 'reset-after':
      await apply();
      return cut(env);
    case 'late':
      at.late.push({ left: fault.afterRequests ?? 1, apply });
      return cut(env);
    case 'hang':
      if (fault.applied) await apply();
      return await hang(env, at.signal);
    case 'slow':
      if (await stoppedIn(at, fault.delayMs ?? 1000)) return cut(env);
      return dress(at, entry, await apply());
    case 'truncate':
      return await truncate(env, entry, await apply());
    case 'bad-json':
      return dress(at, entry, broken(await apply()));
    case 'html':
      return dress(at, entry, new Response('<!DOCTYPE html>\n<html><body>Please sign in.</body></html>\n', HTML));
    case 'ignore':
      return dress(at, entry, await (fault.keys ? apply() : unchanged(at)));
    case 'trim':
      return dress(at, entry, await apply());
    case 'edit': {
      const edits = async () => {
        for (const edit of fault.edits ?? []) await at.edit(edit);
      };
      if (!fault.applied) await edits();
      const response = await apply();
      if (fault.applied) await edits();
      return dress(at, entry, response);
    }
  }
}

const HTML = { status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8' } };

async function answer(parts: ExchangeParts, request: Request, body: string): Promise<Response> {
  const response = await parts.app.fetch(request, { body });
  if (request.method !== 'GET' && request.method !== 'HEAD') await parts.saved();
  return response;
}

/** Adds the headers that every answer has. `Date` is the sandbox's clock. */
function dress(parts: ExchangeParts, entry: LoggedRequest, response: Response): Response {
  entry.status = response.status;
  const headers = new Headers(response.headers);
  headers.set('Date', new Date(parts.clock.now()).toUTCString());
  headers.set('X-Request-Id', parts.random.uuid());
  if (headers.get('Content-Type') === 'application/json')
    headers.set('Content-Type', 'application/json; charset=utf-8');
  return new Response(response.body, { status: response.status, headers });
}

function chosen(fault: Fault): Response {
  const { status = 500, body = '', headers = {} } = fault;
  if (typeof body === 'string') return new Response(status === 204 ? null : body, { status, headers });
  return Response.json(body, { status, headers });
}

function cut(env: HttpBindings): Response {
  env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

async function hang(env: HttpBindings, signal: AbortSignal): Promise<Response> {
  const { socket } = env.incoming;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    if (socket.destroyed) resolve();
  });
  return RESPONSE_ALREADY_SENT;
}

/** Waits. True if the sandbox stopped meanwhile. */
async function stoppedIn({ clock, signal }: Affliction, ms: number): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return signal.aborted;
}

/** Promises the whole length, sends half of it, and cuts the connection. */
async function truncate(env: HttpBindings, entry: LoggedRequest, response: Response): Promise<Response> {
  const body = Buffer.from(await response.text());
  const { outgoing } = env;
  entry.status = response.status;
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), 'Content-Length': body.length });
  await new Promise<void>((resolve) => {
    outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}

/** The right status and headers around JSON that stops too early. */
function broken(response: Response): Response {
  return new Response('{"id": 1, "name": "Unfin', { status: response.status, headers: response.headers });
}

/** The part of a write's body that the service applies. */
function storedBody(fault: Fault | null, body: string): string {
  if (fault === null || body === '') return body;
  if (fault.keys) return without(body, fault.keys);
  return fault.trims === true || fault.fault === 'trim' ? trimmed(body) : body;
}

/** The same JSON without these keys, at any depth. */
function without(body: string, keys: readonly string[]): string {
  return JSON.stringify(JSON.parse(body, (key, value: unknown) => (keys.includes(key) ? undefined : value)));
}

/** The same JSON with every text trimmed and its blanks collapsed, as a service may store it. */
function trimmed(body: string): string {
  const trim = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/\s+/gu, ' ').trim() : value;
  return JSON.stringify(JSON.parse(body, trim));
}

/** Answers a write with what a GET of the same path returns. */
async function unchanged(at: Affliction): Promise<Response> {
  const read = new Request(at.request.url, { headers: Object.fromEntries(at.request.headers) });
  return await at.app.fetch(read, { body: '' });
}
