import { isUtf8 } from 'node:buffer';
import { setMaxListeners } from 'node:events';
import { UserError } from '../model/error.ts';
import { createConnections, type Connections, type Timeouts } from './connections.ts';
import { ACCEPTED_ENCODINGS, exchange, type RawAnswer } from './exchange.ts';
import { toBroken, type Broken, type WireResult } from './wire-result.ts';
import { WireFault } from './wire-fault.ts';
import { proxyOf, uselessProxyOf, type Variables } from './proxy.ts';
import type { Secret } from './secret.ts';

/**
 * The only place that touches the network. In: one request. Out: a `WireResult`. It never retries and never follows a redirect.
 *
 * | the other end                              | result                                           |
 * | ------------------------------------------ | ------------------------------------------------ |
 * | answers, with any status                   | answer; the body of an error is cut at 64 KiB    |
 * | answers 2xx with too much, or not in UTF-8 | unreadable                                       |
 * | refuses, resets, stalls, ends too early    | broken, with what is certain about it            |
 *
 * A redirect counts as an answer. Another host must not get the token.
 */
export interface Transport {
  /**
   * Rejects only with a signal's reason, or because of a bug. `waits` ends it only before anything can have been sent:
   * while it waits in line, or for a connection.
   */
  send(request: WireRequest, signal?: AbortSignal, waits?: AbortSignal): Promise<WireResult>;
  /** Ends everything still under way at once. The caller already has all answers it needs. */
  close(): Promise<void>;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  /** Null if the request needs no login. */
  readonly token: Secret | null;
  /** The scheme of the token in the header. */
  readonly scheme?: 'Bearer' | 'Basic';
  readonly body?: string;
  /** The request is not sent if it cannot leave within so many ms: because it waits in line, or for a connection. */
  readonly leaveWithinMs?: number;
}

export interface TransportOptions {
  /** The whole `User-Agent` header. */
  readonly userAgent: string;
  /** The environment: it names proxies (proxy.ts), and `NODE_TLS_REJECT_UNAUTHORIZED=0` is refused. */
  readonly env: Variables;
  readonly timeouts?: Partial<Timeouts>;
  /** The most bytes of a decoded 2xx body. */
  readonly maxBody?: number;
  readonly connections?: number;
}

const TIMEOUTS: Timeouts = { connect: 10_000, tunnel: 30_000, headers: 60_000, idle: 30_000, total: 180_000 };
const MAX_BODY = 32 * 1024 * 1024;
const MAX_ERROR_BODY = 64 * 1024;
/** Enough for a volley and a few other writes (`apply/apply-plan.ts`). A reading uses six at a time (`snapshot/in-turn.ts`). */
const CONNECTIONS = 16;

/** Throws `UserError` if the environment turns certificate checks off or names an invalid proxy. */
export function createTransport(options: TransportOptions): Transport {
  if (options.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new UserError('tls.unverified', 'NODE_TLS_REJECT_UNAUTHORIZED=0 would send the tokens to anyone.', {
      hint: 'Unset it. For a private certificate authority, set NODE_EXTRA_CA_CERTS to its file.',
    });
  }
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const { userAgent, maxBody = MAX_BODY, connections = CONNECTIONS } = options;
  const proxy = proxyOf(options.env);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let opening: Promise<Connections> | undefined;

  async function send(request: WireRequest, signal?: AbortSignal, waits?: AbortSignal): Promise<WireResult> {
    signal?.throwIfAborted();
    const url = new URL(request.url);
    const via = proxy?.serves(url) ? { via: proxy } : {};
    const limit = limitOf(timeouts.total, [closing.signal, signal]);
    try {
      opening ??= createConnections({ proxy, userAgent, timeouts, connections, signal: closing.signal });
      return {
        ...readAnswer(await answerTo(request, url, await opening, { signal: limit.signal, waits }), maxBody),
        ...via,
      };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (waits?.aborted && error === waits.reason) throw error;
      return { ...withAdvice(toBroken(error), options.env), ...via, ...(closing.signal.aborted && { lasting: true }) };
    } finally {
      limit.clear();
    }
  }

  async function answerTo(
    request: WireRequest,
    url: URL,
    open: Connections,
    { signal, waits }: { readonly signal: AbortSignal; readonly waits: AbortSignal | undefined },
  ): Promise<RawAnswer> {
    const { method, token, scheme = 'Bearer', body } = request;
    const leaveBy = performance.now() + (request.leaveWithinMs ?? Infinity);
    const leave = await inLine(open.enter(url), signal, waits);
    try {
      const wire = open.open(url, method, {
        ...request.headers,
        Accept: 'application/json',
        'Accept-Encoding': ACCEPTED_ENCODINGS,
        ...(token && { Authorization: `${scheme} ${token.reveal()}` }),
        'User-Agent': userAgent,
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      });
      return await exchange(wire, {
        body,
        ...{ timeouts, leaveBy, signal, waits },
        limit: (status) => (isOk(status) ? maxBody : MAX_ERROR_BODY),
      });
    } finally {
      leave();
    }
  }

  async function close(): Promise<void> {
    closing.abort(new Error('the transport is closed'));
    (await opening)?.close();
  }

  return { send, close };
}

/** If a service cannot be reached, the proxy may be in a variable that does not apply. */
function withAdvice(broken: Broken, env: Variables): Broken {
  const useless = uselessProxyOf(env);
  if (!broken.unsent || broken.lasting || useless === undefined) return broken;
  return {
    ...broken,
    hint: `${useless} applies only to http addresses. If you need a proxy here, set HTTPS_PROXY.`,
  };
}

/** Unlike `AbortSignal.timeout`, this keeps the process alive: a run does not end before its requests do. */
function limitOf(
  ms: number,
  signals: readonly (AbortSignal | undefined)[],
): { readonly signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const pass = ({ target }: Event): void => limit.abort((target as AbortSignal).reason);
  for (const signal of signals) {
    if (signal?.aborted) limit.abort(signal.reason);
    else signal?.addEventListener('abort', pass);
  }
  const timer = setTimeout(
    () => limit.abort(new DOMException(`no complete answer within ${ms / 1000} s`, 'TimeoutError')),
    ms,
  );
  return {
    signal: limit.signal,
    clear() {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', pass);
    },
  };
}

/** Stops waiting in line if a signal aborts. A place that comes later is given back. */
async function inLine(
  entering: ReturnType<Connections['enter']>,
  signal: AbortSignal,
  waits: AbortSignal | undefined,
): Promise<() => void> {
  // As nearly always: nobody is in line.
  if (typeof entering === 'function' && !signal.aborted && !waits?.aborted) return entering;
  const place = Promise.resolve(entering);
  const listening = new AbortController();
  const stopped = new Promise<never>((_, reject) => {
    const stopOn = (source: AbortSignal | undefined, stop: (reason: Error) => void): void => {
      if (source?.aborted) stop(source.reason as Error);
      else source?.addEventListener('abort', () => stop(source.reason as Error), { signal: listening.signal });
    };
    stopOn(signal, (cause) => reject(new WireFault(null, { unsent: true, cause })));
    stopOn(waits, reject);
  });
  try {
    return await Promise.race([place, stopped]);
  } catch (error) {
    void place.then((leave) => leave());
    throw error;
  } finally {
    listening.abort();
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function readAnswer({ status, headers, bytes, whole }: RawAnswer, maxBody: number): WireResult {
  if (!isOk(status)) return { kind: 'answer', status, headers, text: new TextDecoder().decode(bytes) };
  if (!whole) return { kind: 'unreadable', status, headers, reason: `a body of more than ${maxBody} bytes` };
  // Same as a fatal TextDecoder, in a third of the time. Decoding answers is most of the work of reading for a plan.
  if (!isUtf8(bytes)) return { kind: 'unreadable', status, headers, reason: 'a body that is not UTF-8' };
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { kind: 'answer', status, headers, text: bytes.toString('utf8', isMarked ? 3 : 0) };
}
