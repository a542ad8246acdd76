import nock from 'nock';
import { afterAll, afterEach, expect } from 'vitest';
import { expectNoSecrets, watch } from './support/canary.ts';

// No test reaches beyond this machine: loopback servers are real, everything else is refused.
nock.disableNetConnect();
nock.enableNetConnect('127.0.0.1');

// Nothing that a test's run prints gives its token away (P20).
const screens = { stdout: watch(process.stdout), stderr: watch(process.stderr) };

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending, 'calls that a test expected and nobody made').toEqual([]);
  for (const [name, screen] of Object.entries(screens)) expectNoSecrets(screen.take(), name);
});

afterAll(() => Object.values(screens).forEach((screen) => screen.stop()));
