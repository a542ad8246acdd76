import { UserError } from '../model/error.ts';
import { isLoopback } from './base-url.ts';
import { createBypass } from './no-proxy.ts';
import { secretOf, type Secret } from './secret.ts';

/**
 * Which proxy to use. In: environment variables. Out: its address and our credentials there, or null.
 *
 * Except on loopback, hfsync uses only https, so `HTTP_PROXY` never applies. As in curl, the first variable with a value counts:
 * `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY`. The same goes for `no_proxy`, `NO_PROXY`.
 */
export interface Proxy {
  readonly tls: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** The variable that it comes from, for messages. */
  readonly variable: string;
  /** "the proxy http://proxy.example.com:3128 (from HTTPS_PROXY)": never with a user or a password. */
  readonly name: string;
  /** The whole `Proxy-Authorization` header. */
  readonly authorization: Secret | null;
  /** What messages must not contain, in every form that may appear in one. */
  readonly secrets: readonly Secret[];
  /** Whether it is used for a URL. Loopback and the hosts in `NO_PROXY` are reached without it. */
  serves(url: URL): boolean;
}

export type Variables = { readonly [name: string]: string | undefined };

const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const NO_PROXY_VARIABLES = ['no_proxy', 'NO_PROXY'];

/** Throws `UserError` if the value is not an http(s) URL. The error never shows the value. */
export function proxyOf(env: Variables): Proxy | null {
  const variable = firstSet(env, PROXY_VARIABLES);
  if (variable === undefined) return null;
  const url = parse(env[variable] ?? '', variable);
  const tls = url.protocol === 'https:';
  const bypasses = createBypass(env[firstSet(env, NO_PROXY_VARIABLES) ?? ''] ?? '');
  return {
    tls,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (tls ? 443 : 80) : Number(url.port),
    variable,
    name: `the proxy ${url.protocol}//${url.host} (from ${variable})`,
    ...credentials(url, variable),
    serves: (url) => !isLoopback(url) && !bypasses(url),
  };
}

/** `http_proxy` or `HTTP_PROXY`, if one is set and no variable that counts is. */
export function uselessProxyOf(env: Variables): string | undefined {
  return firstSet(env, PROXY_VARIABLES) === undefined ? firstSet(env, ['http_proxy', 'HTTP_PROXY']) : undefined;
}

function firstSet(env: Variables, names: readonly string[]): string | undefined {
  return names.find((name) => (env[name] ?? '') !== '');
}

function parse(text: string, variable: string): URL {
  const url = /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (!url) {
    const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
    throw new UserError('proxy.invalid', `${variable} is not an http(s) URL.`, {
      hint:
        scheme !== undefined && scheme.startsWith('socks')
          ? 'hfsync supports http and https proxies only. If you need no proxy, unset it, or set NO_PROXY=* for hfsync.'
          : 'Write it like http://proxy.example.com:8080, or with a user name as http://USER:PASSWORD@proxy.example.com:8080.',
    });
  }
  // A `/`, `?` or `#` in the password ends the host there. hfsync would then connect to another host, and would show
  // part of the password in messages.
  if (url.search !== '' || url.hash !== '' || url.pathname.includes('@')) {
    throw new UserError('proxy.invalid', `${variable} contains more than the address of a proxy.`, {
      hint: 'In a user name or password, write / as %2F, ? as %3F, # as %23, @ as %40.',
    });
  }
  return url;
}

function credentials(url: URL, variable: string): Pick<Proxy, 'authorization' | 'secrets'> {
  if (url.username === '' && url.password === '') return { authorization: null, secrets: [] };
  const user = decoded(url.username);
  const password = decoded(url.password);
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  // A user name without a password is often a key.
  const hidden = password === '' ? [user, url.username] : [password, url.password];
  return {
    authorization: secretOf(`Basic ${basic}`, variable),
    secrets: [...new Set([basic, ...hidden])].map((value) => secretOf(value, variable)),
  };
}

/** Undoes percent-encoding. A lone `%` stands for itself. */
function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch (error) {
      if (!(error instanceof URIError)) throw error;
      return escapes;
    }
  });
}
