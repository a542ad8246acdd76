import type { Clock, Random } from '../model/ports.ts';
import { baseOf } from './base-url.ts';
import type { RateBudget, Slot } from './rate-budget.ts';
import { decide, httpDate, type Decision } from './decide.ts';
import type { Call, Reply, Requester } from './call.ts';
import { createEntrance } from './entrance.ts';
import { describe } from './describe.ts';
import { createFailures, type FailuresOptions } from './failures.ts';
import { isObject, parseJson } from '../model/json.ts';
import type { WireResult } from './wire-result.ts';
import { redact, type Secret } from './secret.ts';
import type { Stock } from './stock.ts';
import type { Transport, WireRequest } from './transport.ts';

/** Events for `--verbose` and for progress lines. They never contain a secret. */
export type RequestEvent =
  | {
      /** The request was sent. An `answered` follows, even if no answer comes. */
      readonly type: 'sent';
      readonly service: string;
      readonly method: string;
      readonly path: string;
    }
  | {
      readonly type: 'answered';
      readonly service: string;
      readonly method: string;
      readonly path: string;
      /** Null if no answer came. Then `problem` says why. */
      readonly status: number | null;
      readonly problem: string | null;
      readonly ms: number;
      readonly attempt: number;
    }
  | {
      readonly type: 'pause';
      readonly service: string;
      /** `pace`: hfsync stays below the limit. `limited`: the service answered 429. `retry`: a fault may pass. */
      readonly reason: 'pace' | 'limited' | 'retry';
      readonly ms: number;
    }
  | {
      /**
       * The service refused what the budget allowed. From now on the budget allows this many requests in this many
       * seconds.
       */
      readonly type: 'crowded';
      readonly service: string;
      readonly requests: number;
      readonly seconds: number;
    };

type Sent = Extract<RequestEvent, { readonly type: 'sent' }>;

export interface RequesterOptions extends Omit<FailuresOptions, 'host'> {
  readonly baseUrl: URL;
  readonly headers: { readonly [name: string]: string };
  readonly token: Secret;
  readonly transport: Transport;
  readonly budget: RateBudget;
  readonly clock: Clock;
  readonly random: Random;
  /** How long one request may wait in total because of the service or the network, in ms. */
  readonly maxWaitMs: number;
  /** Translates results that this service expresses in an unusual way. */
  readonly interpret?: (result: WireResult) => WireResult;
  /**
   * Ends running reads at once. A running write is never cut off, because it would be unclear whether it was applied.
   */
  readonly signal?: AbortSignal;
  /** Ends waits only, including those of writes. Same as `signal` if missing. */
  readonly waits?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

interface Attempted {
  readonly result: WireResult;
  readonly json: unknown;
  readonly decision: Decision;
}

/**
 * Sends the requests to one account or one forge. In: method, path, query, body. Out: the answer's JSON, or the
 * service's own error. Each attempt first gets a slot of the rate budget (`entrance`) and ends with the retry decision
 * (`decide`). `failures` puts the final error into words. No event or error contains a secret.
 */
export function createRequester(options: RequesterOptions): Requester {
  const { service, secrets, clock, budget, signal, interpret = (result) => result } = options;
  const waits = options.waits ?? signal;
  const base = baseOf(options.baseUrl);
  const failures = createFailures({ ...options, host: options.baseUrl.host });
  const entrance = createEntrance({
    budget,
    signal: waits,
    over,
    limited: failures.limited,
    tooSlow: failures.tooSlow,
  });
  return over(null);

  function over(stock: Pick<Stock, 'take'> | null): Requester {
    return { base, request: (call) => request(call, stock) };
  }

  async function request(call: Call, stock: Pick<Stock, 'take'> | null): Promise<Reply> {
    const budgets = call.budget ? [call.budget, budget] : [budget];
    let waitedMs = 0;
    let isLimited = false;
    for (let attempt = 1; ; attempt++) {
      const blockedMs = Math.max(...budgets.map((each) => each.blockedMs()));
      const way = { attempt, patienceMs: options.maxWaitMs - waitedMs, stock };
      const slots = await unlessInterrupted(entrance.enter(call, way), call, isLimited);
      waitedMs += blockedMs;
      const once = attemptOnce(call, budgets, slots, { attempt, waitedMs });
      const { result, json, decision }: Attempted = await unlessInterrupted(once, call, isLimited);
      if (decision.kind === 'give-back') return toReply(result, json);
      if (decision.kind === 'fail') throw failures.of(call, result, decision);
      isLimited ||= decision.wholeAccount;
      waitedMs += await unlessInterrupted(wait(decision), call, isLimited);
    }
  }

  /**
   * An interrupted read throws the signal's reason. An interrupted write throws an error that says what is known about
   * it.
   */
  async function unlessInterrupted<T>(work: Promise<T>, call: Call, mayBeApplied: boolean): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!waits?.aborted || signal?.aborted || error !== waits.reason) throw error;
      throw failures.interrupted(call, mayBeApplied);
    }
  }

  async function attemptOnce(
    call: Call,
    budgets: readonly RateBudget[],
    slots: readonly Slot[],
    { attempt, waitedMs }: { readonly attempt: number; readonly waitedMs: number },
  ): Promise<Attempted> {
    try {
      const result = interpret(await send(call, attempt));
      const json = result.kind === 'answer' ? parseJson(result.text) : undefined;
      const decision = decide({
        method: call.method,
        scope: call.scope,
        result,
        shaped: isShaped(call, result, json),
        attempt,
        waitedMs,
        maxWaitMs: options.maxWaitMs,
        windowMs: (budgets[0] ?? budget).windowMs,
        random: options.random.fraction(),
      });
      // Before the slot is released, so that nothing that waits for it is sent.
      if (isLimit(decision)) budgets[0]?.block(decision.afterMs ?? 0);
      return { result, json, decision };
    } finally {
      for (const slot of slots) slot.release();
    }
  }

  async function send(call: Call, attempt: number): Promise<WireResult> {
    const start = clock.elapsed();
    const asked = { service, method: call.method, path: redact(target(call), secrets) };
    options.onRequest?.({ type: 'sent', ...asked });
    const result = await options.transport.send(wireRequest(call), call.method === 'GET' ? signal : undefined, waits);
    tell(asked, result, clock.elapsed() - start, attempt);
    return result;
  }

  function wireRequest(call: Call): WireRequest {
    const leaveWithinMs = call.check?.leaveWithinMs() ?? null;
    return {
      method: call.method,
      url: base + target(call),
      headers: { ...options.headers, ...(call.body !== undefined && { 'Content-Type': 'application/json' }) },
      token: options.token,
      ...(leaveWithinMs !== null && { leaveWithinMs }),
      ...(call.body !== undefined && { body: JSON.stringify(call.body()) }),
    };
  }

  /**
   * After a fault, only this request waits. After a limit the whole account is blocked, and the request queues with all
   * others. Returns the ms waited here.
   */
  async function wait(decision: Decision & { kind: 'retry' }): Promise<number> {
    if (decision.wholeAccount) return 0;
    options.onRequest?.({ type: 'pause', service, reason: 'retry', ms: decision.afterMs });
    await clock.sleep(decision.afterMs, waits);
    return decision.afterMs;
  }

  function tell(asked: Omit<Sent, 'type'>, result: WireResult, ms: number, attempt: number): void {
    options.onRequest?.({
      type: 'answered',
      ...asked,
      status: result.kind === 'broken' ? null : result.status,
      problem: result.kind === 'answer' ? null : describe(result, service, secrets).said,
      ms,
      attempt,
    });
  }
}

function target(call: Call): string {
  const query = new URLSearchParams(call.query).toString();
  return call.path + (query === '' ? '' : `?${query}`);
}

/** Whether the service limits the whole account. */
function isLimit(decision: Decision): decision is Exclude<Decision, { kind: 'give-back' }> {
  return (
    (decision.kind === 'fail' && decision.failure === 'limited') || (decision.kind === 'retry' && decision.wholeAccount)
  );
}

function isShaped({ method, expects }: Call, result: WireResult, json: unknown): boolean {
  if (result.kind !== 'answer') return false;
  if (expects === 'list') return Array.isArray(json);
  // Harvest answers a deletion with the deleted object, Forecast with nothing. Other writes have no body only with 204.
  if (result.text.trim() === '') return method === 'DELETE' || (method !== 'GET' && result.status === 204);
  return isObject(json) && expects.every((key) => Object.hasOwn(json, key));
}

function toReply(result: WireResult, json: unknown): Reply {
  if (result.kind !== 'answer') throw new Error('only an answer can be given back');
  const { headers } = result;
  const date = httpDate(headers.get('date') ?? '');
  return {
    json: isObject(json) ? json : null,
    rows: Array.isArray(json) ? json : [],
    headers,
    servedAt: Number.isNaN(date) ? null : date,
  };
}
