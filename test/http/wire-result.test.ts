import { describe, expect, test } from 'vitest';
import { messageOf, toBroken } from '../../src/http/wire-result.ts';
import { WireFault } from '../../src/http/wire-fault.ts';

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
    ["haproxy's page", '<html><body><h1>429 Too Many Requests</h1>\nNo.\n</body></html>', '429 Too Many Requests'],
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
  function wrapped(cause: Error | null, unsent: boolean): Error {
    return new TypeError('fetch failed', { cause: new WireFault(cause ? null : 'asked', { unsent, cause }) });
  }
  test.each([
    ['connection refused', failed('ECONNREFUSED', { syscall: 'connect' }), true],
    ['no such host', failed('ENOTFOUND', { syscall: 'getaddrinfo' }), true],
    ['no connection in time', failed('UND_ERR_CONNECT_TIMEOUT'), true],
    ['a TLS handshake that was cut off', wrapped(failed('ECONNRESET', { syscall: 'read' }), true), true],
    ['TLS that breaks in the middle', failed('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'), false],
    ['a login that is asked for behind the connection', wrapped(null, false), false],
    ['reset', failed('ECONNRESET', { syscall: 'read' }), false],
    ['unreachable in the middle', failed('EHOSTUNREACH', { syscall: 'write' }), false],
    ['closed early', failed('EPIPE'), false],
    ['no headers in time', failed('HEADERS_TIMEOUT'), false],
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
    const reset = Object.assign(new Error('it was reset'), { code: 'ECONNRESET' });
    const twice = new TypeError('fetch failed', { cause: new Error('cancelled', { cause: reset }) });
    expect(toBroken(twice)).toMatchObject({ code: 'ECONNRESET', message: 'ECONNRESET: it was reset' });
  });

  test('a fault on the way is told as it is, with what to do', () => {
    const fault = new WireFault('the proxy is closed', { unsent: true, lasting: true, hint: 'Open it.' });
    expect(toBroken(new TypeError('fetch failed', { cause: fault }))).toMatchObject({
      message: 'the proxy is closed',
      hint: 'Open it.',
      lasting: true,
    });
  });

  test('a bad certificate lasts', () => {
    expect(toBroken(failed('DEPTH_ZERO_SELF_SIGNED_CERT'))).toMatchObject({ unsent: true, lasting: true });
  });

  test('of several addresses, the first is told', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED ::1:80'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    const all = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
    expect(toBroken(new TypeError('fetch failed', { cause: all }))).toMatchObject({
      message: 'connect ECONNREFUSED ::1:80',
    });
  });

  test("OpenSSL's words are cut to the reason", () => {
    const words = 'C0D4:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/x.c:350:\n';
    const error = Object.assign(new Error(words), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    expect(toBroken(error)).toMatchObject({ message: 'ERR_SSL_WRONG_VERSION_NUMBER: wrong version number' });
  });

  test("a proxy's password is not told", () => {
    expect(toBroken(new Error('no way to http://me:hunter2@proxy/'))).toMatchObject({
      message: 'UNKNOWN: no way to http://***@proxy/',
    });
  });
});
