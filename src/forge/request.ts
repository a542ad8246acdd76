import { baseOf } from '../http/base-url.ts';
import { decide, httpDate, retryAfterMs, type Decision } from '../http/decide.ts';
import { explain, type Explained } from '../http/explain.ts';
import { messageOf, type Outcome } from '../http/failure.ts';
import { isObject, parseJson } from '../http/json.ts';
import type { Secret } from '../http/secret.ts';
import type { Transport } from '../http/transport.ts';
import type { Clock, Random } from '../model/ports.ts';
import { ForgeFailure } from './failure.ts';

/**
 * Requests to a forge. In: method, path, body. Out: the answer's JSON and headers, or a `ForgeFailure`.
 * The retry decision is that of the accounts (`http/decide.ts`), with one translation before it:
 *
 * | answer                                                      | is read as                                |
 * | ----------------------------------------------------------- | ----------------------------------------- |
 * | 403 or 429 with `Retry-After`                               | 429                                       |
 * | 403 or 429 with `X-RateLimit-Remaining: 0` and a reset time | 429, `Retry-After` until then             |
 * | 403 that speaks of a rate limit                             | 429 (GitHub asks for a minute then)       |
 *
 * (GitHub docs, "Rate limits for the REST API"; GitLab docs, "Rate limits": 429 with `Retry-After`.)
 */
export interface Requester {
  /** `https://host/api/v4`: what paths are appended to, and what every page lies under. */
  readonly base: string;
  request(call: Call): Promise<Answer>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Below the base. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string } | URLSearchParams;
  readonly body?: unknown;
  readonly expects: 'object' | 'list';
}

export interface Answer {
  readonly json: unknown;
  readonly headers: Headers;
}

export interface RequesterOptions {
  readonly name: string;
  readonly baseUrl: URL;
  readonly headers: { readonly [name: string]: string };
  readonly token: Secret;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  /** `--max-wait` in ms. */
  readonly maxWaitMs: number;
  /** Ends waits and running reads; a running write is never cut off. */
  readonly signal: AbortSignal;
  /** What to do where the token may not write. */
  readonly forbiddenHint: string;
  /** What to do where nothing is found. */
  readonly goneHint: string;
  /** One line about each answer and each longer wait, without secrets. */
  readonly tell: (line: string) => void;
}

/** The least time that GitHub asks for where it names none. */
const WINDOW_MS = 60_000;

export function createRequester(options: RequesterOptions): Requester {
  const { name, clock, signal } = options;
  const base = baseOf(options.baseUrl);

  async function request(call: Call): Promise<Answer> {
    let waitedMs = 0;
    for (let attempt = 1; ; attempt++) {
      const outcome = asLimit(await send(call));
      const json = outcome.kind === 'answer' ? parseJson(outcome.text) : undefined;
      const decision = decide({
        method: call.method,
        scope: 'record',
        outcome,
        shaped: call.expects === 'list' ? Array.isArray(json) : isObject(json),
        attempt,
        waitedMs,
        maxWaitMs: options.maxWaitMs,
        windowMs: WINDOW_MS,
        random: options.random.fraction(),
      });
      if (decision.kind === 'give-back' && outcome.kind === 'answer') return { json, headers: outcome.headers };
      if (decision.kind !== 'retry') throw failure(call, outcome, decision);
      options.tell(`${name}: waiting ${Math.ceil(decision.afterMs / 1000)} s`);
      await clock.sleep(decision.afterMs, signal);
      waitedMs += decision.afterMs;
    }
  }

  async function send(call: Call): Promise<Outcome> {
    signal.throwIfAborted();
    const query = new URLSearchParams(call.query).toString();
    const start = clock.elapsed();
    const outcome = await options.transport.send(
      {
        method: call.method,
        url: base + call.path + (query === '' ? '' : `?${query}`),
        headers: { ...options.headers, ...(call.body !== undefined && { 'Content-Type': 'application/json' }) },
        token: options.token,
        ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      },
      call.method === 'GET' ? signal : undefined,
    );
    const status = outcome.kind === 'broken' ? explained(outcome).said : String(outcome.status);
    options.tell(`${name}: ${call.method} ${call.path} → ${status}, ${Math.round(clock.elapsed() - start)} ms`);
    return outcome;
  }

  function failure(call: Call, outcome: Outcome, decision: Decision): ForgeFailure {
    if (decision.kind !== 'fail') throw new Error('only an answer can be given back');
    const status = outcome.kind === 'broken' ? null : outcome.status;
    const what = WORDS[decision.failure](name, `${call.method} ${call.path}`);
    const code = status === null || decision.failure === 'gone' ? '' : ` (${status})`;
    const { said, hint = hintFor(call, status, decision) } = explained(outcome);
    const message = `${what}${code}${said === '' ? '' : `: ${said}`}`;
    return new ForgeFailure(decision.failure, message, { status, ...(hint !== undefined && { hint }) });
  }

  function hintFor(call: Call, status: number | null, decision: Decision & { kind: 'fail' }): string | undefined {
    const writes = call.method !== 'GET';
    if (decision.failure === 'unauthorized') return `${options.token.variable} is not valid, or has expired.`;
    const again = `Run it again in ${Math.ceil((decision.afterMs ?? WINDOW_MS) / 1000)} s`;
    if (decision.tooLong) return `${again}, or raise --max-wait.`;
    if (decision.failure === 'limited') return `${again}.`;
    if (decision.failure === 'unknown' && writes) return 'Run it again. It checks first and writes nothing twice.';
    if (status === 403) return options.forbiddenHint;
    return status === 404 ? options.goneHint : undefined;
  }

  function explained(outcome: Outcome): Explained {
    return explain(outcome, name, [options.token]);
  }

  return { base, request };
}

const WORDS = {
  refused: (service: string, what: string) => `${service} refused ${what}`,
  gone: (service: string, what: string) => `${service} returned 404 for ${what}`,
  unauthorized: (service: string, what: string) => `${service} rejected the token: ${what}`,
  limited: (service: string, what: string) => `${service}'s rate limit blocked ${what}`,
  unsent: (service: string, what: string) => `${service} could not be reached for ${what}`,
  unknown: (service: string, what: string) => `${service} gave no clear answer to ${what}`,
  malformed: (service: string, what: string) => `${service} gave an unexpected answer to ${what}`,
} as const;

/** A limit that does not look like one, as one: see the table above. */
export function asLimit(outcome: Outcome): Outcome {
  if (outcome.kind !== 'answer' || (outcome.status !== 403 && outcome.status !== 429)) return outcome;
  if (retryAfterMs(outcome) !== null) return { ...outcome, status: 429 };
  const reset = outcome.headers.get('x-ratelimit-reset') ?? '';
  const now = httpDate(outcome.headers.get('date') ?? '');
  if (outcome.headers.get('x-ratelimit-remaining') === '0' && /^\d{1,10}$/.test(reset) && !Number.isNaN(now)) {
    const headers = new Headers(outcome.headers);
    headers.set('retry-after', String(Math.max(1, Number(reset) - Math.floor(now / 1000))));
    return { ...outcome, status: 429, headers };
  }
  return /rate limit/i.test(messageOf(outcome.text)) ? { ...outcome, status: 429 } : outcome;
}
