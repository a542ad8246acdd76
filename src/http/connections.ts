import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { Proxy } from './proxy.ts';
import { createTunnels } from './tunnel.ts';

/**
 * The connections under a transport. In: proxy, timeouts, number of connections. Out: Node's own client with its pool.
 * undici makes the connections, hfsync the tunnels, and Node reads the answers. undici's parser is WebAssembly, which
 * V8 compiles again in each run. That takes as long as a small plan.
 */
export interface ConnectionsOptions {
  readonly proxy: Proxy | null;
  readonly userAgent: string;
  readonly timeouts: Timeouts;
  /** The most connections to one service at the same time. */
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

export interface Connections {
  /** A request that is sent when its body ends. Throws if a header is invalid. All other errors are events. */
  open(url: URL, method: string, headers: { readonly [name: string]: string }): http.ClientRequest;
  /** Takes a place among the service's connections, or waits for one. Returns a function that gives the place back. */
  enter(url: URL): Leave | Promise<Leave>;
  close(): void;
}

/** Short, so that a write rarely uses a connection that the service has just closed. */
const KEEP_ALIVE_MS = 2_000;

export async function createConnections(options: ConnectionsOptions): Promise<Connections> {
  const { buildConnector: connector } = await import('undici');
  // undici's types have no signal here, but Node's sockets accept one.
  const settings = { timeout: options.timeouts.connect, signal: options.signal };
  const connect = createConnector(options, connector(settings));
  const pool = { keepAlive: true, timeout: KEEP_ALIVE_MS, maxSockets: options.connections };
  const agents = { 'http:': new http.Agent(pool), 'https:': new https.Agent(pool) };
  for (const [protocol, agent] of Object.entries(agents))
    Object.assign(agent, {
      createConnection: (to: Target, done: (error: Error | null, socket?: Socket) => void) =>
        connect(protocol, to, done),
    });
  const gates = new Map<string, Gate>();
  return {
    open: (url, method, headers) =>
      // Looked up at each call, because tests replace it.
      (url.protocol === 'https:' ? https : http).request(url, {
        ...{ method, headers, agent: agents[url.protocol as keyof typeof agents] },
      }),
    enter(url) {
      const gate = gates.get(url.origin) ?? createGate(options.connections);
      gates.set(url.origin, gate);
      return gate();
    },
    close: () => Object.values(agents).forEach((agent) => agent.destroy()),
  };
}

/** What Node's pool says about a connection. */
interface Target {
  readonly host: string;
  readonly port: number | string;
  readonly servername?: string;
}

type Connect = (
  protocol: string,
  to: Target,
  done: (error: Error | null, socket?: Socket) => void,
) => Socket | undefined;

/** `direct` opens a connection, or adds TLS to an open one. Node waits for the socket and reports its errors. */
function createConnector({ proxy, ...options }: ConnectionsOptions, direct: buildConnector.connector): Connect {
  const tunnel = proxy && createTunnels(proxy, options);

  return (protocol, { host, port, servername }, done) => {
    // Node's pool has IPv6 addresses without their brackets.
    const name = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const target = { protocol, hostname: host, host: name, port: String(port), ...(servername && { servername }) };
    const directly = (more?: { httpSocket: Socket }): Socket =>
      (direct as unknown as (target: object, done: null) => Socket)({ ...target, ...more }, null);
    if (!tunnel || !proxy.serves(new URL(`${protocol}//${name}`))) return directly();
    tunnel(name)
      .then((httpSocket) => directly({ httpSocket }))
      .then(
        (socket) => done(null, socket),
        (error: unknown) => done(error as Error),
      );
    return undefined;
  };
}

type Leave = () => void;
type Gate = () => Leave | Promise<Leave>;

/** Lets `most` in at once, in order. Node's pool does not count connections that a tunnel is still being opened for. */
function createGate(most: number): Gate {
  const waiting: (() => void)[] = [];
  let inside = 0;

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else inside -= 1;
  }

  return () => {
    if (inside >= most) return new Promise((resolve) => waiting.push(() => resolve(leave)));
    inside += 1;
    return leave;
  };
}
