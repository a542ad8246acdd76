import { isUtf8 } from 'node:buffer';
import { setMaxListeners } from 'node:events';
import { UserError } from '../model/error.ts';
import { createDispatcher, type Dispatcher, type Timeouts } from './dispatcher.ts';
import { toBroken, type Broken, type WireResult } from './wire-result.ts';
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
 * A redirect counts as an answer. If fetch followed it, it would drop `Authorization` but send account ids and bodies along.
 */
export interface Transport {
  /** Rejects only with the signal's reason, or because of a bug. */
  send(request: WireRequest, signal?: AbortSignal): Promise<WireResult>;
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
const CONNECTIONS = 6;
/** Looked up at each call, because tests replace it. Node's own types do not know `dispatcher`. */
const nodeFetch = (url: string, init: object): Promise<Response> =>
  (globalThis.fetch as (url: string, init: object) => Promise<Response>)(url, init);

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
  let dispatcher: Promise<Dispatcher> | undefined;

  async function send(request: WireRequest, signal?: AbortSignal): Promise<WireResult> {
    signal?.throwIfAborted();
    const via = proxy?.serves(new URL(request.url)) ? { via: proxy } : {};
    const limit = limitOf(timeouts.total);
    try {
      dispatcher ??= createDispatcher({ proxy, userAgent, timeouts, connections, signal: closing.signal });
      const response = await nodeFetch(request.url, {
        method: request.method,
        headers: {
          ...request.headers,
          Accept: 'application/json',
          ...(request.token && { Authorization: `${request.scheme ?? 'Bearer'} ${request.token.reveal()}` }),
          'User-Agent': userAgent,
        },
        ...(request.body !== undefined && { body: request.body }),
        redirect: 'manual',
        dispatcher: await dispatcher,
        signal: AbortSignal.any([limit.signal, closing.signal, ...(signal ? [signal] : [])]),
      });
      return { ...(await readAnswer(response, maxBody)), ...via };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      return { ...withAdvice(toBroken(error), options.env), ...via, ...(closing.signal.aborted && { lasting: true }) };
    } finally {
      limit.clear();
    }
  }

  async function close(): Promise<void> {
    closing.abort(new Error('the transport is closed'));
    await (await dispatcher)?.destroy();
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
function limitOf(ms: number): { readonly signal: AbortSignal; clear(): void } {
  const limit = new AbortController();
  const timer = setTimeout(
    () => limit.abort(new DOMException(`no complete answer within ${ms / 1000} s`, 'TimeoutError')),
    ms,
  );
  return { signal: limit.signal, clear: () => clearTimeout(timer) };
}

interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<unknown> | null;
}

async function readAnswer(response: Response, maxBody: number): Promise<WireResult> {
  const { status, headers } = response;
  const ok = status >= 200 && status < 300;
  const { bytes, whole } = await readBody(response, ok ? maxBody : MAX_ERROR_BODY);
  if (!ok) return { kind: 'answer', status, headers, text: new TextDecoder().decode(bytes) };
  if (!whole) return { kind: 'unreadable', status, headers, reason: `a body of more than ${maxBody} bytes` };
  // Same as a fatal TextDecoder, in a third of the time. Decoding answers is most of the work of reading for a plan.
  if (!isUtf8(bytes)) return { kind: 'unreadable', status, headers, reason: 'a body that is not UTF-8' };
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { kind: 'answer', status, headers, text: bytes.toString('utf8', isMarked ? 3 : 0) };
}

async function readBody(response: Response, limit: number): Promise<{ bytes: Buffer; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body that is not bytes');
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > limit) return { bytes: Buffer.concat(chunks).subarray(0, limit), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}
