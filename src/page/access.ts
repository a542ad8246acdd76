/**
 * Decides who may use the page: only the browser that has the address hfsync printed. In: a request. Out: a refusal, or null.
 *
 * | every request                                          | because                                                     |
 * | ------------------------------------------------------ | ----------------------------------------------------------- |
 * | has this address as its `Host`                         | a foreign host name that leads here is somebody else's page |
 * | has our `Origin`; only a `GET` may leave it out        | another page in the same browser can send requests here     |
 * | has `same-origin`, `none` or no `Sec-Fetch-Site`       | the same, for requests without an `Origin`                  |
 * | has the key, after `/api/session`                      | other programs and users of this machine can connect too    |
 *
 * The token is in the fragment of the address, which a browser sends nowhere. It is exchanged once for the key, which the page
 * keeps in its tab. A cookie would be sent to every port of this machine.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Problem } from './wire.ts';

export interface Door {
  /** `http://127.0.0.1:43210` */
  readonly origin: string;
  /** In the printed address. It works once. */
  readonly token: string;
  readonly key: string;
}

export type Headers = (name: string) => string | undefined;

export interface Refused extends Problem {
  readonly status: 401 | 403 | 405;
}

/** Checked before anything else in a request. */
export function refusedFrom({ origin }: Door, method: string, header: Headers): Refused | null {
  if (method !== 'GET' && method !== 'POST') return refusal(405, 'page.method', 'The page knows GET and POST.');
  if (`http://${header('host')}` !== origin) return refusal(403, 'page.host', `The page is at ${origin} alone.`);
  const from = header('origin');
  const site = header('sec-fetch-site') ?? 'none';
  const isOwn = from === undefined ? method === 'GET' : from === origin;
  if (isOwn && ['same-origin', 'none'].includes(site)) return null;
  return refusal(403, 'page.origin', 'Another page asked for this.');
}

export function refusedKey({ key }: Door, header: Headers): Refused | null {
  if (isSecret(header('authorization') ?? '', `Bearer ${key}`)) return null;
  return refusal(401, 'page.key', 'Open the page with the address that hfsync printed.');
}

/** Returns the key to the first request with the token. */
export function doorkeeper({ token, key }: Door): (brought: unknown) => { readonly key: string } | Refused {
  let used = false;
  return (brought) => {
    if (typeof brought !== 'string' || !isSecret(brought, token))
      return refusal(403, 'page.token', 'This is not the address that hfsync printed.');
    if (used)
      return refusal(
        403,
        'page.used',
        'This address was opened before, and is good for once. If that was not you, end hfsync with Ctrl-C. Run it again for a new address.',
      );
    used = true;
    return { key };
  };
}

function refusal(status: Refused['status'], code: string, message: string): Refused {
  return { status, code, message };
}

/** Compares in constant time. */
function isSecret(brought: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(brought), digest(secret));
}

/**
 * The headers of every answer. Trusted Types allow no policy, so not even the page's own script can turn text into
 * markup.
 */
export const HEADERS: { readonly [name: string]: string } = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
