import { writeFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuthority, type Certificate } from '../support/certificate.ts';
import { startProxy, type ProxyOptions, type BadProxy } from '../support/proxy.ts';
import { leaksIn } from '../support/leaks.ts';
import { ended, program, until, type Ended, type Program } from './program.ts';

/** What a corporate network does, to the built program: TLS for real, through a real proxy on loopback. */
const authority = createAuthority();
const SERVICES = { harvest: 'harvest.test', forecast: 'forecast.test' } as const;

interface Office {
  readonly hfsync: Program;
  readonly proxy: BadProxy;
  /** To be set before a run. */
  readonly variables: { [name: string]: string };
}

/** Both services at names that only the proxy can reach. `service`: what somebody behind the connection says in their place. */
async function office(
  options: ProxyOptions & { readonly certificate?: Certificate; readonly service?: string } = {},
): Promise<Office> {
  const { certificate = authority.issue(Object.values(SERVICES)), service, ...rest } = options;
  const variables: { [name: string]: string } = {};
  const hfsync = await program(variables);
  const { urls } = hfsync.sandbox;
  const routes = {
    [SERVICES.harvest]: await startTls(certificate, service ?? Number(new URL(urls.harvest).port)),
    [SERVICES.forecast]: await startTls(certificate, service ?? Number(new URL(urls.forecast).port)),
  };
  const proxy = await startProxy({ routes, ...rest });
  await writeFile(path.join(hfsync.folder, 'ca.pem'), authority.cert);
  Object.assign(variables, {
    HFSYNC_HARVEST_URL: `https://${SERVICES.harvest}`,
    HFSYNC_FORECAST_URL: `https://${SERVICES.forecast}`,
    NODE_EXTRA_CA_CERTS: path.join(hfsync.folder, 'ca.pem'),
    HTTPS_PROXY: proxy.url,
  });
  return { hfsync, proxy, variables };
}

/** TLS in front of a port on loopback, or of the one answer that everybody gets. */
async function startTls(certificate: Certificate, behind: number | string): Promise<number> {
  const server = createTlsServer({ ...certificate }, (socket) => {
    if (typeof behind === 'string') {
      socket.on('error', () => socket.destroy()).once('data', () => socket.end(behind));
      return;
    }
    const inner = connect(behind, '127.0.0.1');
    socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

function toldBy({ out, err }: Ended): string {
  return `${out}${err}`;
}

function expectFault(run: Ended, ...words: readonly string[]): void {
  expect(run.code).toBe(1);
  for (const word of words) expect(run.err.replace(/[│\s]+/g, ' ')).toContain(word);
}

function withLogin(proxy: BadProxy, login: string): string {
  return proxy.url.replace('://', `://${login}@`);
}

describe('a proxy that works', () => {
  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])('%s is used, for both services', async (name) => {
    const { hfsync, proxy, variables } = await office();
    delete variables['HTTPS_PROXY'];
    variables[name] = proxy.url;
    expect(await hfsync.run('verify')).toMatchObject({ code: 0 });
    expect(new Set(proxy.heads.map((head) => head.split(' ')[1]))).toEqual(
      new Set(['harvest.test:443', 'forecast.test:443']),
    );
  });

  test.each([
    ['a % in the password', '100%', 'me:100%'],
    ['a password with everything', 'p%40%3A%2F ü', 'me:p@:/ ü'],
    ['a user without a password', null, 'me:'],
  ])('%s', async (_, password, login) => {
    const { hfsync, proxy, variables } = await office({ login });
    variables['HTTPS_PROXY'] = withLogin(proxy, password === null ? 'me' : `me:${password}`);
    expect(await hfsync.run('verify')).toMatchObject({ code: 0 });
  });

  test('an https proxy that is given by its address', async () => {
    const { hfsync } = await office({ tls: authority.issue(['127.0.0.1']) });
    expect(await hfsync.run('verify')).toMatchObject({ code: 0 });
  });

  test('a write goes through it too', async () => {
    const { hfsync } = await office();
    expect(await hfsync.run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    await hfsync.sandbox.control.edit({ side: 'harvest', kind: 'project', id: 14308069, values: { name: 'Web site' } });
    expect(await hfsync.run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(hfsync.sandbox.requests.filter(({ method }) => method === 'PUT' || method === 'PATCH')).toHaveLength(1);
  });

  test('NO_PROXY: who is named there is reached without it', async () => {
    const { hfsync, proxy, variables } = await office();
    variables['NO_PROXY'] = 'localhost, .test';
    expectFault(await hfsync.run('verify', '--max-wait', '0'), 'ENOTFOUND');
    expect(proxy.connections()).toBe(0);
  });
});

const BLOCKED = '<html><head><title>Blocked by policy</title></head><body>No.</body></html>';

function answering(status: string, headers = 'Content-Type: text/html'): { readonly says: string } {
  return { says: `HTTP/1.1 ${status}\r\n${headers}\r\nConnection: close\r\n\r\n${BLOCKED}` };
}

describe('a proxy that does not: one try, one message', () => {
  test.each<[string, ProxyOptions, readonly string[]]>([
    ['closes', { manner: 'close' }, ['closed the connection instead of answering CONNECT', 'write https://']],
    ['resets', { manner: 'reset' }, ['closed the connection instead of answering CONNECT (ECONNRESET)']],
    ['speaks something else', { manner: { says: 'SSH-2.0-OpenSSH_9.2\r\n\r\n' } }, ['something that is not HTTP']],
    [
      'wants a login',
      { login: 'me:secret' },
      ['asks for a user name and password (407', 'Put them into HTTPS_PROXY: http://USER:PASSWORD@'],
    ],
    ['forbids the service', { manner: answering('403 Forbidden') }, [':443 (403: Blocked by policy)', 'NO_PROXY']],
    ['answers with a redirect', { manner: answering('302 Found') }, ['refused CONNECT', '(302']],
    [
      'has another name in its certificate',
      { tls: authority.issue(['proxy.example']) },
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of the proxy is for another name'],
    ],
    [
      'has an expired certificate',
      { tls: authority.issue(['127.0.0.1'], { from: -9, until: -2 }) },
      ['CERT_HAS_EXPIRED', 'Check the clock'],
    ],
    ['has a certificate of nobody known', { tls: createAuthority().issue(['127.0.0.1']) }, ['NODE_EXTRA_CA_CERTS']],
  ])('%s', async (_, options, words) => {
    const { hfsync, proxy } = await office(options);
    const run = await hfsync.run('plan');
    expectFault(run, `the proxy ${proxy.url} (from HTTPS_PROXY)`, ...words);
    expect(run.err.match(/^Error/gm)).toHaveLength(1);
    expect(proxy.connections()).toBe(1);
  });

  test('speaks TLS where it was said to speak none, and the other way round', async () => {
    const { hfsync, proxy, variables } = await office({ tls: authority.issue(['127.0.0.1']) });
    variables['HTTPS_PROXY'] = proxy.url.replace('https:', 'http:');
    expectFault(await hfsync.run('plan'), 'instead of answering CONNECT', 'write https://');
    expect(proxy.connections()).toBe(1);
    const other = await office();
    other.variables['HTTPS_PROXY'] = other.proxy.url.replace('http:', 'https:');
    expectFault(await other.hfsync.run('plan'), 'no TLS connection to the proxy', 'write http://');
    expect(other.proxy.connections()).toBe(1);
  });

  test.each(['502 Bad Gateway', '503 Service Unavailable'])(
    'does not reach the service: %s may pass',
    async (status) => {
      const { hfsync, proxy } = await office({ manner: answering(status) });
      const running = hfsync.run('verify');
      await until('it was asked twice', () => proxy.heads.length > 1);
      proxy.manner = 'pass';
      expect(await running).toMatchObject({ code: 0 });
      proxy.manner = answering(status);
      expectFault(
        await hfsync.run('verify', '--max-wait', '0'),
        `(from HTTPS_PROXY)`,
        `(${status.slice(0, 3)}: Blocked by policy)`,
      );
    },
  );

  test('is not there', async () => {
    const { hfsync, variables } = await office();
    variables['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    expectFault(
      await hfsync.run('plan', '--max-wait', '0'),
      'the proxy http://127.0.0.1:1 (from HTTPS_PROXY) cannot be reached',
      'Check the address in HTTPS_PROXY',
    );
  });

  test.each([
    ['407', undefined],
    ['401, as tinyproxy has it', 'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\n\r\n'],
  ])('does not take the password: it is sent once, and shown nowhere (%s)', async (_, refusal) => {
    const login = 'me:right';
    const { hfsync, proxy, variables } = await office({ login, ...(refusal !== undefined && { refusal }) });
    const password = 'wrong pass%word';
    variables['HTTPS_PROXY'] = withLogin(proxy, `somebody:${encodeURIComponent(password)}`);
    const run = await hfsync.run('plan', '--verbose');
    expectFault(run, 'rejected the user name and password', 'Correct them in HTTPS_PROXY');
    expect(proxy.heads.filter((head) => head.includes('Proxy-Authorization'))).toHaveLength(1);
    expect(leaksIn(toldBy(run), password)).toEqual([]);
    expect(toldBy(run)).not.toContain('somebody');
  });

  test('echoes the password in its page: it is hidden in every form', async () => {
    const password = 'corr3ct:horse/staple';
    const basic = Buffer.from(`somebody:${password}`).toString('base64');
    const page = `<title>${password} ${encodeURIComponent(password)} ${basic}</title>`;
    const { hfsync, proxy, variables } = await office({ manner: { says: `HTTP/1.1 403 No\r\n\r\n${page}` } });
    variables['HTTPS_PROXY'] = withLogin(proxy, `somebody:${encodeURIComponent(password)}`);
    const run = await hfsync.run('plan', '--verbose');
    expectFault(run, '(403: *** *** ***)');
    expect(leaksIn(toldBy(run), password)).toEqual([]);
  });

  test('speaks NTLM alone', async () => {
    const refusal = 'HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM\r\n\r\n';
    const { hfsync } = await office({ login: 'me:right', refusal });
    expectFault(await hfsync.run('plan'), 'it offers Negotiate, NTLM');
  });

  test('says nothing: Ctrl-C ends the wait at once', async () => {
    const { hfsync, proxy } = await office({ manner: 'silent' });
    const child = hfsync.start('plan');
    const run = ended(child);
    await until('it was asked', () => proxy.heads.length > 0);
    const start = performance.now();
    child.kill('SIGINT');
    expect(await run).toMatchObject({ code: 130 });
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(proxy.connections()).toBe(1);
  });
});

test('HTTP_PROXY does not count, which is told where it matters', async () => {
  const { hfsync, proxy, variables } = await office();
  delete variables['HTTPS_PROXY'];
  variables['HTTP_PROXY'] = proxy.url;
  expectFault(await hfsync.run('verify', '--max-wait', '0'), 'HTTP_PROXY applies only to http addresses');
  expect(proxy.connections()).toBe(0);
});

test('the forge is reached through it as well', async () => {
  const { hfsync, proxy, variables } = await office({ login: 'me:right' });
  await hfsync.run('plan', '--out', 'plan.json', '--max-wait', '0');
  Object.assign(variables, {
    GITHUB_TOKEN: 'a-token',
    GITHUB_REPOSITORY: 'acme/sync',
    HTTPS_PROXY: withLogin(proxy, 'me:wrong'),
  });
  const before = proxy.connections();
  const run = await hfsync.run('comment', '--github', '--read-digest', '--number', '7');
  expectFault(run, 'GitHub', 'rejected the user name and password', 'Correct them in HTTPS_PROXY');
  expect(proxy.connections() - before).toBe(1);
});

describe('what is no proxy at all', () => {
  test.each([
    ['socks5://127.0.0.1:1080', 'http and https proxies only'],
    ['proxy.example.com:3128', 'Write it like http://proxy.example.com:8080'],
    ['http://me:se#cret@127.0.0.1:3128', 'HTTPS_PROXY'],
    ['http://me:12#cret@127.0.0.1:3128', 'write / as %2F'],
    ['http://me:12/cret@127.0.0.1:3128', 'write / as %2F'],
  ])('%s is refused before anything is sent', async (url, words) => {
    const { hfsync, variables } = await office();
    variables['HTTPS_PROXY'] = url;
    const run = await hfsync.run('plan');
    expectFault(run, 'Error: HTTPS_PROXY', words);
    expect(toldBy(run)).not.toContain('cret');
  });
});

describe('behind the connection', () => {
  test('an expired certificate of the service: the clock and the certificate', async () => {
    const certificate = authority.issue(Object.values(SERVICES), { from: -9, until: -2 });
    const { hfsync } = await office({ certificate });
    expectFault(await hfsync.run('plan'), 'CERT_HAS_EXPIRED', 'Check the clock', 'must be renewed');
  });

  test('a proxy that opens TLS: its own authority', async () => {
    const { hfsync } = await office({ certificate: createAuthority().issue(Object.values(SERVICES)) });
    expectFault(await hfsync.run('plan'), '(through the proxy http://127.0.0.1:', 'NODE_EXTRA_CA_CERTS');
  });

  test.each<[number, readonly string[]]>([
    [401, ['(401): Blocked by policy', 'That answer is not from', 'It comes from the proxy http://127.0.0.1:']],
    [403, ['(403): Blocked by policy', 'That answer is not from', 'It comes from the proxy http://127.0.0.1:']],
    [407, ['something on the way asks for a user name and password (407) (through the proxy']],
    [429, ['gave no clear answer']],
    [502, ['That answer may come from the proxy']],
  ])('a page of %d is blamed on the proxy, not on the service', async (status, words) => {
    const { hfsync } = await office({ service: answering(`${status} No`).says });
    const run = await hfsync.run('plan', '--max-wait', '0');
    expectFault(run, ...words, '(from HTTPS_PROXY)');
    for (const lie of ['must be an administrator', 'HARVEST_TOKEN', 'rate limit is used up', '900 s']) {
      expect(run.err).not.toContain(lie);
    }
  });
});
