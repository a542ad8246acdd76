import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/**
 * A server of the protocol of Terraform's http backend, from its documentation
 * (developer.hashicorp.com/terraform/language/backend/http), over real HTTP on loopback.
 *
 * | kind      | what it does where the documentation leaves it open                                                           |
 * | --------- | ------------------------------------------------------------------------------------------------------------- |
 * | terraform | LOCK and UNLOCK at the address; 423 with what the holder sent; without a lock, a write under any id is taken;   |
 * |           | as some servers do, it wants `Content-MD5`, as Terraform sends it, and to unlock the same text that locked     |
 * | gitlab    | POST and DELETE at `/lock`; 409 with id, user and time of the holder and the rest of who asks; a write under    |
 * |           | another id than the lock's is refused, also without a lock; JSON with a `serial` that it does not have yet      |
 */
export type Kind = 'terraform' | 'gitlab';

/** What a test does to a request before the server sees it, or to its answer; true: it was answered already. */
export type Meddle = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface StateServer {
  readonly url: string;
  /** Of all requests so far. */
  readonly methods: string[];
  /** What is kept there; null: nothing. */
  text: string | null;
  /** Who holds the lock, as it said; null: nobody. */
  lock: { readonly ID: string; readonly [key: string]: unknown } | null;
  meddle: Meddle;
}

/** `login`: whom it lets in, as user:password; null: anybody. */
export async function serveState(kind: Kind, login: string | null = null): Promise<StateServer> {
  const serials = new Set<unknown>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endWithTest(server);
  const port = (server.address() as AddressInfo).port;
  const path = kind === 'gitlab' ? '/api/v4/projects/7/terraform/state/hfsync' : '/state/hfsync';
  const at: StateServer = {
    ...{ url: `http://127.0.0.1:${port}${path}`, methods: [], text: null, lock: null },
    meddle: () => false,
  };
  return at;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const isLock = url.pathname === `${path}/lock`;
    const method =
      kind === 'gitlab' && isLock ? { POST: 'LOCK', DELETE: 'UNLOCK' }[request.method ?? ''] : request.method;
    at.methods.push(method ?? '');
    if (await at.meddle(request, response)) return;
    const body = await text(request);
    const right = login === null ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
    if (right !== undefined && request.headers.authorization !== right)
      return end(response, 401, { message: '401 Unauthorized' });
    if (url.pathname !== path && !(kind === 'gitlab' && isLock))
      return end(response, 404, { message: '404 Project Not Found' });
    if (method === 'GET') return at.text === null ? end(response, 404) : void response.end(at.text);
    if (kind === 'terraform' && body !== '' && request.headers['content-md5'] !== md5Of(body))
      return end(response, 400);
    if (method === 'POST') return update(response, body, url.searchParams.get('ID'));
    if (method === 'LOCK') return lock(response, JSON.parse(body) as NonNullable<StateServer['lock']>);
    if (method === 'UNLOCK') return unlock(response, (JSON.parse(body) as { readonly ID?: string }).ID, body);
    end(response, 405);
  }

  function update(response: ServerResponse, body: string, id: string | null): void {
    const isRight = at.lock ? at.lock.ID === id : kind === 'terraform' || id === null;
    if (!isRight) return refuse(response, {});
    if (kind === 'gitlab') {
      const { serial } = JSON.parse(body) as { readonly serial?: number };
      if (serial === undefined || serials.has(serial))
        return end(response, 422, { message: 'Validation failed: version has already been taken' });
      serials.add(serial);
    }
    at.text = body;
    end(response, 200);
  }

  function lock(response: ServerResponse, asked: NonNullable<StateServer['lock']>): void {
    if (at.lock) return refuse(response, asked);
    at.lock = asked;
    end(response, 200, kind === 'gitlab' ? asked : undefined);
  }

  function unlock(response: ServerResponse, id: string | undefined, body: string | null = null): void {
    const isSame = kind === 'gitlab' || body === JSON.stringify(at.lock);
    if (id !== undefined && (at.lock?.ID !== id || !isSame)) return refuse(response, {});
    at.lock = null;
    end(response, 200);
  }

  function refuse(response: ServerResponse, asked: object): void {
    if (kind === 'terraform') return end(response, 423, at.lock ?? undefined);
    end(response, 409, { ...asked, ID: at.lock?.ID, Who: 'project-bot', Created: '2026-12-01T00:00:00.000Z' });
  }
}

function md5Of(body: string): string {
  return createHash('md5').update(body).digest('base64');
}

function end(response: ServerResponse, status: number, json?: unknown): void {
  response.writeHead(status, json === undefined ? {} : { 'content-type': 'application/json' });
  response.end(json === undefined ? '' : JSON.stringify(json));
}

function endWithTest(server: Server): void {
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
}
