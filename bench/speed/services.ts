import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sandboxVariables } from '../../src/app/sandbox.ts';
import { SANDBOX_TOKEN } from '../../src/sandbox/access.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { World } from '../../src/sandbox/world.ts';

/**
 * Both services for a client that is measured. The sandbox answers each question once; afterwards its answer is sent again as bytes,
 * so that the machine works for the client and not for the sandbox. A write goes to the sandbox, and makes it answer everything anew.
 */
export interface Services {
  /** What the program needs to find them. */
  readonly variables: { readonly [name: string]: string };
  /** Every request since `forget`: method and address. */
  readonly requests: () => readonly { readonly method: string; readonly url: string; readonly headers: Headers }[];
  forget(): void;
  stop(): Promise<void>;
}

type Headers = { readonly [name: string]: string };

export async function services(world: World): Promise<Services> {
  const clock = {
    now: () => Date.now(),
    elapsed: () => performance.now(),
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
  };
  const random = { fraction: () => 0.5, uuid: () => crypto.randomUUID() };
  const sandbox = await startSandbox({ clock, random, data: world });
  const answers = new Map<string, { status: number; body: Buffer }>();
  const seen: { method: string; url: string; headers: Headers }[] = [];
  const servers: Server[] = [];
  const open = async (origin: string): Promise<string> => {
    const server = createServer((request, response) => void answer(request, response, origin));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return originOf(server);
  };

  async function answer(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
    const { method = 'GET', url = '/', socket } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const own = `http://127.0.0.1:${socket.localPort}`;
    const { 'content-type': type, ...rest } = request.headers;
    const headers = Object.fromEntries(
      Object.entries({ ...rest, ...(type && { 'content-type': type }) }).filter(([name]) => PASSED.test(name)),
    ) as Headers;
    seen.push({ method, url: own + url, headers });
    const key = `${origin}${url}`;
    const known = method === 'GET' ? answers.get(key) : undefined;
    const given = known ?? (await ask(origin, method, url, headers, Buffer.concat(chunks), own));
    if (method !== 'GET') answers.clear();
    else if (given.status === 200) answers.set(key, given);
    response.writeHead(given.status, { 'Content-Type': 'application/json', 'Content-Length': given.body.length });
    response.end(given.body);
  }

  const urls = {
    harvest: await open(sandbox.urls.harvest),
    forecast: await open(sandbox.urls.forecast),
    id: await open(sandbox.urls.id),
  };
  return {
    variables: sandboxVariables(urls, SANDBOX_TOKEN),
    requests: () => seen,
    forget: () => void seen.splice(0),
    async stop() {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      await sandbox.stop();
    },
  };
}

const PASSED = /^(authorization|content-type|user-agent|.*account-id)$/;

async function ask(
  origin: string,
  method: string,
  url: string,
  headers: Headers,
  body: Buffer,
  own: string,
): Promise<{ status: number; body: Buffer }> {
  const answer = await fetch(origin + url, { method, headers, ...(body.length > 0 && { body: new Uint8Array(body) }) });
  // Links to the next page lead to where the question came.
  const text = (await answer.text()).replaceAll(origin, own);
  return { status: answer.status, body: Buffer.from(text) };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
