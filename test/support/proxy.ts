import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Certificate } from './certificate.ts';

/**
 * A proxy on loopback that does as it is told, most of it wrong.
 *
 * | manner             | what it does with CONNECT                                             |
 * | ------------------ | --------------------------------------------------------------------- |
 * | `pass`             | opens the way to the port that `routes` names for the host, else 502  |
 * | `close`, `reset`   | ends the connection without a word                                    |
 * | `silent`           | reads, and says nothing                                               |
 * | a text             | answers with just that, and ends                                      |
 */
export type Manner = 'pass' | 'close' | 'reset' | 'silent' | { readonly says: string };

export interface BadProxy {
  /** `http://127.0.0.1:…`, or https. */
  readonly url: string;
  readonly port: number;
  /** The head of each request that arrived, in order. */
  readonly heads: readonly string[];
  /** How many connections were made to it. */
  connections(): number;
  /** What it does from now on. */
  manner: Manner;
}

export interface ProxyOptions {
  readonly manner?: Manner;
  readonly tls?: Certificate;
  /** The port on loopback for each host. */
  readonly routes?: { readonly [host: string]: number };
  /** The one `user:password` that it lets in; others get `refusal`. */
  readonly login?: string;
  readonly refusal?: string;
}

export const LOGIN_PLEASE =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="work"\r\nContent-Length: 0\r\n\r\n';

export async function startProxy(options: ProxyOptions = {}): Promise<BadProxy> {
  const { tls, routes = {}, login, refusal = LOGIN_PLEASE } = options;
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket));
    let head = '';
    socket.on('data', function listen(data: Buffer) {
      head += data.toString('latin1');
      if (!/^[A-Z]/.test(head)) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', listen);
      heads.push(head);
      answer(socket, head);
    });
  }

  function answer(socket: Socket, head: string): void {
    const { manner } = proxy;
    const given = /^Proxy-Authorization: Basic (.+)\r$/im.exec(head)?.[1] ?? '';
    if (manner === 'close') socket.end();
    else if (manner === 'reset') socket.resetAndDestroy();
    else if (manner === 'silent') socket.resume();
    else if (manner !== 'pass') socket.end(manner.says);
    else if (login !== undefined && Buffer.from(given, 'base64').toString() !== login) socket.end(refusal);
    else pass(socket, /^CONNECT (\S+?):\d+ /.exec(head)?.[1] ?? '');
  }

  function pass(socket: Socket, host: string): void {
    const port = routes[host];
    if (port === undefined) return void socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    sockets.add(far);
    far.on('error', () => socket.destroy()).on('close', () => sockets.delete(far));
    socket.on('close', () => far.destroy());
  }

  const server: Server = tls ? createTlsServer({ ...tls }, serve) : createServer(serve);
  server.on('connection', () => connections++).on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const proxy: BadProxy = {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    heads,
    connections: () => connections,
    manner: options.manner ?? 'pass',
  };
  return proxy;
}
