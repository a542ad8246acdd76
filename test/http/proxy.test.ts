import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createBypass } from '../../src/http/no-proxy.ts';
import { proxyOf } from '../../src/http/proxy.ts';

const URL_1 = 'http://one.example:3128';
const URL_2 = 'http://two.example:3128';

describe('which variable counts', () => {
  test.each([
    ['none', {}, null],
    ['HTTPS_PROXY', { HTTPS_PROXY: URL_1 }, 'the proxy http://one.example:3128 (from HTTPS_PROXY)'],
    [
      'lower case first',
      { HTTPS_PROXY: URL_1, https_proxy: URL_2 },
      'the proxy http://two.example:3128 (from https_proxy)',
    ],
    [
      'an empty one is none',
      { HTTPS_PROXY: URL_1, https_proxy: '' },
      'the proxy http://one.example:3128 (from HTTPS_PROXY)',
    ],
    ['ALL_PROXY', { ALL_PROXY: URL_1 }, 'the proxy http://one.example:3128 (from ALL_PROXY)'],
    ['all_proxy', { all_proxy: URL_1 }, 'the proxy http://one.example:3128 (from all_proxy)'],
    [
      'HTTPS_PROXY before ALL_PROXY',
      { all_proxy: URL_1, HTTPS_PROXY: URL_2 },
      'the proxy http://two.example:3128 (from HTTPS_PROXY)',
    ],
    ['HTTP_PROXY is for http', { HTTP_PROXY: URL_1, http_proxy: URL_1 }, null],
  ])('%s', (_, env, name) => {
    expect(proxyOf(env)?.name ?? null).toBe(name);
  });

  test.each([
    ['http://proxy.example', { tls: false, host: 'proxy.example', port: 80 }],
    ['https://proxy.example', { tls: true, host: 'proxy.example', port: 443 }],
    ['http://proxy.example:3128/', { tls: false, host: 'proxy.example', port: 3128 }],
    ['HTTP://PROXY.example:3128', { tls: false, host: 'proxy.example', port: 3128 }],
    ['https://[2001:db8::1]:3129', { tls: true, host: '2001:db8::1', port: 3129 }],
  ])('%s', (HTTPS_PROXY, expected) => {
    expect(proxyOf({ HTTPS_PROXY })).toMatchObject(expected);
  });
});

describe('user and password', () => {
  test.each([
    ['me:pass', 'me:pass'],
    ['me', 'me:'],
    ['me:', 'me:'],
    [':pass', ':pass'],
    ['me:100%', 'me:100%'],
    ['me:100%25', 'me:100%'],
    ['me:%zz%41', 'me:%zzA'],
    ['me:%FF', 'me:%FF'],
    ['me:a%40b%3Ac', 'me:a@b:c'],
    ['me:p%C3%BC', 'me:pü'],
    ['m%40corp:x y', 'm@corp:x y'],
  ])('%s', (login, expected) => {
    const proxy = proxyOf({ HTTPS_PROXY: `http://${login}@proxy.example:1` });
    const [scheme, value = ''] = proxy?.authorization?.reveal().split(' ') ?? [];
    expect([scheme, Buffer.from(value, 'base64').toString()]).toEqual(['Basic', expected]);
  });

  test('are printed nowhere', () => {
    const proxy = proxyOf({ HTTPS_PROXY: 'http://somebody:corr%33ct@proxy.example:1' });
    for (const text of [inspect(proxy, { depth: 9, showHidden: true }), JSON.stringify(proxy)]) {
      for (const part of ['somebody', 'corr', 'c29tZWJvZHk']) expect(text).not.toContain(part);
    }
  });

  test.each([
    'socks5://p:1',
    'p:1',
    'me:hunter2@p:1',
    'ftp://p',
    'http://',
    'http://me:hun#ter2@p:1',
    'http://me:1#hunter2@p:1',
    'http://me:1/hunter2@p',
    'http://p:1?hunter2',
  ])('%s is refused, without being shown', (ALL_PROXY) => {
    expect(() => proxyOf({ ALL_PROXY })).toThrow(
      /^ALL_PROXY (is not an http\(s\) URL|contains more than the address of a proxy)\.$/,
    );
  });
});

test('loopback is reached without it', () => {
  const proxy = proxyOf({ HTTPS_PROXY: URL_1 });
  const served = (url: string) => proxy?.serves(new URL(url));
  expect(
    ['https://localhost', 'https://127.0.0.1:8443', 'https://[::1]', 'https://api.harvestapp.com'].map(served),
  ).toEqual([false, false, false, true]);
});

describe('NO_PROXY', () => {
  test.each([
    ['*', 'https://api.harvestapp.com', true],
    ['other.example,*', 'https://api.harvestapp.com', true],
    ['', 'https://api.harvestapp.com', false],
    ['api.harvestapp.com', 'https://api.harvestapp.com', true],
    ['API.HarvestApp.com', 'https://api.harvestapp.com', true],
    ['harvestapp.com', 'https://api.harvestapp.com', true],
    ['.harvestapp.com', 'https://api.harvestapp.com', true],
    ['*.harvestapp.com', 'https://api.harvestapp.com', true],
    ['.harvestapp.com', 'https://harvestapp.com', true],
    ['vestapp.com', 'https://api.harvestapp.com', false],
    ['api.harvestapp.com', 'https://harvestapp.com', false],
    ['api.*.com', 'https://api.harvestapp.com', false],
    ['localhost, forecastapp.com  harvestapp.com', 'https://api.harvestapp.com', true],
    ['api.harvestapp.com:443', 'https://api.harvestapp.com', true],
    ['api.harvestapp.com:8443', 'https://api.harvestapp.com', false],
    ['.test:8443', 'https://harvest.test:8443', true],
    ['192.0.2.7', 'https://192.0.2.7', true],
    ['192.0.2.7:8443', 'https://192.0.2.7', false],
    ['2.7', 'https://192.0.2.7', false],
    ['192.0.2.0/24', 'https://192.0.2.7', true],
    ['192.0.2.0/24', 'https://192.0.3.7', false],
    ['192.0.2.0/33', 'https://192.0.2.7', false],
    ['0.0.0.0/0', 'https://api.harvestapp.com', false],
    ['2001:db8::7', 'https://[2001:db8::7]', true],
    ['2001:0DB8:0::7', 'https://[2001:db8::7]', true],
    ['[2001:db8::7]', 'https://[2001:db8::7]', true],
    ['[2001:db8::7]:8443', 'https://[2001:db8::7]', false],
    ['2001:db8::/32', 'https://[2001:db8::7]', true],
    ['2001:db8::/32', 'https://192.0.2.7', false],
  ])('%j: %s without the proxy: %s', (text, url, expected) => {
    expect(createBypass(text)(new URL(url))).toBe(expected);
  });
});
