import http from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ProxyFault, refused, unanswered, unreachable, type Answer } from './proxy-fault.ts';
import type { Proxy } from './proxy.ts';

/**
 * Opens a tunnel through a proxy: connects to it, sends CONNECT, and hands out the socket after a 2xx. In:
 * `host:port`. Out: a socket, or a `ProxyFault`.
 *
 * Tunnels to a service are opened one at a time until the first one works. If it fails, all that wait for it fail too, and after a
 * lasting fault (proxy-fault.ts) all later ones as well. So a wrong password is sent once, and a bad proxy is asked once.
 */
export type Tunnels = (target: string) => Promise<Socket>;

export interface TunnelOptions {
  readonly userAgent: string;
  /**
   * In ms. `connect`: until the proxy is reached. `tunnel`: until it answers CONNECT, which includes reaching the
   * service.
   */
  readonly timeouts: { readonly connect: number; readonly tunnel: number };
  /** Ends tunnels, both open ones and those being opened. */
  readonly signal: AbortSignal;
}

/** In `refusals`, stands for all services. */
const EVERYWHERE = '*';

export function createTunnels(proxy: Proxy, options: TunnelOptions): Tunnels {
  const { timeouts, signal } = options;
  /** Services whose last tunnel worked. */
  const standing = new Set<string>();
  const refusals = new Map<string, ProxyFault>();
  let everStood = false;
  let trial: Promise<Socket> | null = null;

  async function open(target: string): Promise<Socket> {
    const refusal = refusals.get(EVERYWHERE) ?? refusals.get(target);
    if (refusal) throw refusal;
    if (standing.has(target)) return attempt(target);
    if (trial) {
      await trial;
      return open(target);
    }
    trial = attempt(target);
    try {
      return await trial;
    } finally {
      trial = null;
    }
  }

  async function attempt(target: string): Promise<Socket> {
    try {
      const socket = await tunnel(target);
      standing.add(target);
      everStood = true;
      return socket;
    } catch (error) {
      if (!(error instanceof ProxyFault)) throw error;
      standing.delete(target);
      if (error.lasting) refusals.set(error.everywhere ? EVERYWHERE : target, error);
      throw error;
    }
  }

  async function tunnel(target: string): Promise<Socket> {
    const socket = connectTo(proxy, signal);
    // Without a listener, a late error would end the process.
    socket.on('error', () => undefined);
    try {
      await reached(socket);
      const answer = await asked(socket, target);
      if (answer.status < 200 || answer.status > 299) throw refused(proxy, target, answer);
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  async function reached(socket: Socket): Promise<void> {
    let met = false;
    socket.once('connect', () => (met = true));
    const ready = new Promise<void>((resolve, reject) => {
      socket.once(proxy.tls ? 'secureConnect' : 'connect', resolve);
      socket.once('error', reject);
      socket.once('close', () => reject(closed()));
    });
    try {
      await within(timeouts.connect, 'no connection', ready);
    } catch (cause) {
      throw unreachable(proxy, cause, { met: met && proxy.tls, stood: everStood });
    }
  }

  async function asked(socket: Socket, target: string): Promise<Answer> {
    try {
      return await within(timeouts.tunnel, 'no answer', connectRequest(socket, target));
    } catch (cause) {
      throw unanswered(proxy, cause, everStood);
    }
  }

  function connectRequest(socket: Socket, target: string): Promise<Answer> {
    const request = http.request({
      method: 'CONNECT',
      path: target,
      setHost: false,
      headers: {
        Host: target,
        'User-Agent': options.userAgent,
        Connection: 'keep-alive',
        'Proxy-Connection': 'keep-alive',
        ...(proxy.authorization && { 'Proxy-Authorization': proxy.authorization.reveal() }),
      },
      createConnection: () => socket,
    });
    return new Promise((resolve, reject) => {
      request.once('connect', (response, _, head: Buffer) => {
        const asks = response.headers['proxy-authenticate'] ?? response.headers['www-authenticate'] ?? '';
        if (head.length > 0 && response.statusCode === 200) socket.unshift(head);
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          page: head.toString('latin1'),
          asks: [asks].flat().join(', '),
        });
      });
      request.once('error', reject);
      request.once('close', () => reject(closed()));
      request.end();
    });
  }

  return open;
}

function connectTo({ tls, host, port }: Proxy, signal: AbortSignal): Socket {
  if (!tls) return connectTcp({ host, port, signal });
  // An IP address is not a valid server name (Node 26 throws). It is still compared with the certificate.
  const name = isIP(host) === 0 ? { servername: host } : {};
  // Node's types have no signal here, but it is passed on to the socket.
  const connection = { host, port, ...name, ALPNProtocols: ['http/1.1'], signal };
  return connectTls(connection);
}

async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(`${what} within ${ms / 1000} s`, 'TimeoutError')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function closed(): Error {
  return Object.assign(new Error('closed'), { code: 'ECONNRESET' });
}
