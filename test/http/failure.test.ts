import { describe, expect, test } from 'vitest';
import { messageOf, toBroken } from '../../src/http/failure.ts';

describe('messageOf', () => {
  test.each([
    ['Forecast 401', '{"reason":"non-existent-token","account_id":"000000"}', 'non-existent-token'],
    ['Forecast 422', '{"errors":["Name is taken","Code is long"]}', 'Name is taken, Code is long'],
    ['Forecast 404, one client', '{"error_code":404,"error_name":"Not Found","message":"Not here."}', 'Not here.'],
    ['errors by field', '{"errors":{"name":["is taken","is long"]}}', 'name: is taken, name: is long'],
    ['Harvest 422', '{"message":"This client is not removable."}', 'This client is not removable.'],
    [
      'Harvest 401',
      '{"error":"invalid_token","error_description":"The access token is expired."}',
      'The access token is expired.',
    ],
    ['Harvest 404', '{"status":404,"error":"Not Found"}', 'Not Found'],
    ['an HTML page', '<!DOCTYPE html>\n<html><head><title>\n Too many requests </title>', 'Too many requests'],
    ['plain text', '  upstream   timed\nout ', 'upstream timed out'],
    ['nothing', '', ''],
    ['controls', '{"message":"a\\u001b[31mred\\u202e"}', 'a\\u{1b}[31mred\\u{202e}'],
  ])('%s', (_, body, message) => {
    expect(messageOf(body)).toBe(message);
  });

  test('is cut at 300 characters', () => {
    expect(messageOf('x'.repeat(5_000))).toBe(`${'x'.repeat(300)}…`);
  });
});

describe('toBroken', () => {
  function failed(code: string, more: object = {}): Error {
    return new TypeError('fetch failed', { cause: Object.assign(new Error(`it was ${code}`), { code, ...more }) });
  }
  test.each([
    ['connection refused', failed('ECONNREFUSED', { syscall: 'connect' }), true],
    ['no such host', failed('ENOTFOUND', { syscall: 'getaddrinfo' }), true],
    ['no connection in time', failed('UND_ERR_CONNECT_TIMEOUT'), true],
    ['a proxy that refuses the tunnel', new Error('Proxy response (407) !== 200 when HTTP Tunneling'), true],
    ['reset', failed('ECONNRESET', { syscall: 'read' }), false],
    ['unreachable in the middle', failed('EHOSTUNREACH', { syscall: 'write' }), false],
    ['closed early', failed('UND_ERR_SOCKET'), false],
    ['no headers in time', failed('UND_ERR_HEADERS_TIMEOUT'), false],
    ['bare errors, as nock throws them', Object.assign(new Error('x'), { code: 'ECONNRESET' }), false],
    ['the whole-request timeout', new DOMException('took too long', 'TimeoutError'), false],
  ])('%s: unsent is %s', (_, error, unsent) => {
    expect(toBroken(error)).toMatchObject({ kind: 'broken', unsent });
  });

  test('T12 both addresses of a host refusing is unsent, one of them resetting is not', () => {
    const refused = Object.assign(new Error('a'), { code: 'ECONNREFUSED', syscall: 'connect' });
    const reset = Object.assign(new Error('b'), { code: 'ECONNRESET', syscall: 'read' });
    expect(toBroken(new TypeError('fetch failed', { cause: new AggregateError([refused, refused]) }))).toMatchObject({
      unsent: true,
    });
    expect(toBroken(new TypeError('fetch failed', { cause: new AggregateError([refused, reset]) }))).toMatchObject({
      unsent: false,
    });
  });

  test('the innermost cause is the reason', () => {
    const refused = new Error('Proxy response (407) !== 200 when HTTP Tunneling');
    const twice = new TypeError('fetch failed', { cause: new Error('cancelled', { cause: refused }) });
    expect(toBroken(twice)).toMatchObject({ unsent: true, code: 'UNKNOWN', message: refused.message });
  });

  test('a bad certificate lasts', () => {
    expect(toBroken(failed('DEPTH_ZERO_SELF_SIGNED_CERT'))).toMatchObject({ unsent: true, lasting: true });
  });

  test("a proxy's password is not told", () => {
    expect(toBroken(new Error('no way to http://me:hunter2@proxy/'))).toMatchObject({
      message: 'no way to http://***@proxy/',
    });
  });
});
