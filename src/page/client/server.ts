/** Talks to the server. The key is kept in the tab only: it survives a reload and nothing else. */
import type { Problem, Session } from '../wire.ts';

/** A refusal, in the server's words. */
export class Refusal extends Error {
  readonly code: string;

  constructor({ code, message }: Problem) {
    super(message);
    this.code = code;
  }
}

/** The server has ended: saved, closed, idle, or stopped. */
export class Gone extends Error {}

const KEY = 'hfsync.key';

let key = '';

/**
 * Exchanges the token after the `#` for the key, and removes it from the address at once. Throws `Refusal` if the
 * server does not accept it.
 */
export async function enter(): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  key = sessionStorage.getItem(KEY) ?? '';
  if (token === '') return;
  ({ key } = await call<Session>('POST', '/api/session', { token }));
  // Another run on this port may have left data in the tab. It means nothing here.
  sessionStorage.clear();
  sessionStorage.setItem(KEY, key);
}

export async function call<T>(method: 'GET' | 'POST', path: string, body: object = {}): Promise<T> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  let response: Response;
  try {
    response = await fetch(path, { method, headers, ...(method === 'POST' && { body: JSON.stringify(body) }) });
  } catch (error) {
    throw new Gone('hfsync has ended.', { cause: error });
  }
  const answer = (await response.json()) as T | Problem;
  if (!response.ok) throw new Refusal(answer as Problem);
  return answer as T;
}

/** Tells the server that the tab was closed or reloaded. The browser sends this while the page unloads. */
export function tellLeave(): void {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  fetch('/api/leave', { method: 'POST', headers, body: '{}', keepalive: true }).catch(() => undefined);
}

/** Whether the server is still there. Asking does not count as use. */
export async function isServed(): Promise<boolean> {
  try {
    return (await fetch('/icon.svg', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
