import { execFileSync, spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What a test does to a request before git sees it, or to its answer; true: it was answered already. */
export type Meddle = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/**
 * `git http-backend` behind a Node server on loopback: git's smart HTTP, as the hosts speak it. Answers the remote's address. `hold`:
 * a request that was read whole, and that git sees only when this resolves, whatever became of its client.
 */
export async function serveGit(
  bare: string,
  meddle: Meddle = () => false,
  hold: (request: IncomingMessage) => Promise<void> = async () => undefined,
): Promise<string> {
  const backend = path.join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
  const server = createServer((request, response) => {
    void (async () => {
      if (await meddle(request, response)) return;
      const body = await buffer(request);
      await hold(request);
      answer(request, body, response);
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path.basename(bare)}`;

  function answer(request: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const child = spawn(backend, [], {
      env: {
        ...process.env,
        GIT_PROJECT_ROOT: path.dirname(bare),
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        REMOTE_ADDR: '127.0.0.1',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.stdin.on('error', () => undefined).end(body);
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.on('close', () => {
      const all = Buffer.concat(parts);
      const end = all.indexOf('\r\n\r\n');
      for (const line of all.toString('latin1', 0, Math.max(0, end)).split('\r\n')) {
        const [name = '', ...value] = line.split(': ');
        if (name === 'Status') response.statusCode = Number(value.join(': ').split(' ')[0]);
        else if (name !== '') response.setHeader(name, value.join(': '));
      }
      response.end(all.subarray(end + 4));
    });
  }
}
