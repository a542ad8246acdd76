import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import zlib, { brotliCompressSync, deflateSync, gzipSync, type BrotliDecompress } from 'node:zlib';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { WireResult } from '../../src/http/wire-result.ts';
import { createSecret } from '../../src/http/secret.ts';
import { createTransport, type WireRequest } from '../../src/http/transport.ts';
import { testTransport, TOKEN } from '../support/http-account.ts';
import { bodyOf, startServer } from '../support/http-server.ts';

function get(url: string, more: Partial<WireRequest> = {}): WireRequest {
  return { method: 'GET', url, headers: { 'X-Account': '7' }, token: createSecret(TOKEN, 'T'), ...more };
}

/** A peer below HTTP: answers each connection's first bytes with `reply`, then does as told. */
async function startPeer(reply: string, then: 'end' | 'reset' | 'stay', asked?: () => void): Promise<string> {
  const peer = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => {
      asked?.();
      if (reply !== '') socket.write(reply);
      if (then === 'end') socket.end();
      if (then === 'reset') setImmediate(() => socket.resetAndDestroy());
    });
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void peer.close());
  return `http://127.0.0.1:${(peer.address() as AddressInfo).port}`;
}

function statusOf(result: WireResult): string | number {
  return result.kind === 'broken' ? `${result.code}${result.unsent ? ' unsent' : ''}` : result.status;
}

describe('sending', () => {
  test('method, path, body and headers arrive; the answer comes back', async () => {
    const { url } = await startServer((request, response) => {
      void bodyOf(request).then((body) => {
        response
          .setHeader('X-Note', 'seen')
          .writeHead(201)
          .end(JSON.stringify([request.method, request.url, request.headers, body]));
      });
    });
    const result = await testTransport().send(get(`${url}/a?b=c`, { method: 'PATCH', body: '{"x":"ü"}' }));
    if (result.kind !== 'answer') throw new Error('no answer');
    const [method, path, headers, body] = JSON.parse(result.text) as [
      string,
      string,
      { [name: string]: string },
      string,
    ];
    expect([result.status, method, path, body]).toEqual([201, 'PATCH', '/a?b=c', '{"x":"ü"}']);
    expect(headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'x-account': '7',
      'user-agent': 'hfsync/0.0.0 (it@example.com)',
      accept: 'application/json',
    });
    expect(result.headers.get('x-note')).toBe('seen');
  });

  test('an interrupt ends a wait for a connection at once, and sends nothing; what is under way goes on', async () => {
    const seen: string[] = [];
    let arrive: (response: ServerResponse) => void;
    const arrived = new Promise<ServerResponse>((resolve) => (arrive = resolve));
    const { url } = await startServer((request, response) => {
      seen.push(request.url ?? '');
      arrive(response);
    });
    const transport = testTransport({ connections: 1 });
    const interrupt = new AbortController();
    const put = (path: string) =>
      transport.send(get(url + path, { method: 'PUT', body: '{}' }), undefined, interrupt.signal);
    const first = put('/1');
    const second = expect(put('/2')).rejects.toThrow('Ctrl-C');
    const answer = await arrived;
    interrupt.abort(new Error('Ctrl-C'));
    await second;
    await expect(put('/3')).rejects.toThrow('Ctrl-C');
    answer.end('{}');
    expect(statusOf(await first)).toBe(200);
    expect(seen).toEqual(['/1']);
  });

  test('and so does one while a connection is being opened', async () => {
    const interrupt = new AbortController();
    let ask = (): void => undefined;
    const asked = new Promise<void>((resolve) => (ask = resolve));
    const transport = testTransport({ env: { HTTPS_PROXY: await startPeer('', 'stay', ask) } });
    const put = get('https://api.harvestapp.test/', { method: 'PUT', body: '{}' });
    const sent = expect(transport.send(put, undefined, interrupt.signal)).rejects.toThrow('Ctrl-C');
    await asked;
    interrupt.abort(new Error('Ctrl-C'));
    await sent;
  });

  test('a connection that cannot be made through a proxy ends the request with the reason', async () => {
    const transport = testTransport({ env: { HTTPS_PROXY: await startPeer('HTTP/1.1 200 OK\r\n\r\n', 'stay') } });
    const connect = vi.spyOn(tls, 'connect').mockImplementation(() => {
      throw new Error('no TLS today');
    });
    onTestFinished(() => connect.mockRestore());
    expect(await transport.send(get('https://api.harvestapp.test/'))).toMatchObject({
      ...{ kind: 'broken', unsent: true },
      message: expect.stringContaining('no TLS today') as string,
    });
  });

  test('a write that waited too long for a connection is not sent', async () => {
    const seen: string[] = [];
    const { url } = await startServer((request, response) => {
      seen.push(request.method ?? '');
      setTimeout(() => response.end('{}'), 150);
    });
    const transport = testTransport({ connections: 1 });
    const put = get(url, { method: 'PUT', body: '{}' });
    const first = transport.send(get(url));
    const [, late, inTime] = await Promise.all([
      first,
      transport.send({ ...put, leaveWithinMs: 50 }),
      transport.send({ ...put, leaveWithinMs: 10_000 }),
    ]);
    expect(late).toMatchObject({ kind: 'broken', unsent: true });
    expect(statusOf(inTime)).toBe(200);
    expect(seen).toEqual(['GET', 'PUT']);
  });

  test('a pool of 16 connections serves any number of requests', async () => {
    const sockets = new Set<unknown>();
    const { url } = await startServer((request, response) => {
      sockets.add(request.socket);
      setImmediate(() => response.end('{}'));
    });
    const transport = testTransport();
    await Promise.all(Array.from({ length: 60 }, () => transport.send(get(url))));
    expect(sockets.size).toBe(16);
  });

  test('H16 a redirect is an answer: nothing goes on to the other place', async () => {
    const seen: string[] = [];
    const other = await startServer((request, response) => {
      seen.push(request.url ?? '');
      response.end('{}');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await startServer((_, response) =>
        response.writeHead(status, { Location: `${other.url}/steal` }).end(),
      );
      expect(statusOf(await testTransport().send(get(url, { method: 'POST', body: '{}' })))).toBe(status);
    }
    expect(seen).toEqual([]);
  });

  test('an aborted request rejects with the reason', async () => {
    const abort = new AbortController();
    const { url } = await startServer(() => abort.abort(new Error('stop')));
    await expect(testTransport().send(get(url), abort.signal)).rejects.toThrow('stop');
    await expect(testTransport().send(get(url), abort.signal)).rejects.toThrow('stop');
  });

  test('whoever waits for a connection stops at once, and the others go on', async () => {
    const held: ServerResponse[] = [];
    const { url } = await startServer((_, response) => void held.push(response));
    const transport = testTransport({ connections: 1 });
    const abort = new AbortController();
    const first = transport.send(get(url));
    const second = transport.send(get(url), abort.signal);
    const third = transport.send(get(url));
    await vi.waitFor(() => expect(held).toHaveLength(1));
    abort.abort(new Error('stop'));
    await expect(second).rejects.toThrow('stop');
    held[0]?.end('{}');
    expect(statusOf(await first)).toBe(200);
    await vi.waitFor(() => expect(held).toHaveLength(2));
    held[1]?.end('{}');
    expect(statusOf(await third)).toBe(200);
  });

  test('loopback is never proxied', async () => {
    const { url } = await startServer((_, response) => response.end('{}'));
    const transport = testTransport({ env: { HTTPS_PROXY: 'http://127.0.0.1:1', HTTP_PROXY: 'http://127.0.0.1:1' } });
    expect(statusOf(await transport.send(get(url)))).toBe(200);
  });

  test('T11 anything else goes through the proxy, which sees the host alone', async () => {
    const lines: string[] = [];
    const proxy = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', (data) => {
        lines.push(data.toString('latin1'));
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const https_proxy = `http://me:hunter2@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const transport = testTransport({ env: { https_proxy } });
    const result = await transport.send(get('https://api.invalid/path?q=1', { method: 'POST', body: '{}' }));
    expect(result).toMatchObject({ kind: 'broken', unsent: true });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^CONNECT api\.invalid:443 HTTP/);
    expect(lines[0]).not.toContain(TOKEN);
  });
});

describe('refusals before the first request', () => {
  test('certificate checks switched off', () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(() => createTransport({ userAgent: 'hfsync/1', env })).toThrow('NODE_TLS_REJECT_UNAUTHORIZED=0');
  });
  test('a proxy that is no URL, without showing it', () => {
    const env = { HTTPS_PROXY: 'me:hunter2@proxy' };
    expect(() => createTransport({ userAgent: 'hfsync/1', env })).toThrow(/^HTTPS_PROXY is not an http\(s\) URL\.$/);
  });
});

describe('bodies', () => {
  async function answerTo(body: string | Buffer, headers = {}, maxBody?: number, status = 200): Promise<WireResult> {
    const { url } = await startServer((_, response) => response.writeHead(status, headers).end(body));
    return testTransport(maxBody === undefined ? {} : { maxBody }).send(get(url));
  }

  test('an encoding that is named where there is no body does not break the answer', async () => {
    for (const [status, length] of [
      [204, null],
      [200, '0'],
    ] as const) {
      const { url } = await startServer((_, response) => {
        response
          .writeHead(status, { 'Content-Encoding': 'gzip', ...(length !== null && { 'Content-Length': length }) })
          .end();
      });
      expect(await testTransport().send(get(url))).toMatchObject({ kind: 'answer', status, text: '' });
    }
  });

  test('what is refused for its size is not unpacked any further', async () => {
    const create = vi.spyOn(zlib, 'createBrotliDecompress');
    const bomb = brotliCompressSync(Buffer.alloc(20_000_000, 0x20));
    expect(await answerTo(bomb, { 'Content-Encoding': 'br' }, 1_000_000)).toMatchObject({ kind: 'unreadable' });
    expect(create.mock.results.map(({ value }) => (value as BrotliDecompress).destroyed)).toEqual([true]);
  });

  test('T7 gzip is decoded, and the cap counts what comes out', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000, 0x20));
    const headers = { 'Content-Encoding': 'gzip' };
    expect(await answerTo(gzipSync('{"a":1}'), headers)).toMatchObject({ kind: 'answer', text: '{"a":1}' });
    expect(await answerTo(bomb, headers, 10_000)).toMatchObject({
      kind: 'unreadable',
      reason: 'a body of more than 10000 bytes',
    });
  });

  test.each<[string, (body: string) => Buffer]>([
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['gzip, br', (body) => brotliCompressSync(gzipSync(body))],
    ['X-GZIP', gzipSync],
    ['identity', Buffer.from],
  ])('T7 %s is decoded', async (encoding, encode) => {
    const headers = { 'Content-Encoding': encoding };
    expect(await answerTo(encode('{"a":"ü"}'), headers)).toMatchObject({ kind: 'answer', text: '{"a":"ü"}' });
  });

  test('a body may be encoded five times, and no more', async () => {
    const times = (count: number) => {
      let body = Buffer.from('{"a":1}');
      for (let n = 0; n < count; n++) body = gzipSync(body);
      return answerTo(body, { 'Content-Encoding': Array.from({ length: count }, () => 'gzip').join(', ') });
    };
    expect(await times(5)).toMatchObject({ kind: 'answer', text: '{"a":1}' });
    expect(await times(6)).toMatchObject({ kind: 'broken', unsent: false });
    expect(await answerTo('{}', { 'Content-Encoding': 'x,'.repeat(1000) })).toMatchObject({ kind: 'broken' });
  });

  test('an answer that changes the protocol is refused at once', async () => {
    const url = await startPeer(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      'stay',
    );
    const result = await testTransport().send(get(url, { method: 'PUT', body: '{}' }));
    expect(result).toMatchObject({
      ...{ kind: 'broken', unsent: false },
      message: expect.stringContaining('changes to another protocol') as string,
    });
  });

  test('T7 a body that is not what its encoding says is no answer', async () => {
    const headers = { 'Content-Encoding': 'gzip' };
    expect(await answerTo('{"a":1}', headers)).toMatchObject({ kind: 'broken', code: 'Z_DATA_ERROR', unsent: false });
    const half = gzipSync('{"a":1}').subarray(0, 15);
    expect(await answerTo(half, headers)).toMatchObject({ kind: 'broken', code: 'Z_BUF_ERROR', unsent: false });
  });

  test('a body of just the cap is read', async () => {
    expect(await answerTo('x'.repeat(100), {}, 100)).toMatchObject({ kind: 'answer' });
    expect(await answerTo('x'.repeat(101), {}, 100)).toMatchObject({ kind: 'unreadable' });
  });

  test('T7 an endless error body is cut', async () => {
    const result = await answerTo('x'.repeat(200_000), {}, 100, 500);
    expect(result.kind === 'answer' && result.text.length).toBe(65_536);
  });

  test('T7 UTF-8 is strict in an answer, lenient in an error', async () => {
    const latin1 = Buffer.from('{"name":"\xfc"}', 'latin1');
    expect(await answerTo(latin1)).toMatchObject({ kind: 'unreadable', reason: 'a body that is not UTF-8' });
    expect(await answerTo(Buffer.from('\ufeff{}', 'utf16le'))).toMatchObject({ kind: 'unreadable' });
    expect(await answerTo(latin1, {}, undefined, 422)).toMatchObject({ kind: 'answer', status: 422 });
    expect(await answerTo('\ufeff{}')).toMatchObject({ kind: 'answer', text: '{}' });
  });
});

describe('broken connections', () => {
  test('T1 refused is certain to be unsent', async () => {
    const { url, server } = await startServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect(statusOf(await testTransport().send(get(url)))).toBe('ECONNREFUSED unsent');
  });

  test.each<[string, string, 'end' | 'reset', RegExp]>([
    ['T2 reset before an answer', '', 'reset', /^ECONNRESET$/],
    ['T9 closed before an answer', '', 'end', /^ECONNRESET$/],
    ['T5 cut off in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":', 'end', /^ECONNRESET$/],
    ['T6 cut off in a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"a"', 'end', /^ECONNRESET$/],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'end', /^HPE_\w+$/],
  ])('%s may have been applied', async (_, reply, then, code) => {
    const url = await startPeer(reply, then);
    expect(statusOf(await testTransport().send(get(url, { method: 'POST', body: '{}' })))).toMatch(code);
  });

  test.each<[string, string, object, string]>([
    ['no headers', '', { headers: 100 }, 'HEADERS_TIMEOUT'],
    ['a pause in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', { idle: 100 }, 'BODY_TIMEOUT'],
    ['the whole request', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{', { total: 100 }, 'TIMEOUT'],
  ])('T8 timeout: %s', async (_, reply, timeouts, code) => {
    const url = await startPeer(reply, 'stay');
    expect(statusOf(await testTransport({ timeouts }).send(get(url)))).toBe(code);
  });

  test('T1 a peer without TLS where TLS is due lasts', async () => {
    const { url } = await startServer((_, response) => response.end('{}'));
    const result = await testTransport().send(get(url.replace('http:', 'https:')));
    expect(result).toMatchObject({ kind: 'broken', lasting: true, unsent: true });
  });
});
