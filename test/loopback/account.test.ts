import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { createForecastAccount } from '../../src/forecast/client.ts';
import { createHarvestAccount } from '../../src/harvest/client.ts';
import type { AccountOptions } from '../../src/http/account-requester.ts';
import type { RequestEvent } from '../../src/http/requester.ts';
import type { HarvestAccount } from '../../src/model/account.ts';
import type { RequestFailure } from '../../src/model/failure.ts';
import { forecastId, harvestId } from '../../src/model/id.ts';
import type { AccountRecord } from '../../src/model/record.ts';
import { expectNoSecrets } from '../support/canary.ts';
import { accountOptions, failureOf, noRandom, testTransport, TOKEN } from '../support/http-account.ts';
import { realClock } from '../support/real-clock.ts';
import { startServer } from '../support/http-server.ts';

const COMPANY = { name: 'Acme', base_uri: 'https://acme.example', weekly_capacity: 126000 };
const RECORD: AccountRecord<'harvest'> = { side: 'harvest', kind: 'client', id: harvestId(7), values: {} };

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

/** A Harvest account whose service answers as told; `log` has each request that arrived. */
async function serve(
  answer: Answer,
  overrides: Partial<AccountOptions> = {},
): Promise<{ account: HarvestAccount; log: string[]; events: RequestEvent[]; url: string }> {
  const log: string[] = [];
  const { url } = await startServer((request, response) => {
    log.push(`${request.method} ${request.url}`);
    answer(request, response, log.length);
  });
  const options = accountOptions({ baseUrl: new URL(url), ...overrides });
  return { account: createHarvestAccount(options), log, events: options.events, url };
}

describe('H5 H17 T5 T6 T9 reads pass over faults', () => {
  test.each<[string, Answer]>([
    ['reset', (request) => request.socket.resetAndDestroy()],
    [
      'cut off',
      (_, response) => response.writeHead(200, { 'Content-Length': 99 }).write('{', () => response.destroy()),
    ],
    ['503', (_, response) => response.writeHead(503).end()],
    ['half an object', (_, response) => response.end('{"name":"A"')],
    ['a login page', (_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>')],
    [
      'too deep',
      (_, response) => response.end(`{"name":"A","base_uri":"x","deep":${'['.repeat(5_000)}${']'.repeat(5_000)}}`),
    ],
    ['429 in HTML', (_, response) => response.writeHead(429, { 'Retry-After': '1' }).end('<!DOCTYPE html>')],
  ])('%s', async (_, fault) => {
    const { account, log } = await serve((request, response, nth) => {
      if (nth < 3) fault(request, response, nth);
      else response.end(JSON.stringify(COMPANY));
    });
    expect((await account.company()).name).toBe('Acme');
    expect(log).toEqual(Array.from({ length: 3 }, () => 'GET /v2/company'));
    expect(account.requests()).toBe(1);
  });
});

describe('H6 H16 T3 T5 writes are sent once', () => {
  test.each<[string, Answer]>([
    ['reset', (request) => request.socket.resetAndDestroy()],
    [
      'cut off',
      (_, response) => response.writeHead(200, { 'Content-Length': 99 }).write('{', () => response.destroy()),
    ],
    ['503 with Retry-After', (_, response) => response.writeHead(503, { 'Retry-After': '1' }).end()],
    ['half an object', (_, response) => response.end('{"id":7')],
    ['redirect', (_, response) => response.writeHead(307, { Location: '/elsewhere' }).end()],
  ])('%s is unknown', async (_, fault) => {
    const { account, log } = await serve(fault);
    await expect(account.update(RECORD, { name: 'B' })).rejects.toMatchObject({ failure: 'unknown', side: 'harvest' });
    expect(log).toEqual(['PATCH /v2/clients/7']);
  });

  test('T8 a timeout is unknown', async () => {
    const { account, log } = await serve(() => undefined, { transport: testTransport({ timeouts: { total: 100 } }) });
    await expect(account.update(RECORD, { name: 'B' })).rejects.toMatchObject({ failure: 'unknown' });
    expect(log).toHaveLength(1);
  });

  test('H1 429 was not applied: sent again after the wait', async () => {
    const { account, log } = await serve((_, response, nth) => {
      if (nth === 1) response.writeHead(429, { 'Retry-After': '15' }).end('<html>');
      else response.end('{"id":7,"name":"B"}');
    });
    expect((await account.update(RECORD, { name: 'B' })).values.name).toBe('B');
    expect(log).toHaveLength(2);
  });

  test('T1 nobody there: tried again, then unsent', async () => {
    const { url, server } = await startServer(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    const options = accountOptions({ baseUrl: new URL(url) });
    const account = createHarvestAccount(options);
    await expect(account.update(RECORD, { name: 'B' })).rejects.toMatchObject({ failure: 'unsent' });
    expect(options.events.filter((event) => event.type === 'answered')).toHaveLength(6);
  });
});

describe('limits', () => {
  test('P18 H4 a storm of 429: all wait together, nothing is lost', async () => {
    const { account, log, events } = await serve((request, response, nth) => {
      if (nth <= 12) response.writeHead(429, { 'Retry-After': '2' }).end('<html>');
      else response.end(JSON.stringify({ id: Number(request.url?.split('/').at(-1)), name: 'A' }));
    });
    const ids = Array.from({ length: 12 }, (_, index) => harvestId(index + 1));
    const records = await Promise.all(ids.map((id) => account.get('client', id)));
    expect(records.map((record) => record?.id)).toEqual(ids);
    expect(log).toHaveLength(24);
    expect(events.some((event) => event.type === 'pause' && event.reason === 'limited')).toBe(true);
  });

  test('H4 --max-wait is blamed only where it was the limit', async () => {
    const told = ({ message, hint }: RequestFailure) => [message, hint];
    const turnedAway = await serve((_, response) => response.writeHead(429, { 'Retry-After': '2' }).end());
    expect(told(await failureOf(turnedAway.account.company()))).toEqual([
      "Harvest's rate limit is used up: GET /company was turned away 6 times.",
      'Run hfsync again in 2 s, when nothing else is using the limit.',
    ]);
    const impatient = await serve((_, response) => response.writeHead(429, { 'Retry-After': '200' }).end());
    expect(told(await failureOf(impatient.account.company()))).toEqual([
      "Harvest's rate limit is used up: GET /company would have to wait longer than --max-wait.",
      'Run hfsync again in 200 s, or raise --max-wait.',
    ]);
    const failing = await serve((_, response) => response.writeHead(503, { 'Retry-After': '200' }).end());
    expect((await failureOf(failing.account.company())).hint).toBe('Run hfsync again in 200 s, or raise --max-wait.');
    const broken = await serve((_, response) => response.writeHead(503).end());
    expect((await failureOf(broken.account.company())).hint).toBeNull();
  });

  test('P19 in real time, no window at the service sees more than the limit', async () => {
    const times: number[] = [];
    const { account } = await serve(
      (_, response) => {
        times.push(performance.now());
        response.end('{"id":7,"name":"A"}');
      },
      { clock: realClock, rate: { requests: 5, seconds: 0.2 } },
    );
    await Promise.all(Array.from({ length: 14 }, () => account.get('client', harvestId(7))));
    expect(times).toHaveLength(14);
    times.forEach((time, index) => expect((times[index + 5] ?? Infinity) - time).toBeGreaterThan(200));
  });
});

describe('stopping', () => {
  test('K3 a read ends at once, a write runs to its end, nothing new starts', async () => {
    const abort = new AbortController();
    let held: ServerResponse | undefined;
    const { account, log } = await serve(
      (request, response) => {
        if (request.method === 'PATCH') held = response;
        if (log.length === 2) abort.abort(new Error('interrupted'));
      },
      { signal: abort.signal },
    );
    const write = account.update(RECORD, { name: 'B' });
    await expect(account.get('client', harvestId(7))).rejects.toThrow('interrupted');
    await expect(account.get('client', harvestId(8))).rejects.toThrow('interrupted');
    held?.end('{"id":7,"name":"B"}');
    expect((await write).values.name).toBe('B');
    expect(log.toSorted()).toEqual(['GET /v2/clients/7', 'PATCH /v2/clients/7']);
  });

  test('K3 a write that waits is given up, and says whether it may have been applied', async () => {
    const abort = new AbortController();
    const options = { clock: realClock, waits: abort.signal };
    const limited = await serve((_, response) => response.writeHead(429, { 'Retry-After': '60' }).end(), options);
    const paced = await serve((_, response) => response.end('{"id":7,"name":"A"}'), {
      ...options,
      rate: { requests: 1, seconds: 60 },
    });
    const closed = await startServer(() => undefined);
    await new Promise((resolve) => closed.server.close(resolve));
    const gone = await serve(() => undefined, {
      ...options,
      baseUrl: new URL(closed.url),
      random: { ...noRandom, fraction: () => 0.99 },
    });
    await paced.account.get('client', harvestId(7));
    const writes = [limited, paced, gone].map(({ account }) => failureOf(account.update(RECORD, { name: 'B' })));
    await vi.waitFor(() => expect(limited.log).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    abort.abort(new Error('interrupted'));
    const failures = await Promise.all(writes);
    expect(failures.map(({ failure, isInterrupted }) => [failure, isInterrupted])).toEqual([
      ['limited', true],
      ['unsent', true],
      ['unsent', true],
    ]);
    expect(failures[1]?.message).toBe('The run was interrupted while PATCH /clients/7 waited for its turn.');
    expect(limited.log).toHaveLength(1);
    expect(paced.log).toEqual(['GET /v2/clients/7']);
  });

  test('K3 a write that waits for a connection is given up as well, and the one under way ends', async () => {
    const abort = new AbortController();
    let held: ServerResponse | undefined;
    const { account, log } = await serve((_, response) => (held = response), {
      ...{ waits: abort.signal, transport: testTransport({ connections: 1 }) },
    });
    const first = account.update(RECORD, { name: 'B' });
    await vi.waitFor(() => expect(held).toBeDefined());
    const second = failureOf(account.update({ ...RECORD, id: harvestId(8) }, { name: 'C' }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    abort.abort(new Error('interrupted'));
    expect(await second).toMatchObject({ failure: 'unsent', isInterrupted: true });
    held?.end('{"id":7,"name":"B"}');
    expect((await first).values.name).toBe('B');
    expect(log).toEqual(['PATCH /v2/clients/7']);
  });
});

test('P20 nothing that is told or thrown holds the token, however the service echoes it', async () => {
  const { url } = await startServer((request, response) => {
    const echo = `${request.headers.authorization} ${Buffer.from(`ab${TOKEN}`).toString('base64')}`;
    response.writeHead(422).end(JSON.stringify({ errors: [echo] }));
  });
  const options = accountOptions({ baseUrl: new URL(url) });
  const account = createForecastAccount(options);
  const error: unknown = await account.get('client', forecastId(7)).catch((reason: unknown) => reason);
  const { inspect } = await import('node:util');
  const told = inspect([error, options.events, account, options.token], { depth: 20, showHidden: true });
  expect(told).toContain('***');
  expectNoSecrets(told, 'what is told or thrown');
});
