import type { Clock, Random } from '../model/ports.ts';
import { baseOf } from './base-url.ts';
import type { RateBudget, Slot } from './rate-budget.ts';
import { decide, httpDate, type Decision } from './decide.ts';
import type { Call, Reply, Requester } from './call.ts';
import { createEntrance, type HeldSlots } from './entrance.ts';
import { describe } from './describe.ts';
import { createFailures, type FailuresOptions } from './failures.ts';
import { isObject, parseJson } from '../model/json.ts';
import type { WireResult } from './wire-result.ts';
import { redact, type Secret } from './secret.ts';
import type { Transport, WireRequest } from './transport.ts';

/** What `--verbose` and progress lines are made of. Never holds a secret. */
export type RequestEvent =
  | {
      readonly type: 'answered';
      readonly service: string;
      readonly method: string;
      readonly path: string;
      /** null if no answer came; then `problem` says why. */
      readonly status: number | null;
      readonly problem: string | null;
      readonly ms: number;
      readonly attempt: number;
    }
  | {
      readonly type: 'pause';
      readonly service: string;
      /** `pace`: hfsync keeps below the limit; `limited`: the service said 429; `retry`: a fault may pass. */
      readonly reason: 'pace' | 'limited' | 'retry';
      readonly ms: number;
    }
  | {
      /** The service refused what its budget allowed, which from now on allows so many requests in so many seconds. */
      readonly type: 'crowded';
      readonly service: string;
      readonly requests: number;
      readonly seconds: number;
    };

export interface RequesterOptions extends FailuresOptions {
  readonly baseUrl: URL;
  readonly headers: { readonly [name: string]: string };
  readonly token: Secret;
  readonly transport: Transport;
  readonly budget: RateBudget;
  readonly clock: Clock;
  readonly random: Random;
  /** Ms that one request may wait in total because the service or the network makes it wait. */
  readonly maxWaitMs: number;
  /** What a result means, if this service says it in an unusual way. */
  readonly interpret?: (result: WireResult) => WireResult;
  /** Ends running reads at once. A running write is never cut off: nobody would know whether it was applied. */
  readonly signal?: AbortSignal;
  /** Ends waits alone, those of writes too; the same as `signal` where missing. */
  readonly waits?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

/**
 * The requests to one account or one forge. In: method, path, query, body. Out: the answer's JSON, or the service's own error.
 * Around each attempt: a slot of the rate budget before (`entrance`), the retry decision after (`decide`), and an error in words at the
 * end (`failures`). Nothing secret is ever told.
 */
export function createRequester(options: RequesterOptions): Requester {
  const { service, secrets, clock, budget, signal, interpret = (result) => result } = options;
  const waits = options.waits ?? signal;
  const base = baseOf(options.baseUrl);
  const failures = createFailures(options);
  const entrance = createEntrance({
    budget,
    signal: waits,
    over,
    limited: failures.limited,
    tooSlow: failures.tooSlow,
  });
  return over(null);

  function over(stock: HeldSlots | null): Requester {
    return { base, request: (call) => request(call, stock) };
  }

  async function request(call: Call, stock: HeldSlots | null): Promise<Reply> {
    const budgets = call.budget ? [call.budget, budget] : [budget];
    let waitedMs = 0;
    let isLimited = false;
    for (let attempt = 1; ; attempt++) {
      const blockedMs = Math.max(...budgets.map((each) => each.blockedMs()));
      const way = { attempt, patienceMs: options.maxWaitMs - waitedMs, stock };
      const slots = await unlessInterrupted(entrance.enter(call, way), call, isLimited);
      waitedMs += blockedMs;
      const { result, json, decision } = await attemptOnce(call, budgets, slots, { attempt, waitedMs });
      if (decision.kind === 'give-back') return toReply(result, json);
      if (decision.kind === 'fail') throw failures.of(call, result, decision);
      isLimited ||= decision.wholeAccount;
      waitedMs += await unlessInterrupted(wait(decision), call, isLimited);
    }
  }

  /** Whoever reads is told of the interrupt as such; a write tells what is known of it. */
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
  ): Promise<{ readonly result: WireResult; readonly json: unknown; readonly decision: Decision }> {
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
      // Before the slot is free: whoever waits for it must not be let in any more.
      if (isLimit(decision)) budgets[0]?.block(decision.afterMs ?? 0);
      return { result, json, decision };
    } finally {
      for (const slot of slots) slot.release();
    }
  }

  async function send(call: Call, attempt: number): Promise<WireResult> {
    const start = clock.elapsed();
    const result = await options.transport.send(wireRequest(call), call.method === 'GET' ? signal : undefined);
    tell(call, result, clock.elapsed() - start, attempt);
    return result;
  }

  function wireRequest(call: Call): WireRequest {
    return {
      method: call.method,
      url: base + target(call),
      headers: { ...options.headers, ...(call.body !== undefined && { 'Content-Type': 'application/json' }) },
      token: options.token,
      ...(call.body !== undefined && { body: JSON.stringify(call.body()) }),
    };
  }

  /** A fault is waited out alone; a limit has closed the account's gate, where this request queues with all others. In ms. */
  async function wait(decision: Decision & { kind: 'retry' }): Promise<number> {
    if (decision.wholeAccount) return 0;
    options.onRequest?.({ type: 'pause', service, reason: 'retry', ms: decision.afterMs });
    await clock.sleep(decision.afterMs, waits);
    return decision.afterMs;
  }

  function tell(call: Call, result: WireResult, ms: number, attempt: number): void {
    options.onRequest?.({
      type: 'answered',
      service,
      method: call.method,
      path: redact(target(call), secrets),
      status: result.kind === 'broken' ? null : result.status,
      problem: result.kind === 'answer' ? null : describe(result, service, secrets).said,
      ms,
      attempt,
    });
  }
}

/** Path and query. */
function target(call: Call): string {
  const query = new URLSearchParams(call.query).toString();
  return call.path + (query === '' ? '' : `?${query}`);
}

/** The service limits the whole account. */
function isLimit(decision: Decision): decision is Exclude<Decision, { kind: 'give-back' }> {
  return (
    (decision.kind === 'fail' && decision.failure === 'limited') || (decision.kind === 'retry' && decision.wholeAccount)
  );
}

function isShaped({ method, expects }: Call, result: WireResult, json: unknown): boolean {
  if (result.kind !== 'answer') return false;
  if (expects === 'list') return Array.isArray(json);
  // A deletion is answered with the deleted object (Harvest) or nothing (Forecast); other writes with 204 at most.
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
