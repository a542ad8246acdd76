import { UserError } from '../model/error.ts';

/**
 * The address of a service, from the environment only. It must be https, or http on loopback, since the token is sent
 * there. Throws `UserError` with the name of the variable, never with credentials from the URL.
 */
export function parseBaseUrl(text: string, variableName: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw invalid(variableName, 'is not a URL');
  if (url.username !== '' || url.password !== '')
    throw invalid(variableName, 'must not contain a user name or a password');
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) {
    throw invalid(variableName, 'must not have a query or a fragment');
  }
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && isLoopback(url)) return url;
  if (url.protocol === 'http:') throw plain(variableName, url);
  throw invalid(variableName, 'must be https (http is allowed for loopback addresses only)');
}

/**
 * Both services redirect http to https with 301. A write that follows the redirect arrives broken: Forecast answers 400
 * (public client code).
 */
function plain(variableName: string, url: URL): UserError {
  const secure = new URL(url);
  secure.protocol = 'https:';
  return new UserError(
    'url.invalid',
    `${variableName} must be https. Over http anybody on the way can read the token, and the services answer 301, ` +
      'which breaks writes. http is allowed for loopback addresses only.',
    { hint: `Write ${baseOf(secure)}, or leave it out for the real service.` },
  );
}

export function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
}

/** `https://host/v2` for `https://host/v2/`: paths are appended to it. */
export function baseOf(url: URL): string {
  return url.origin + url.pathname.replace(/\/+$/, '');
}

function invalid(variableName: string, what: string): UserError {
  return new UserError('url.invalid', `${variableName} ${what}.`, {
    hint: 'Write it like https://example.com, or leave it out for the real service.',
  });
}
