import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';

export type Handler = (request: Request, env: HttpBindings) => Response | Promise<Response>;

/** A server that this machine alone can reach. */
export interface Loopback {
  /** `http://127.0.0.1:43210` */
  readonly origin: string;
  /** Accepts nothing more, and resolves when what is running is answered. */
  finish(): Promise<void>;
  /** Cuts open connections, and resolves when the port is free. */
  stop(): Promise<void>;
}

/** 0: any free port. Rejects with Node's own error where the port is taken. */
export async function serveOnLoopback(handler: Handler, port: number): Promise<Loopback> {
  const server = createAdaptorServer({
    fetch: (request, env) => handler(request, env as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const closed = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    finish: closed,
    stop: async () => {
      const done = closed();
      server.closeAllConnections();
      await done;
    },
  };
}
