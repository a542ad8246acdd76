/**
 * Who may use the page: the browser of the person who has the address that hfsync printed. In: a request. Out: a refusal, or null.
 *
 * | asked of a request                                | because                                                              |
 * | ------------------------------------------------- | -------------------------------------------------------------------- |
 * | `Host` is this very address                       | a foreign name that leads to this machine is a page of somebody else |
 * | `Origin`, and for a `POST` there is one, is ours  | another page in the same browser may send requests here              |
 * | `Sec-Fetch-Site` says that no other page sent it  | the same, for requests without `Origin`                              |
 * | the key, beside `/api/session`                    | other programs and users of this machine can connect as well         |
 *
 * The token is in the part of the address that a browser sends nowhere. It is exchanged once for the key, which the page keeps in
 * its tab. A cookie would go to every port of this machine.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Problem } from './wire.ts';

export interface Door {
  /** `http://127.0.0.1:43210` */
  readonly origin: string;
  /** In the printed address; good for one use. */
  readonly token: string;
  readonly key: string;
}

export type Headers = (name: string) => string | undefined;

export interface Refused extends Problem {
  readonly status: 401 | 403 | 405;
}

/** Before anything else of a request is looked at. */
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

/** Returns the key to whoever brings the token first. */
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

/** In a time that tells nothing. */
function isSecret(brought: string, secret: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(brought), digest(secret));
}

/** On every answer. Trusted Types with no policy at all: the page's own script cannot turn text into markup either. */
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
