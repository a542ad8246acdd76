/** The way to the server. The key is kept in the tab alone: it survives loading anew, and nothing else. */
import type { Problem, Session } from '../wire.ts';

/** What the server refused, in its words. */
export class Refusal extends Error {
  readonly code: string;

  constructor({ code, message }: Problem) {
    super(message);
    this.code = code;
  }
}

/** The server is gone: saved, closed, idle, or stopped. */
export class Gone extends Error {}

const KEY = 'hfsync.key';

let key = '';

/** Exchanges the token behind the `#`, which leaves the address at once. Throws `Refusal` where there is neither token nor key. */
export async function enter(): Promise<void> {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  key = sessionStorage.getItem(KEY) ?? '';
  if (token === '') return;
  ({ key } = await call<Session>('POST', '/api/session', { token }));
  // What another run on this port left in the tab means nothing here.
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

/** The tab is closed, or loaded anew: the browser sends it while the page goes. */
export function tellLeave(): void {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  fetch('/api/leave', { method: 'POST', headers, body: '{}', keepalive: true }).catch(() => undefined);
}

/** Whether the server is still there. It does not count as use. */
export async function isServed(): Promise<boolean> {
  try {
    return (await fetch('/icon.svg', { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
