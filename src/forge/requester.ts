import { createRateBudget } from '../http/rate-budget.ts';
import { httpDate, retryAfterMs } from '../http/decide.ts';
import { messageOf, type WireResult, withHeader } from '../http/wire-result.ts';
import type { Call, Requester } from '../http/call.ts';
import { createRequester, type RequesterOptions } from '../http/requester.ts';
import { ForgeFailure } from './failure.ts';

/**
 * Requests to a forge. They use the requester of the accounts (`http/requester.ts`), but rate limits are translated first:
 *
 * | answer                                                      | is treated as                             |
 * | ----------------------------------------------------------- | ----------------------------------------- |
 * | 403 or 429 with `Retry-After`                               | 429                                       |
 * | 403 or 429 with `X-RateLimit-Remaining: 0` and a reset time | 429, `Retry-After` until then             |
 * | 403 that mentions a rate limit                              | 429 (GitHub then asks for a minute)       |
 *
 * (GitHub docs, "Rate limits for the REST API"; GitLab docs, "Rate limits": 429 with `Retry-After`.)
 */
export interface ForgeOptions extends Pick<
  RequesterOptions,
  'baseUrl' | 'token' | 'transport' | 'clock' | 'random' | 'maxWaitMs' | 'onRequest'
> {
  readonly signal: AbortSignal;
}

/** What differs between forges. */
export interface Service {
  readonly name: string;
  readonly headers: { readonly [name: string]: string };
  /** What to do if the token may not write. */
  readonly forbiddenHint: string;
  /** What to do after a 404. */
  readonly goneHint: string;
}

export function createForgeRequester(options: ForgeOptions, service: Service): Requester {
  const { clock, token, onRequest } = options;
  const { name, headers } = service;
  return createRequester({
    ...options,
    service: name,
    headers,
    secrets: [token],
    // A forge limits requests per hour. The few requests of a run need no pacing; they wait only if the forge asks for
    // it.
    budget: createRateBudget({
      requests: Infinity,
      seconds: LEAST_WAIT_S,
      clock,
      onWait: (ms, reason) => onRequest?.({ type: 'pause', service: name, reason, ms }),
    }),
    interpret: asLimit,
    fail: (failure, message, details) => new ForgeFailure(failure, message, details),
    advise(failure, status, { method }, said) {
      if (failure === 'unauthorized') return `${token.variable} is not valid, or has expired.`;
      if (failure === 'unknown' && method !== 'GET')
        return 'Run hfsync again. It checks first and writes nothing twice.';
      // GitHub: "Unable to create comment because issue is locked." GitLab says that the discussion is locked.
      if (status === 403) return /\blocked\b/i.test(said) ? LOCKED_HINT : service.forbiddenHint;
      return status === 404 ? service.goneHint : undefined;
    },
  });
}

const LOCKED_HINT =
  'The conversation is locked, so this token may not write there. Unlock it, or use the token of somebody who may write in locked ones.';

/** The shortest wait that GitHub asks for if it names none. */
const LEAST_WAIT_S = 60;

/** A call that reads or writes one object and returns it. */
export function objectCall(method: Call['method'], path: string, body?: object): Call {
  return { method, path, scope: 'record', expects: [], ...(body !== undefined && { body: () => body }) };
}

/** Turns a rate limit with another status into a 429: see the table above. */
function asLimit(result: WireResult): WireResult {
  if (result.kind !== 'answer' || (result.status !== 403 && result.status !== 429)) return result;
  if (retryAfterMs(result) !== null) return { ...result, status: 429 };
  const reset = result.headers.get('x-ratelimit-reset') ?? '';
  const now = httpDate(result.headers.get('date') ?? '');
  if (result.headers.get('x-ratelimit-remaining') === '0' && /^\d{1,10}$/.test(reset) && !Number.isNaN(now)) {
    const wait = String(Math.max(1, Number(reset) - Math.floor(now / 1000)));
    return { ...result, status: 429, headers: withHeader(result.headers, 'retry-after', wait) };
  }
  return /rate limit/i.test(messageOf(result.text)) ? { ...result, status: 429 } : result;
}
