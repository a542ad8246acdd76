import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** The way to a server: counts requests, takes as long as it is told to, and refuses what it is told to. */
export interface Way {
  readonly url: string;
  /** Requests since `reset`. */
  requests(): number;
  /** When the first of them came, in ms of `performance.now()`. Infinity if none came. */
  firstAt(): number;
  reset(): void;
  /** How long each request is on its way, in ms. */
  delay(ms: number): void;
  /** Answers every n-th request with 429. Null: none. */
  limit(every: number | null): void;
  /** Called after the n-th write took effect and before it is answered. Null: nobody is called. */
  onWrite(n: number, then: (() => void) | null): void;
  stop(): Promise<void>;
}

/** For a tool that speaks https alone. Both in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export async function wayTo(origin: string, certificate?: Certificate): Promise<Way> {
  const agent = new Agent({ keepAlive: true });
  let seen = 0;
  let firstAt = Infinity;
  let writes = 0;
  let ms = 0;
  let every: number | null = null;
  let alarm: { readonly at: number; readonly then: () => void } | null = null;
  const scheme = certificate ? 'https' : 'http';
  const take = (from: IncomingMessage, to: ServerResponse): void => void pass(from, to).catch(() => to.destroy());
  const server = certificate ? createSecureServer(certificate, take) : createServer(take);

  async function pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const body = await textOf(from);
    const isWrite = !['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'].includes(from.method ?? '');
    seen++;
    firstAt = Math.min(firstAt, performance.now());
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    if (every !== null && seen % every === 0) {
      to.writeHead(429, { 'Retry-After': '1', 'Content-Type': 'text/plain' });
      return void to.end('Too many requests');
    }
    const answer = await ask(from, body);
    if (isWrite && alarm && ++writes >= alarm.at) {
      const { then } = alarm;
      alarm = null;
      then();
    }
    const own = `${scheme}://${from.headers.host}`;
    const isText = /json/.test(answer.headers['content-type'] ?? '');
    const content = isText ? Buffer.from(answer.body.toString().replaceAll(origin, own)) : answer.body;
    const { 'transfer-encoding': _, connection: _own, ...kept } = answer.headers;
    const headers = { ...kept, 'content-length': String(content.length) };
    to.writeHead(answer.status, headers);
    to.end(content);
  }

  function ask(from: IncomingMessage, body: Buffer) {
    return new Promise<{ status: number; headers: Record<string, string>; body: Buffer }>((resolve, reject) => {
      const headers = { ...from.headers };
      delete headers['transfer-encoding'];
      const passed = request(origin + from.url, {
        ...{ method: from.method, agent },
        headers: { ...headers, ...(body.length > 0 && { 'content-length': String(body.length) }) },
      });
      passed.on('error', reject);
      passed.on('response', (answer) => {
        textOf(answer).then(
          (content) =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: answer.headers as Record<string, string>,
              body: content,
            }),
          reject,
        );
      });
      passed.end(body);
    });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => seen,
    firstAt: () => firstAt,
    reset() {
      seen = 0;
      firstAt = Infinity;
    },
    delay: (one) => void (ms = one),
    limit: (one) => void (every = one),
    onWrite(n, then) {
      writes = 0;
      alarm = then && { at: n, then };
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function textOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
