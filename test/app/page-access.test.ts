import { describe, expect, test } from 'vitest';
import { ask, openedPage, visit, type Asked, type OpenedPage } from './opened-page.ts';
import { world } from './world.ts';

/** Who may use the local page, and how it ends. */
async function opened(options = {}): Promise<OpenedPage> {
  return openedPage(await world(), options);
}

async function stopped(page: OpenedPage): Promise<void> {
  page.interrupt();
  expect(await page.ended).toMatchObject({ code: 130 });
}

describe('who may use the local page', () => {
  test('it is served on 127.0.0.1 alone, with headers that let nothing in', async () => {
    const page = await opened();
    expect(page.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const path of ['/', '/page.js', '/page.css', '/icon.svg', '/api/page', '/none']) {
      const { headers } = await ask(page.origin, path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('set-cookie')).toBeNull();
    }
    const { body } = await ask<string>(page.origin, '/');
    expect(body).not.toMatch(/<script>|<style|style=|\son\w+=|https?:/);
    await stopped(page);
  });

  test('the token is good for one use; a wrong one uses nothing up', async () => {
    const page = await opened();
    const enter = (token: unknown) => ask(page.origin, '/api/session', { method: 'POST', body: { token } });
    for (const wrong of [undefined, '', 'x'.repeat(43), `${page.token}x`, [page.token], { ...[] }])
      expect(await enter(wrong)).toMatchObject({ status: 403, body: { code: 'page.token' } });
    const { status, body } = await enter(page.token);
    expect({ status, body }).toEqual({ status: 200, body: { key: expect.stringMatching(/^[\w-]{43}$/) } });
    expect(await enter(page.token)).toMatchObject({ status: 403, body: { code: 'page.used' } });
    await stopped(page);
  });

  test('without the key nothing is told, and nothing is done', async () => {
    const page = await opened();
    const { call } = await visit(page);
    const calls = ['/api/choices', '/api/save', '/api/use', '/api/leave', '/api/close', '/api/none'];
    for (const authorization of ['', 'Bearer ', `Bearer ${page.token}`, 'Bearer null']) {
      const headers = { ...(authorization && { authorization }) };
      expect(await ask(page.origin, '/api/page', { headers })).toMatchObject({ status: 401 });
      for (const path of calls)
        expect(await ask(page.origin, path, { method: 'POST', headers, body: {} })).toMatchObject({
          status: 401,
          body: { code: 'page.key' },
        });
    }
    expect((await call('/api/page')).status).toBe(200);
    await stopped(page);
  });

  test.each<[string, Asked, number, string]>([
    ['a name that leads to this machine', { headers: { host: 'evil.example' } }, 403, 'page.host'],
    ['localhost, which may be another server', { headers: { host: 'localhost:1' } }, 403, 'page.host'],
    ['another port', { headers: { host: '127.0.0.1:1' } }, 403, 'page.host'],
    ['another page', { headers: { origin: 'https://evil.example' } }, 403, 'page.origin'],
    ['a page without an origin', { headers: { origin: 'null' } }, 403, 'page.origin'],
    ['a page of another port', { headers: { origin: 'http://127.0.0.1:1' } }, 403, 'page.origin'],
    ['a link or a picture of another page', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'page.origin'],
    ['a page of another port, without Origin', { headers: { 'sec-fetch-site': 'same-site' } }, 403, 'page.origin'],
    [
      'a form of another page',
      { method: 'POST', headers: { origin: 'https://evil.example' }, body: {} },
      403,
      'page.origin',
    ],
    ['a POST without Origin', { method: 'POST', headers: { origin: '' }, body: {} }, 403, 'page.origin'],
    ['another method', { method: 'OPTIONS' }, 405, 'page.method'],
  ])('%s is refused everywhere, with the right key too', async (_, asked, status, code) => {
    const page = await opened();
    const { body } = await ask<{ key: string }>(page.origin, '/api/session', {
      method: 'POST',
      body: { token: page.token },
    });
    const headers = { authorization: `Bearer ${body.key}`, ...asked.headers };
    for (const path of ['/', '/page.js', '/api/page', '/api/session', '/api/save', '/api/close'])
      expect(await ask(page.origin, path, { ...asked, headers })).toMatchObject({ status, body: { code } });
    await stopped(page);
  });

  test('a request that is no JSON, or says something else, changes nothing', async () => {
    const page = await opened();
    const { call, data } = await visit(page);
    const before = await data();
    for (const body of [
      {},
      { drop: [], take: [{}] },
      { drop: [1], take: [] },
      { drop: [], take: [{ by: 'way', item: 'x', way: 'y' }] },
      { drop: [], take: [{ by: 'link', kind: 'company', harvest: 1, forecast: 2 }] },
      { drop: [], take: [{ by: 'ignore', kind: 'project', side: 'both', id: 1 }] },
    ])
      expect(await call('/api/choices', body)).toMatchObject({ status: 400, body: { code: 'page.input' } });
    expect(await call('/api/save', { revision: '0' })).toMatchObject({ status: 400 });
    expect(await call('/api/choices', { drop: ['x'.repeat(9_000_000)], take: [] })).toMatchObject({ status: 413 });
    expect(await data()).toEqual(before);
    await stopped(page);
  });
});

describe('how the local page ends', () => {
  test('closed: nothing is written, and hfsync says so', async () => {
    const page = await opened();
    const { call } = await visit(page);
    expect(await call('/api/close', {})).toMatchObject({ status: 200 });
    expect(await page.ended).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was written.') });
    await expect(ask(page.origin, '/')).rejects.toThrow('ECONNREFUSED');
  });

  test('nobody uses it: it ends; who has no key does not count', async () => {
    const page = await opened({ idleMs: 300 });
    const started = performance.now();
    const { call } = await visit(page);
    for (let used = 0; used < 4; used += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect((await call('/api/use', {})).status).toBe(200);
    }
    const bystander = setInterval(() => void ask(page.origin, '/api/page').catch(() => undefined), 50);
    expect(await page.ended).toMatchObject({ code: 1, err: expect.stringContaining('page.idle') });
    clearInterval(bystander);
    expect(performance.now() - started).toBeGreaterThan(850);
  });

  test('its tab is gone: it ends soon, unless the page is loaded anew', async () => {
    const page = await opened({ leftMs: 200 });
    const { call, data } = await visit(page);
    await call('/api/leave', {});
    await data();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await call('/api/leave', {})).status).toBe(200);
    expect(await page.ended).toMatchObject({ code: 1, err: expect.stringContaining('page.idle') });
  });

  test('a port that is taken is told', async () => {
    const page = await opened();
    const port = Number(new URL(page.origin).port);
    await expect(opened({ port })).rejects.toThrow('page.port');
    await stopped(page);
  });
});
