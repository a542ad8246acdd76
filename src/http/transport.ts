import type { Dispatcher } from 'undici';
import { UserError } from '../model/error.ts';
import { isLoopback } from './base-url.ts';
import { toBroken, type Outcome } from './failure.ts';
import type { Secret } from './secret.ts';

/**
 * The only place that touches the network. In: one request. Out: an `Outcome`, never a retry, never a followed redirect.
 *
 * | the peer                                   | outcome                                          |
 * | ------------------------------------------ | ------------------------------------------------ |
 * | answers, whatever the status               | answer; an error's body is cut at 64 KiB         |
 * | answers 2xx with too much, or no UTF-8     | unreadable                                       |
 * | refuses, resets, stalls, ends too early    | broken, with what is certain about it            |
 *
 * A redirect is an answer like any other: fetch would drop `Authorization` on the way but pass account ids and bodies on.
 */
export interface Transport {
  /** Rejects only with the signal's reason, or with a bug. */
  send(request: WireRequest, signal?: AbortSignal): Promise<Outcome>;
  /** Closes kept connections. */
  close(): Promise<void>;
}

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly token: Secret;
  readonly body?: string;
}

export interface TransportOptions {
  readonly version: string;
  /** The environment, for proxies (`HTTPS_PROXY`, `NO_PROXY`) and the refusal of `NODE_TLS_REJECT_UNAUTHORIZED=0`. */
  readonly env: { readonly [name: string]: string | undefined };
  /** All in ms. `idle` is the longest pause inside a body, `total` bounds the whole request. */
  readonly timeouts?: Partial<Timeouts>;
  /** Bytes of a decoded 2xx body. */
  readonly maxBody?: number;
  readonly connections?: number;
}

export interface Timeouts {
  readonly connect: number;
  readonly headers: number;
  readonly idle: number;
  readonly total: number;
}

const TIMEOUTS: Timeouts = { connect: 10_000, headers: 60_000, idle: 30_000, total: 180_000 };
const MAX_BODY = 32 * 1024 * 1024;
const MAX_ERROR_BODY = 64 * 1024;
const CONNECTIONS = 6;
/** Short, so that a write seldom meets a connection that the service has just closed. */
const KEEP_ALIVE_MS = 2_000;

type Fetch = typeof import('undici').fetch;
/** Looked up at each call: tests replace it. Node's own types and undici's differ by a major, hence the cast. */
const nodeFetch: Fetch = (input, init) => (globalThis.fetch as unknown as Fetch)(input, init);

/** Throws `UserError` where the environment turns certificate checks off. */
export function createTransport(options: TransportOptions): Transport {
  if (options.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new UserError('tls.unverified', 'NODE_TLS_REJECT_UNAUTHORIZED=0 would send the tokens to anybody.', {
      hint: 'Unset it. For an own certificate authority, set NODE_EXTRA_CA_CERTS to its file.',
    });
  }
  refuseBadProxy(proxyOf(options.env));
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const maxBody = options.maxBody ?? MAX_BODY;
  const userAgent = `hfsync/${options.version} (https://hfsync.example)`;
  const dispatchers = new Map<'direct' | 'proxied', Promise<Dispatcher>>();

  function dispatcherFor(url: URL): Promise<Dispatcher> {
    const route = isLoopback(url) || proxyOf(options.env) === '' ? 'direct' : 'proxied';
    const known = dispatchers.get(route);
    if (known) return known;
    const created = createDispatcher(route, options, timeouts);
    dispatchers.set(route, created);
    return created;
  }

  async function send(request: WireRequest, signal?: AbortSignal): Promise<Outcome> {
    signal?.throwIfAborted();
    const limit = AbortSignal.timeout(timeouts.total);
    try {
      const dispatcher = await dispatcherFor(new URL(request.url));
      const response = await nodeFetch(request.url, {
        method: request.method,
        headers: {
          ...request.headers,
          Accept: 'application/json',
          Authorization: `Bearer ${request.token.reveal()}`,
          'User-Agent': userAgent,
        },
        ...(request.body !== undefined && { body: request.body }),
        redirect: 'manual',
        dispatcher,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      return await readAnswer(response, maxBody);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      return toBroken(error);
    }
  }

  async function close(): Promise<void> {
    await Promise.all([...dispatchers.values()].map(async (dispatcher) => (await dispatcher).close()));
    dispatchers.clear();
  }

  return { send, close };
}

async function createDispatcher(
  route: 'direct' | 'proxied',
  options: TransportOptions,
  timeouts: Timeouts,
): Promise<Dispatcher> {
  // undici takes 100 ms to load: not at start-up, and not for commands that send nothing.
  const { Agent, EnvHttpProxyAgent } = await import('undici');
  const settings = {
    connections: options.connections ?? CONNECTIONS,
    pipelining: 1,
    connect: { timeout: timeouts.connect },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.idle,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  };
  if (route === 'direct') return new Agent(settings);
  // Every value is given, also empty ones: undici would look into process.env otherwise.
  return new EnvHttpProxyAgent({
    ...settings,
    httpProxy: '',
    httpsProxy: proxyOf(options.env),
    noProxy: options.env['no_proxy'] ?? options.env['NO_PROXY'] ?? '',
  });
}

/** Beyond loopback there is only https, so `HTTP_PROXY` never applies. */
function proxyOf(env: TransportOptions['env']): string {
  return env['https_proxy'] ?? env['HTTPS_PROXY'] ?? '';
}

function refuseBadProxy(proxy: string): void {
  if (proxy === '' || (/^https?:\/\//i.test(proxy) && URL.canParse(proxy))) return;
  throw new UserError('proxy.invalid', 'HTTPS_PROXY is no http(s) URL.', {
    hint: 'Write it like http://proxy.example.com:8080.',
  });
}

interface Response {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<unknown> | null;
}

async function readAnswer(response: Response, maxBody: number): Promise<Outcome> {
  const { status, headers } = response;
  const ok = status >= 200 && status < 300;
  const { bytes, whole } = await readBody(response, ok ? maxBody : MAX_ERROR_BODY);
  if (!ok) return { kind: 'answer', status, headers, text: new TextDecoder().decode(bytes) };
  if (!whole) return { kind: 'unreadable', status, headers, reason: `a body of more than ${maxBody} bytes` };
  try {
    return { kind: 'answer', status, headers, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'unreadable', status, headers, reason: 'a body that is no UTF-8' };
  }
}

async function readBody(response: Response, limit: number): Promise<{ bytes: Buffer; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body of something else than bytes');
    chunks.push(chunk);
    length += chunk.length;
    // Leaving the loop cancels the stream, and with it the connection.
    if (length > limit) return { bytes: Buffer.concat(chunks).subarray(0, limit), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}
