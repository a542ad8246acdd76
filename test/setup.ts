import nock from 'nock';
import { afterEach, expect } from 'vitest';

// No test reaches beyond this machine: loopback servers are real, everything else is refused.
nock.disableNetConnect();
nock.enableNetConnect('127.0.0.1');

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending, 'calls that a test expected and nobody made').toEqual([]);
});
