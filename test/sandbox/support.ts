import { afterEach } from 'vitest';
import type { Clock, Random } from '../../src/model/ports.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** A clock that moves only when it is told to, or when somebody sleeps. */
export function handClock(start = '2026-03-02T10:00:00.250Z'): Clock & { advance(ms: number): void } {
  let now = Date.parse(start);
  return {
    now: () => now,
    elapsed: () => now,
    sleep(ms) {
      now += ms;
      return Promise.resolve();
    },
    advance(ms) {
      now += ms;
    },
  };
}

export function countingRandom(): Random {
  let count = 0;
  return {
    fraction: () => 0.5,
    uuid: () => `00000000-0000-4000-8000-${String(count++).padStart(12, '0')}`,
  };
}

const running: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.stop();
});

/** A sandbox that stops when its test ends. */
export async function sandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const started = await startSandbox({ clock: handClock(), random: countingRandom(), ...options });
  running.push(started);
  return started;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** {} where the answer is no JSON. */
  readonly json: Record<string, unknown>;
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

const TOKEN = { authorization: 'Bearer sandbox-token', 'user-agent': 'hfsync tests (tests@example.com)' };

export async function harvest(at: Sandbox, method: string, path: string, call: Call = {}): Promise<Answer> {
  const base = path.startsWith('http') ? '' : `${at.urls.harvest}/v2`;
  return await request(method, base + path, { ...TOKEN, 'harvest-account-id': '1234567', ...call.headers }, call.body);
}

export async function forecast(at: Sandbox, method: string, path: string, call: Call = {}): Promise<Answer> {
  const headers = { ...TOKEN, 'forecast-account-id': '7654321', ...call.headers };
  return await request(method, at.urls.forecast + path, headers, call.body);
}

export async function request(
  method: string,
  url: string,
  headers: Record<string, string>,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: (isJson ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}
