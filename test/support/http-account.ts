import type { AccountOptions } from '../../src/http/account-requester.ts';
import type { RequestEvent } from '../../src/http/requester.ts';
import { createSecret } from '../../src/http/secret.ts';
import { createTransport, type TransportOptions } from '../../src/http/transport.ts';
import { RequestFailure } from '../../src/model/failure.ts';
import type { Clock } from '../../src/model/ports.ts';
import { onTestFinished } from 'vitest';
import { TOKEN } from './canary.ts';

export { TOKEN };

/** A clock that jumps to the end of each sleep: what is tested is what happens and how long it would take, not the waiting. */
export function createHurriedClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    elapsed: () => now,
    async sleep(ms, signal) {
      const until = now + ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, until);
    },
  };
}

export const noRandom = { fraction: () => 0, uuid: () => '00000000-0000-4000-8000-000000000000' };

export function testTransport(options: Partial<TransportOptions> = {}): ReturnType<typeof createTransport> {
  const transport = createTransport({ userAgent: 'hfsync/0.0.0 (it@example.com)', env: {}, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

/** Options of an account whose requests are collected in `events`. */
export function accountOptions(
  overrides: Partial<AccountOptions> = {},
  events: RequestEvent[] = [],
): AccountOptions & { readonly events: RequestEvent[] } {
  return {
    accountId: 987654,
    token: createSecret(TOKEN, 'TEST_TOKEN'),
    transport: testTransport(),
    rate: { requests: 100, seconds: 15 },
    clock: createHurriedClock(),
    random: noRandom,
    maxWaitMs: 120_000,
    onRequest: (event) => events.push(event),
    ...overrides,
    events,
  };
}

/** What a request failed with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<RequestFailure> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RequestFailure)) throw new Error('no RequestFailure', { cause: error });
  return error;
}
