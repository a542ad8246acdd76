import { RequestFailure, type FailureKind } from '../model/failure.ts';
import type { Clock, Random } from '../model/ports.ts';
import { sideName, type Side } from '../model/side.ts';
import { baseOf } from './base-url.ts';
import type { Budget, Slot } from './budget.ts';
import type { Call, Reply, Requester } from './call.ts';
import { createEntrance, type Stock } from './entrance.ts';
import { decide, httpDate, MAX_ATTEMPTS, type Decision } from './decide.ts';
import { explain } from './explain.ts';
import type { Outcome } from './failure.ts';
import { isObject, parseJson } from './json.ts';
import { redact, type Secret } from './secret.ts';
import type { Transport, WireRequest } from './transport.ts';

/** What `--verbose` and progress lines are made of. Never holds a secret. */
export type RequestEvent =
  | {
      readonly type: 'answered';
      readonly side: Side;
      readonly method: string;
      readonly path: string;
      /** null where no answer came; then `problem` says why. */
      readonly status: number | null;
      readonly problem: string | null;
      readonly ms: number;
      readonly attempt: number;
    }
  | {
      readonly type: 'waiting';
      readonly side: Side;
      /** `pace`: hfsync keeps below the limit; `limited`: the service said 429; `retry`: a fault may pass. */
      readonly reason: 'pace' | 'limited' | 'retry';
      readonly ms: number;
    };

export interface RequesterOptions {
  readonly side: Side;
  readonly baseUrl: URL;
  readonly headers: { readonly [name: string]: string };
  readonly token: Secret;
  /** Whatever must never be shown, both tokens at least. */
  readonly secrets: readonly Secret[];
  readonly transport: Transport;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly random: Random;
  /** Ms that one request may wait in sum because the service or the network makes it wait. */
  readonly maxWaitMs: number;
  /** Ends waits and running reads at once. A running write is never cut off: nobody would know whether it was applied. */
  readonly signal?: AbortSignal;
  readonly onRequest?: (event: RequestEvent) => void;
}

/**
 * One account's requests. In: method, path, query, body. Out: the answer's JSON, or a `RequestFailure`.
 * Around each attempt: a slot of the rate budget before (`entrance`), the retry decision after (`decide`), and nothing secret in
 * what is told.
 */
export function createRequester(options: RequesterOptions): Requester {
  const { side, clock } = options;
  const base = baseOf(options.baseUrl);
  const { budget, signal } = options;
  const entrance = createEntrance({ budget, signal, over, limited, tooSlow });
  return over(null);

  function over(stock: Stock | null): Requester {
    return { side, base, request: (call) => request(call, stock) };
  }

  async function request(call: Call, stock: Stock | null): Promise<Reply> {
    const budgets = call.budget ? [call.budget, options.budget] : [options.budget];
    let waitedMs = 0;
    for (let attempt = 1; ; attempt++) {
      const blockedMs = Math.max(...budgets.map((budget) => budget.blockedMs()));
      const slots = await entrance.enter(call, { attempt, patienceMs: options.maxWaitMs - waitedMs, stock });
      waitedMs += blockedMs;
      const { outcome, json, decision } = await attemptOnce(call, budgets, slots, { attempt, waitedMs });
      if (decision.kind === 'give-back') return toReply(outcome, json);
      if (decision.kind === 'fail') throw failure(call, outcome, decision);
      waitedMs += await wait(decision);
    }
  }

  async function attemptOnce(
    call: Call,
    budgets: readonly Budget[],
    slots: readonly Slot[],
    { attempt, waitedMs }: { readonly attempt: number; readonly waitedMs: number },
  ): Promise<{ readonly outcome: Outcome; readonly json: unknown; readonly decision: Decision }> {
    try {
      const outcome = await send(call, attempt);
      const json = outcome.kind === 'answer' ? parseJson(outcome.text) : undefined;
      const decision = decide({
        method: call.method,
        scope: call.scope,
        outcome,
        shaped: isShaped(call, outcome, json),
        attempt,
        waitedMs,
        maxWaitMs: options.maxWaitMs,
        windowMs: (budgets[0] ?? options.budget).windowMs,
        random: options.random.fraction(),
      });
      // Before the slot is free: whoever waits for it must not be let in any more.
      if (isLimit(decision)) budgets[0]?.block(decision.afterMs ?? 0);
      return { outcome, json, decision };
    } finally {
      for (const slot of slots) slot.release();
    }
  }

  async function send(call: Call, attempt: number): Promise<Outcome> {
    const start = clock.elapsed();
    const outcome = await options.transport.send(wireRequest(call), call.method === 'GET' ? options.signal : undefined);
    tell(call, outcome, clock.elapsed() - start, attempt);
    return outcome;
  }

  function wireRequest(call: Call): WireRequest {
    const query = new URLSearchParams(call.query).toString();
    return {
      method: call.method,
      url: base + call.path + (query === '' ? '' : `?${query}`),
      headers: { ...options.headers, ...(call.body !== undefined && { 'Content-Type': 'application/json' }) },
      token: options.token,
      ...(call.body !== undefined && { body: JSON.stringify(call.body()) }),
    };
  }

  /** A fault is waited out alone; a limit has closed the account's gate, where this request queues with all others. In ms. */
  async function wait(decision: Decision & { kind: 'retry' }): Promise<number> {
    if (decision.wholeAccount) return 0;
    options.onRequest?.({ type: 'waiting', side, reason: 'retry', ms: decision.afterMs });
    await clock.sleep(decision.afterMs, options.signal);
    return decision.afterMs;
  }

  function tell(call: Call, outcome: Outcome, ms: number, attempt: number): void {
    const query = new URLSearchParams(call.query).toString();
    options.onRequest?.({
      type: 'answered',
      side,
      method: call.method,
      path: redact(call.path + (query === '' ? '' : `?${query}`), options.secrets),
      status: outcome.kind === 'broken' ? null : outcome.status,
      problem: outcome.kind === 'answer' ? null : explain(outcome, sideName(side), options.secrets).said,
      ms,
      attempt,
    });
  }

  function failure(call: Call, outcome: Outcome, decision: Decision & { kind: 'fail' }): RequestFailure {
    if (decision.failure === 'limited') {
      return decision.tooLong ? limited(call, decision.afterMs ?? 0) : turnedAway(call, decision.afterMs ?? 0);
    }
    const { said, hint = hintFor(decision, outcome, call) } = explain(outcome, sideName(side), options.secrets);
    const status = outcome.kind === 'broken' ? undefined : outcome.status;
    const what = WORDS[decision.failure](sideName(side), `${call.method} ${call.path}`);
    const code = status === undefined || decision.failure === 'gone' ? '' : ` (${status})`;
    return new RequestFailure(decision.failure, side, `${what}${code}${said === '' ? '' : `: ${said}`}`, {
      ...(status !== undefined && { status }),
      ...(hint !== undefined && { hint }),
    });
  }

  function hintFor(decision: Decision & { kind: 'fail' }, outcome: Outcome, call: Call): string | undefined {
    const { failure: kind, tooLong, afterMs = 0 } = decision;
    if (kind === 'unauthorized') {
      return outcome.kind !== 'broken' && outcome.status === 403
        ? `The user behind ${options.token.variable} must be an administrator in ${sideName(side)}.`
        : `Check ${options.token.variable} and the ${sideName(side)} account id in hfsync.yaml. A token for another account gets this answer too.`;
    }
    if (kind === 'refused') return call.hint;
    if (kind === 'gone' && call.scope === 'account') {
      return `Check the ${sideName(side)} account id in hfsync.yaml, and the address if one is set. A user with too few rights can get 404 as well.`;
    }
    return tooLong ? `Run hfsync again ${inSeconds(afterMs)}, or raise --max-wait.` : undefined;
  }

  /** The service asks for more patience than `--max-wait` has. */
  function limited(call: Call, afterMs: number): RequestFailure {
    return usedUp(call, 'would have to wait longer than --max-wait', `${inSeconds(afterMs)}, or raise --max-wait`);
  }

  function turnedAway(call: Call, afterMs: number): RequestFailure {
    return usedUp(
      call,
      `was turned away ${MAX_ATTEMPTS} times`,
      `${inSeconds(afterMs)}, when nothing else is using the limit`,
    );
  }

  function usedUp(call: Call, what: string, when: string): RequestFailure {
    return new RequestFailure(
      'limited',
      side,
      `${sideName(side)}'s rate limit is used up: ${call.method} ${call.path} ${what}.`,
      { status: 429, hint: `Run hfsync again ${when}.` },
    );
  }

  function tooSlow(call: Call): RequestFailure {
    return new RequestFailure(
      'unsent',
      side,
      `${call.method} ${call.path} was not sent. Each time its turn came, the check before it was more than 10 s old.`,
      {
        hint: `Run hfsync again. If this keeps happening, raise \`rate\` for ${sideName(side)} in hfsync.yaml, or find out what makes the network slow.`,
      },
    );
  }
}

const WORDS: { readonly [K in Exclude<FailureKind, 'limited'>]: (service: string, what: string) => string } = {
  refused: (service, what) => `${service} refused ${what}`,
  gone: (service, what) => `${service} returned 404 for ${what}`,
  unauthorized: (service, what) => `${service} rejected the token: ${what}`,
  unsent: (service, what) => `${service} could not be reached for ${what}`,
  unknown: (service, what) => `${service} gave no clear answer to ${what}`,
  malformed: (service, what) => `${service} gave an unexpected answer to ${what}`,
};

function inSeconds(ms: number): string {
  return ms > 0 ? `in ${Math.ceil(ms / 1_000)} s` : 'later';
}

/** The service limits the whole account. */
function isLimit(decision: Decision): decision is Exclude<Decision, { kind: 'give-back' }> {
  return (
    (decision.kind === 'fail' && decision.failure === 'limited') || (decision.kind === 'retry' && decision.wholeAccount)
  );
}

function isShaped(call: Call, outcome: Outcome, json: unknown): boolean {
  if (outcome.kind !== 'answer') return false;
  // A deletion is answered with the deleted object (Harvest) or nothing (Forecast); other writes with 204 at most.
  if (outcome.text.trim() === '') return call.method === 'DELETE' || (call.method !== 'GET' && outcome.status === 204);
  return isObject(json) && call.expects.every((key) => Object.hasOwn(json, key));
}

function toReply(outcome: Outcome, json: unknown): Reply {
  if (outcome.kind !== 'answer') throw new Error('only an answer can be given back');
  const date = httpDate(outcome.headers.get('date') ?? '');
  return { status: outcome.status, json: isObject(json) ? json : null, servedAt: Number.isNaN(date) ? null : date };
}
