import { describe, expect, test } from 'vitest';
import { decide, MAX_ATTEMPTS, retryAfterMs, type Decision, type Situation } from '../../src/http/decide.ts';
import type { WireResult } from '../../src/http/wire-result.ts';

const PAGE = '<!DOCTYPE html><title>No</title>';
const DATE = 'Mon, 23 Nov 2026 08:00:00 GMT';

function answer(status: number, headers: { [name: string]: string } = {}, text = ''): WireResult {
  return { kind: 'answer', status, headers: headersOf({ date: DATE, ...headers }), text };
}
/** Without those that are "". */
function headersOf(headers: { [name: string]: string }): Headers {
  return new Headers(Object.entries(headers).filter(([, value]) => value !== ''));
}
function broken(unsent: boolean, lasting = false): WireResult {
  return { kind: 'broken', code: 'X', message: 'x', unsent, lasting };
}
function situation(overrides: Partial<Situation>): Situation {
  return {
    method: 'GET',
    scope: 'record',
    result: answer(200),
    shaped: true,
    attempt: 1,
    waitedMs: 0,
    maxWaitMs: 120_000,
    windowMs: 15_000,
    random: 0.5,
    ...overrides,
  };
}
function short(decision: Decision): string {
  return decision.kind === 'fail' ? decision.failure : decision.kind;
}

describe('the table', () => {
  test.each<[string, WireResult, string, string]>([
    ['200', answer(200), 'give-back', 'give-back'],
    ['204', answer(204), 'give-back', 'give-back'],
    ['H16 302', answer(302), 'malformed', 'unknown'],
    ['H8 400', answer(400), 'refused', 'refused'],
    ['H12 401', answer(401), 'unauthorized', 'unauthorized'],
    ['H14 403', answer(403), 'refused', 'refused'],
    ['H10 H11 404', answer(404), 'gone', 'gone'],
    ['405', answer(405), 'refused', 'refused'],
    ['H7 408', answer(408), 'retry', 'unknown'],
    ['H15 409', answer(409), 'refused', 'refused'],
    ['H8 422', answer(422), 'refused', 'refused'],
    ['H15 423', answer(423), 'refused', 'refused'],
    ['H7 425', answer(425), 'retry', 'unknown'],
    ['H1 429', answer(429), 'retry', 'retry'],
    ['H5 H6 500', answer(500), 'retry', 'unknown'],
    ['H6 503 with Retry-After', answer(503, { 'retry-after': '1' }), 'retry', 'unknown'],
    ['T5 T7 unreadable', { kind: 'unreadable', status: 200, headers: new Headers(), reason: 'x' }, 'retry', 'unknown'],
    ['T1 refused connection', broken(true), 'retry', 'retry'],
    ['T1 bad certificate', broken(true, true), 'unsent', 'unsent'],
    ['T2 T3 reset', broken(false), 'retry', 'unknown'],
    ['T11 a login that a proxy asks for behind the connection', broken(false, true), 'unsent', 'unknown'],
    ['T11 403 of a filter', answer(403, {}, PAGE), 'malformed', 'unknown'],
    ['T11 401 of a login page', answer(401, {}, PAGE), 'malformed', 'unknown'],
    ['T11 403 in plain text', answer(403, {}, 'Denied by policy'), 'malformed', 'unknown'],
    ['T11 404 in HTML is the service', answer(404, {}, PAGE), 'gone', 'gone'],
    ['T11 429 of a proxy', answer(429, {}, PAGE), 'retry', 'unknown'],
    ['T11 429 without Date', answer(429, { date: '' }), 'retry', 'unknown'],
    ["H1 429, the service's page", answer(429, { 'retry-after': '15' }, PAGE), 'retry', 'retry'],
  ])('%s', (_, result, read, write) => {
    expect(short(decide(situation({ result })))).toBe(read);
    for (const method of ['POST', 'PATCH', 'PUT', 'DELETE']) {
      expect(short(decide(situation({ result, method }))), method).toBe(write);
    }
  });

  test('H17 another shape: a read is tried again twice, a write is unknown', () => {
    expect(short(decide(situation({ shaped: false })))).toBe('retry');
    expect(short(decide(situation({ shaped: false, attempt: 3 })))).toBe('malformed');
    expect(short(decide(situation({ shaped: false, method: 'PUT' })))).toBe('unknown');
  });

  test('H13 403 for the account is unauthorized', () => {
    expect(short(decide(situation({ result: answer(403), scope: 'account' })))).toBe('unauthorized');
  });

  test('H4 attempts end', () => {
    const attempt = MAX_ATTEMPTS;
    expect(short(decide(situation({ result: answer(500), attempt })))).toBe('unknown');
    expect(short(decide(situation({ result: broken(true), attempt })))).toBe('unsent');
    expect(short(decide(situation({ result: broken(true), attempt, method: 'POST' })))).toBe('unsent');
    expect(short(decide(situation({ result: answer(429), attempt })))).toBe('limited');
  });
});

describe('how long', () => {
  function after(overrides: Partial<Situation>): number | string {
    const decision = decide(situation(overrides));
    return decision.kind === 'retry' ? decision.afterMs : short(decision);
  }

  test('backoff doubles under full jitter, up to 30 s', () => {
    const waits = [1, 2, 3, 4, 5].map((attempt) => after({ result: answer(500), attempt, random: 1 }));
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(after({ result: answer(500), random: 0 })).toBe(0);
  });

  test('H2 Retry-After is never capped, and jitter comes on top', () => {
    expect(after({ result: answer(429, { 'retry-after': '100' }), random: 0 })).toBe(100_000);
    expect(after({ result: answer(429, { 'retry-after': '100' }), random: 0.5 })).toBe(100_500);
    expect(after({ result: answer(503, { 'retry-after': '45' }) })).toBe(45_000);
  });

  test('H3 429 without Retry-After waits one window', () => {
    expect(after({ result: answer(429), random: 0 })).toBe(15_000);
    expect(after({ result: answer(429, { 'retry-after': 'abc' }), random: 0 })).toBe(15_000);
  });

  test("T11 a proxy's limit closes nobody's gate, for reports neither", () => {
    expect(decide(situation({ result: answer(429, {}, PAGE), windowMs: 900_000, random: 1 }))).toEqual({
      kind: 'retry',
      afterMs: 500,
      wholeAccount: false,
    });
    expect(short(decide(situation({ result: answer(429, {}, PAGE), attempt: MAX_ATTEMPTS })))).toBe('unknown');
  });

  test('H4 longer than --max-wait in sum is limited', () => {
    expect(after({ result: answer(429, { 'retry-after': '121' }) })).toBe('limited');
    expect(after({ result: answer(429, { 'retry-after': '30' }), waitedMs: 100_000 })).toBe('limited');
    expect(after({ result: answer(429, { 'retry-after': '120' }), random: 0.9 })).toBe(120_000);
    expect(decide(situation({ result: answer(429, { 'retry-after': '3600' }) }))).toEqual({
      kind: 'fail',
      failure: 'limited',
      afterMs: 3_600_000,
      tooLong: true,
    });
    // Here the attempts are the limit, not the patience.
    expect(decide(situation({ result: answer(429, { 'retry-after': '2' }), attempt: MAX_ATTEMPTS }))).toEqual({
      kind: 'fail',
      failure: 'limited',
      afterMs: 2_000,
    });
  });
});

describe('retryAfterMs', () => {
  const date = 'Mon, 23 Nov 2026 08:00:00 GMT';
  test.each([
    ['15', 15_000],
    ['0', null],
    ['-1', null],
    ['1e9', null],
    ['abc', null],
    ['', null],
    ['2027', 2_027_000],
    ['Mon, 23 Nov 2026 08:00:20 GMT', 20_000],
    ['Mon, 23 Nov 2026 07:59:00 GMT', null],
    ['Mon, 99 Nov 2026 08:00:20 GMT', null],
  ])('H2 Retry-After %j gives %s', (text, ms) => {
    expect(retryAfterMs(answer(429, { 'retry-after': text, date }))).toBe(ms);
  });

  test("H2 K19 a date needs the response's own Date", () => {
    expect(retryAfterMs(answer(429, { 'retry-after': 'Mon, 23 Nov 2099 08:00:20 GMT', date: '' }))).toBeNull();
  });
});
