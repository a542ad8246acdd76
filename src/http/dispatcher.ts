import type { Socket } from 'node:net';
import type { buildConnector, Dispatcher } from 'undici';
import type { Proxy } from './proxy.ts';
import { createTunnels } from './tunnel.ts';
import { WireFault } from './wire-fault.ts';

/**
 * The connection pool under fetch. In: proxy, timeouts, number of connections. Out: undici's dispatcher. It makes its
 * own connections, because undici's proxy agent asks a bad proxy again and again, and waits for a silent one.
 */
export interface DispatcherOptions {
  readonly proxy: Proxy | null;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  readonly connections: number;
  /** Closes every connection at once, including one that is being opened. */
  readonly signal: AbortSignal;
}

/**
 * All in ms. `connect` limits the connection to a service or a proxy, `tunnel` the proxy's connection to the service,
 * `headers` the wait for an answer, `idle` a pause inside a body, and `total` the whole request.
 */
export interface Timeouts {
  readonly connect: number;
  readonly tunnel: number;
  readonly headers: number;
  readonly idle: number;
  readonly total: number;
}

export type { Dispatcher };

/** Short, so that a write rarely uses a connection that the service has just closed. */
const KEEP_ALIVE_MS = 2_000;

export async function createDispatcher(options: DispatcherOptions): Promise<Dispatcher> {
  // undici takes 100 ms to load. Commands that send nothing never load it.
  const { Agent, buildConnector } = await import('undici');
  const { timeouts, signal } = options;
  // undici's types have no signal here, but Node's sockets accept one.
  const settings = { timeout: timeouts.connect, signal };
  const agent = new Agent({
    connections: options.connections,
    pipelining: 1,
    connect: createConnector(options, buildConnector(settings)),
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.idle,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
  });
  return agent.compose(noticeLogin);
}

/** `direct` makes a connection, or adds TLS to an existing one. */
function createConnector(options: DispatcherOptions, direct: buildConnector.connector): buildConnector.connector {
  const { proxy } = options;
  const tunnel = proxy && createTunnels(proxy, options);

  async function connect(target: buildConnector.Options): Promise<Socket> {
    const { protocol, host = target.hostname, port } = target;
    if (!tunnel || !proxy.serves(new URL(`${protocol}//${host}`))) return directly(target);
    const httpSocket = await tunnel(port === '' ? `${host}:443` : host);
    return directly({ ...target, httpSocket });
  }

  function directly(target: buildConnector.Options): Promise<Socket> {
    return new Promise((resolve, reject) => {
      direct(target, (error, socket) => {
        if (socket) resolve(socket);
        else reject(new WireFault(null, { unsent: true, cause: error }));
      });
    });
  }

  return (target, callback) => {
    connect(target).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error as Error, null),
    );
  };
}

/** fetch turns a 407 on an open connection into an error without a reason. This keeps the reason. */
function noticeLogin(dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] {
  return (options, handler) =>
    dispatch(options, {
      onRequestStart: (...given) => handler.onRequestStart?.(...given),
      onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
      onResponseStart(controller, status, ...given) {
        if (status === 407) throw loginAsked();
        handler.onResponseStart?.(controller, status, ...given);
      },
      onResponseData: (...given) => handler.onResponseData?.(...given),
      onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
      onResponseError: (...given) => handler.onResponseError?.(...given),
    });
}

function loginAsked(): WireFault {
  return new WireFault('something on the way asks for a user name and password (407)', {
    unsent: false,
    lasting: true,
    hint: 'hfsync sends a user name and password only to the proxy in HTTPS_PROXY, not to anything behind it. Put this proxy in HTTPS_PROXY, or ask whoever runs it.',
  });
}
