import nock from 'nock';
import { afterEach, expect } from 'vitest';

/**
 * Answers in a service's stead. Only for the tests that import it, since it stands between every request of its process and the
 * network: there no two requests share a connection, and each takes longer.
 */
nock.disableNetConnect();
nock.enableNetConnect('127.0.0.1');

afterEach(() => {
  const pending = nock.pendingMocks();
  nock.cleanAll();
  expect(pending, 'calls that a test expected and nobody made').toEqual([]);
});

export default nock;
