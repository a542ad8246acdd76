import type { WireResult } from '../../src/http/wire-result.ts';
import type { Transport, WireRequest } from '../../src/http/transport.ts';
import type { Side } from '../../src/model/side.ts';
import type { Sight } from './lag.ts';
import type { Process } from './process.ts';
import type { Scheduler } from './scheduler.ts';

/** What goes wrong on the way to a service, by its id in the fault tables of docs/reliability.md. */
export const WIRE_FAULTS = [
  'H1 429',
  'H2 429 with a date',
  'H2 429 with nonsense',
  'H3 429 without Retry-After',
  'H5 H6 500',
  'H6 503, applied',
  'H6 503 with Retry-After',
  'H7 408',
  'H8 422',
  'H10 404',
  'H13 401',
  'H14 403',
  'H15 409',
  'H16 302',
  'H17 HTML',
  'H17 empty',
  'H17 error in a 200',
  'H18 another value',
  'H19 ignored',
  'T1 refused',
  'T2 reset before',
  'T3 reset after',
  'T4 late',
  'T5 cut off, applied',
  'T7 broken JSON, applied',
  'T8 timeout, applied',
  'T8 timeout',
  'T11 407',
  'D1 row twice',
  'D2 row missing',
  'D4 total is wrong',
] as const;
export type WireFaultName = (typeof WIRE_FAULTS)[number];

export interface WireFault {
  readonly fault: WireFaultName;
  /** The `nth` request of its sort in this run, and how many from there on. */
  readonly nth: number;
  readonly among: 'reads' | 'writes';
  readonly times: number;
}

/** A request as it arrived, and what became of it. */
export interface Arrival {
  readonly side: Side;
  readonly method: string;
  /** Without the version prefix. */
  readonly path: string;
  readonly body: unknown;
  readonly at: number;
  /** When the program let go of it. */
  readonly sentAt: number;
  readonly pid: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

export interface Service {
  /** The service's own answer, from how the account was at `seenAt`. */
  answer(arrival: Arrival, request: () => Request, body: string, seenAt: number): Promise<Answer>;
  /** Told around each request that takes effect. */
  arrives(arrival: Arrival): void;
  applied(arrival: Arrival, answer: Answer, seenAt: number): void;
  /** The program sends a request now. */
  sends(side: Side, path: string): void;
  /** The program hears that it has to wait, in seconds. */
  answered(side: Side, path: string, retryAfter: number): void;
  /** When the account was as this request sees it; missing: it is as it is now. */
  readonly sight?: Sight;
  /** Ms by which the `Date` of its answers is off. */
  readonly dates?: number;
  /** Every request that was seen, effect or not. */
  seen(arrival: Arrival, fault: WireFaultName | null): void;
}

/** Past this a request that got no clear answer takes no effect any more: less than the settle time of 20 s. */
const LATEST_MS = 15_000;
const LATENCY_MS = 40;

/** The way of one process to both services. */
export function createWire(
  scheduler: Scheduler,
  process: Process,
  service: Service,
  faults: readonly WireFault[],
): Transport {
  const counts = { reads: 0, writes: 0 };

  function due(method: string): WireFaultName | null {
    const among = method === 'GET' ? 'reads' : 'writes';
    counts[among] += 1;
    const fault = faults.find(
      (one) => one.among === among && one.nth <= counts[among] && counts[among] < one.nth + one.times,
    );
    return fault?.fault ?? null;
  }

  async function send(request: WireRequest, signal?: AbortSignal): Promise<WireResult> {
    signal?.throwIfAborted();
    const { pathname } = new URL(request.url);
    service.sends(sideOf(request), pathname);
    const sentAt = scheduler.now();
    const fault = due(request.method);
    // The request leaves; whether the process lives to hear the answer is another matter.
    const arrived = await process.outside('send', () => ({ answer: deliver(request, fault, sentAt) }));
    const outcome = await withSignal(arrived.answer, signal);
    return process.outside(
      'answer',
      () => {
        const seconds = outcome.kind === 'answer' && outcome.status === 429 ? outcome.headers.get('Retry-After') : null;
        if (seconds !== null && /^\d+$/.test(seconds)) service.answered(sideOf(request), pathname, Number(seconds));
        return outcome;
      },
      1,
    );
  }

  function deliver(request: WireRequest, fault: WireFaultName | null, sentAt: number): Promise<WireResult> {
    return new Promise((resolve, reject) => {
      scheduler.after(scheduler.random.upTo(LATENCY_MS), async () => {
        try {
          const outcome = await arrive(request, fault, sentAt);
          scheduler.after(slowness(fault), () => resolve(outcome));
        } catch (error) {
          reject(error as Error);
        }
      });
    });
  }

  function slowness(fault: WireFaultName | null): number {
    return fault?.startsWith('T8') ? 60_000 : scheduler.random.upTo(LATENCY_MS);
  }

  async function arrive(request: WireRequest, fault: WireFaultName | null, sentAt: number): Promise<WireResult> {
    const arrival = { ...arrivalOf(request, scheduler.now(), process.pid), sentAt };
    const isRead = request.method === 'GET';
    if (fault === 'T1 refused')
      return { kind: 'broken', code: 'ECONNREFUSED', message: 'connect ECONNREFUSED', unsent: true, lasting: false };
    service.seen(arrival, fault);
    const apply = async (): Promise<WireResult> => {
      service.arrives(arrival);
      const seenAt = service.sight?.(arrival, scheduler.now()) ?? scheduler.now();
      const answer = await service.answer(arrival, () => requestOf(request), request.body ?? '', seenAt);
      service.applied({ ...arrival, at: scheduler.now() }, answer, seenAt);
      const headers = new Headers(answer.headers as [string, string][]);
      headers.set('Date', new Date(scheduler.now() + SERVER_EPOCH + (service.dates ?? 0)).toUTCString());
      return { kind: 'answer', status: answer.status, headers, text: answer.text };
    };
    switch (fault) {
      case null:
        return apply();
      case 'H1 429':
        return status(429, { 'Retry-After': '3' }, 'Throttled');
      case 'H2 429 with a date':
        return status(429, { Date: 'Mon, 05 Jan 2026 09:00:00 GMT', 'Retry-After': 'Mon, 05 Jan 2026 09:00:05 GMT' });
      case 'H2 429 with nonsense':
        return status(429, { 'Retry-After': 'abc' });
      case 'H3 429 without Retry-After':
        return status(429, {});
      case 'H5 H6 500':
        return status(500, {});
      case 'H6 503, applied':
        await apply();
        return status(503, {});
      case 'H6 503 with Retry-After':
        return status(503, { 'Retry-After': '1' });
      case 'H7 408':
        return status(408, {});
      case 'H8 422':
        return isRead ? status(500, {}) : status(422, {}, '{"message":"refused"}');
      case 'H10 404':
        return isRead ? status(502, {}) : status(404, {});
      case 'H13 401':
        return status(401, {}, '{"error":"invalid_token"}');
      case 'H14 403':
        return status(403, {});
      case 'H15 409':
        return isRead ? status(504, {}) : status(409, {});
      case 'H16 302':
        return status(302, { Location: 'https://elsewhere.example/' });
      case 'H17 HTML':
        return status(200, { 'Content-Type': 'text/html' }, '<!DOCTYPE html><title>Sign in</title>');
      case 'H17 empty':
        return status(200, {}, '');
      case 'H17 error in a 200':
        return status(200, {}, '{"error":"no"}');
      case 'H18 another value':
        return isRead ? apply() : mangled(await apply());
      case 'H19 ignored':
        return isRead ? apply() : echoed(request);
      case 'T2 reset before':
        return broken('ECONNRESET');
      case 'T3 reset after':
        await apply();
        return broken('ECONNRESET');
      case 'T4 late':
        if (!isRead) scheduler.after(scheduler.random.upTo(LATEST_MS), async () => void (await apply()));
        return broken('ECONNRESET');
      case 'T5 cut off, applied':
        await apply();
        return broken('ECONNRESET');
      case 'T7 broken JSON, applied': {
        const outcome = await apply();
        return outcome.kind === 'answer' ? { ...outcome, text: outcome.text.slice(0, -2) } : outcome;
      }
      case 'T8 timeout, applied':
        await apply();
        return broken('HEADERS_TIMEOUT');
      case 'T8 timeout':
        return broken('HEADERS_TIMEOUT');
      case 'T11 407':
        return status(407, {}, '<html>proxy</html>');
      case 'D1 row twice':
        return isRead ? edited(await apply(), (rows) => [...rows, ...rows.slice(0, 1)]) : apply();
      case 'D2 row missing':
        return isRead ? edited(await apply(), (rows) => rows.slice(1), true) : apply();
      case 'D4 total is wrong':
        return isRead ? edited(await apply(), (rows) => rows.slice(1)) : apply();
    }
  }

  /** A write that is answered as if it had been taken, with the record as it was. */
  async function echoed(request: WireRequest): Promise<WireResult> {
    const read = { ...request, method: 'GET' };
    const { body: _, ...plain } = read;
    const answer = await service.answer(arrivalOf(plain, 0, process.pid), () => requestOf(plain), '', scheduler.now());
    return {
      kind: 'answer',
      status: answer.status,
      headers: new Headers(answer.headers as [string, string][]),
      text: answer.text,
    };
  }

  return { send, close: () => Promise.resolve() };
}

/** The service's clock is right, whatever ours says. */
export const SERVER_EPOCH = Date.UTC(2026, 0, 5, 9);

function withSignal<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    promise.then(resolve, reject);
  });
}

function requestOf({ method, url, headers, token, body }: WireRequest): Request {
  const all = { ...headers, 'User-Agent': 'simulated', Authorization: `Bearer ${token?.reveal()}` };
  return new Request(url, { method, headers: all, ...(body !== undefined && { body }) });
}

function arrivalOf(request: WireRequest, at: number, pid: number): Arrival {
  const url = new URL(request.url);
  return {
    side: sideOf(request),
    method: request.method,
    path: url.pathname.replace(/^\/v2/, '') + url.search,
    body: request.body === undefined ? null : (JSON.parse(request.body) as unknown),
    at,
    sentAt: at,
    pid,
  };
}

function sideOf(request: WireRequest): Side {
  return new URL(request.url).port === '1' ? 'harvest' : 'forecast';
}

function status(code: number, headers: Record<string, string>, text = ''): WireResult {
  return { kind: 'answer', status: code, headers: new Headers(headers), text };
}

function broken(code: string): WireResult {
  return { kind: 'broken', code, message: code, unsent: false, lasting: false };
}

/** Every text in the answer comes back in capitals: a service that stores something else than it was given, or says so. */
function mangled(outcome: WireResult): WireResult {
  if (outcome.kind !== 'answer') return outcome;
  return {
    ...outcome,
    text: outcome.text.replace(
      /"(name|first_name)":"([^"]*)"/g,
      (_, key: string, value: string) => `"${key}":"${value.toUpperCase()}"`,
    ),
  };
}

/** A list with other rows; `silently`: its totals agree with what is left. */
function edited(
  outcome: WireResult,
  change: (rows: readonly unknown[]) => readonly unknown[],
  silently = false,
): WireResult {
  if (outcome.kind !== 'answer' || outcome.status !== 200) return outcome;
  const json = JSON.parse(outcome.text) as Record<string, unknown>;
  const key = Object.keys(json).find((name) => Array.isArray(json[name]));
  if (key === undefined) return outcome;
  const rows = change(json[key] as unknown[]);
  const totals = silently && typeof json['total_entries'] === 'number' ? { total_entries: rows.length } : {};
  return { ...outcome, text: JSON.stringify({ ...json, [key]: rows, ...totals }) };
}
