import { describe, expect, test } from 'vitest';
import { DOCUMENTED_RATE, DOCUMENTED_REPORT_RATE } from '../../src/sandbox/rate.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { forecast, handClock, harvest, sandbox } from './support.ts';

const rename = (at: Sandbox) => forecast(at, 'PUT', '/clients/1001', { body: { client: { name: 'Acme Ltd' } } });
const nameOf = (at: Sandbox) => at.world().forecast.clients[0]?.name;

describe('faults', () => {
  test('reset-before: the write was not applied', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'reset-before', method: 'PUT' });
    await expect(rename(at)).rejects.toThrow('fetch failed');
    expect(nameOf(at)).toBe('Acme');
    expect(at.requests).toMatchObject([{ method: 'PUT', path: '/clients/1001', status: null, fault: 'reset-before' }]);
  });

  test('reset-after: the write was applied', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'reset-after', method: 'PUT' });
    await expect(rename(at)).rejects.toThrow('fetch failed');
    expect(nameOf(at)).toBe('Acme Ltd');
  });

  test('late: applied only after more requests have come', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'late', method: 'PUT', afterRequests: 1 });
    await expect(rename(at)).rejects.toThrow('fetch failed');
    const read = async () => (await forecast(at, 'GET', '/clients/1001')).text.includes('Acme Ltd');
    expect([await read(), await read()]).toEqual([false, true]);
  });

  test('status: the answer is chosen, and the write applied only where said', async () => {
    const at = await sandbox();
    at.control.faults.add({
      fault: 'status',
      status: 503,
      body: { errors: ['busy'] },
      headers: { 'retry-after': '1' },
    });
    const answer = await rename(at);
    expect([answer.status, answer.json, answer.headers.get('retry-after')]).toEqual([503, { errors: ['busy'] }, '1']);
    expect(nameOf(at)).toBe('Acme');
    at.control.faults.add({ fault: 'status', status: 500, applied: true });
    expect((await rename(at)).status).toBe(500);
    expect(nameOf(at)).toBe('Acme Ltd');
  });

  test('truncate, bad-json, html: answers that nobody can read', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'truncate' });
    await expect(rename(at)).rejects.toThrow('terminated');
    expect(nameOf(at)).toBe('Acme Ltd');
    at.control.faults.add({ fault: 'bad-json' });
    await expect(forecast(at, 'GET', '/whoami')).rejects.toThrow(SyntaxError);
    at.control.faults.add({ fault: 'html' });
    const answer = await forecast(at, 'GET', '/whoami');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  });

  test('ignore: 200, and the record as it was', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'ignore', method: 'PUT' });
    const answer = await rename(at);
    expect([answer.status, answer.json['client']]).toMatchObject([200, { name: 'Acme' }]);
  });

  test('ignore, with keys: the rest of the write is applied', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'ignore', method: 'PUT', keys: ['name'] });
    const body = { client: { name: 'Acme Inc', archived: false, harvest_id: 4711 } };
    const answer = await forecast(at, 'PUT', '/clients/1001', { body });
    expect(answer.json['client']).toMatchObject({ name: 'Acme', harvest_id: 4711 });
  });

  test('trim: the texts of the write are trimmed, with any other fault too', async () => {
    const at = await sandbox();
    const write = (name: string) => forecast(at, 'PUT', '/clients/1001', { body: { client: { name } } });
    at.control.faults.add({ fault: 'trim', method: 'PUT' });
    expect((await write(' Acme  Ltd ')).json['client']).toMatchObject({ name: 'Acme Ltd' });
    at.control.faults.add({ fault: 'reset-after', trims: true });
    await expect(write('Acme Inc ')).rejects.toThrow('fetch failed');
    expect(nameOf(at)).toBe('Acme Inc');
  });

  test('slow: answers when the clock says so', async () => {
    const clock = handClock();
    const at = await sandbox({ clock });
    const before = clock.now();
    at.control.faults.add({ fault: 'slow', delayMs: 30_000 });
    expect((await rename(at)).status).toBe(200);
    expect(clock.now() - before).toBe(30_000);
  });

  test('hang: no answer until the caller gives up or the sandbox stops', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'hang' });
    const refused = expect(rename(at)).rejects.toThrow('fetch failed');
    await expect.poll(() => at.requests.length).toBe(1);
    await at.stop();
    await refused;
  });

  test('edit: a person was faster', async () => {
    const at = await sandbox();
    const edits = [{ side: 'forecast', kind: 'client', id: 1001, values: { name: 'Theirs' }, by: 3002 }] as const;
    at.control.faults.add({ fault: 'edit', method: 'GET', path: '/clients/*', edits });
    const answer = await forecast(at, 'GET', '/clients/1001');
    expect(answer.json['client']).toMatchObject({ name: 'Theirs', updated_by_id: 3002 });
  });

  test('hit the requests that they name: side, method, path, from the nth, so many times', async () => {
    const at = await sandbox();
    at.control.faults.add({ fault: 'status', status: 500, side: 'harvest', path: '/clients*', nth: 2, times: 2 });
    const statuses: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      statuses.push(
        (await harvest(at, 'GET', '/clients/5735776')).status,
        (await forecast(at, 'GET', '/clients')).status,
      );
    }
    expect(statuses).toEqual([200, 200, 500, 200, 500, 200, 200, 200]);
    at.control.faults.add({ fault: 'status', status: 502, times: null });
    expect([(await rename(at)).status, (await rename(at)).status]).toEqual([502, 502]);
    at.control.faults.clear();
    expect((await rename(at)).status).toBe(200);
  });

  test('of an unknown kind are refused', async () => {
    const at = await sandbox();
    expect(() => at.control.faults.add({ fault: 'gremlin' as 'slow' })).toThrow('does not know the fault "gremlin"');
  });
});

describe('rate limits', () => {
  test('a sliding window an account: the 101st request in 15 s is refused, one more may come when the first is 15 s old', async () => {
    const clock = handClock();
    const at = await sandbox({ clock, rate: DOCUMENTED_RATE });
    const status = async () => (await harvest(at, 'GET', '/company')).status;
    expect(await status()).toBe(200);
    clock.advance(5000);
    for (let count = 1; count < 100; count++) await status();
    const refused = await harvest(at, 'GET', '/company');
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after')]).toEqual([
      429,
      'text/html; charset=utf-8',
      '10',
    ]);
    // The other account has a limit of its own.
    expect((await forecast(at, 'GET', '/whoami')).status).toBe(200);
    clock.advance(10_000);
    expect([await status(), await status()]).toEqual([200, 429]);
    clock.advance(5000);
    expect(await status()).toBe(200);
  });

  test('reports have a limit of their own', async () => {
    const at = await sandbox({
      rate: { requests: 1, seconds: 15 },
      reportRate: { ...DOCUMENTED_REPORT_RATE, requests: 2 },
    });
    const report = async () => await harvest(at, 'GET', '/reports/project_budget');
    expect((await harvest(at, 'GET', '/company')).status).toBe(200);
    expect([(await report()).status, (await report()).status]).toEqual([200, 200]);
    const refused = await report();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '900']);
  });

  test('Forecast answers 429 as JSON', async () => {
    const at = await sandbox({ rate: { requests: 1, seconds: 15 } });
    await forecast(at, 'GET', '/whoami');
    const refused = await forecast(at, 'GET', '/whoami');
    expect([refused.status, refused.json]).toEqual([429, { errors: ['Too many requests'] }]);
  });
});
