import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';

export type Handler = (request: Request, env: HttpBindings) => Response | Promise<Response>;

export interface Served {
  /** `http://127.0.0.1:43210` */
  readonly origin: string;
  /** Accepts no more connections, and resolves when all running requests are answered. */
  finish(): Promise<void>;
  /** Cuts open connections, and resolves when the port is free. */
  stop(): Promise<void>;
}

/**
 * A server that only this machine can reach. Port 0 stands for any free port. Rejects with Node's own error if the port
 * is taken.
 */
export function serveOnLoopback(handler: Handler, port: number): Promise<Served> {
  return serve(handler, { host: '127.0.0.1', port });
}

/** Like `serveOnLoopback`, for anyone who can reach the host. */
export async function serve(
  handler: Handler,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Served> {
  const server = createAdaptorServer({
    fetch: (request, env) => handler(request, env as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const closed = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    origin: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    finish: closed,
    stop: async () => {
      const done = closed();
      server.closeAllConnections();
      await done;
    },
  };
}
