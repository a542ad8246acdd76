import { expect, test } from 'vitest';
import { program } from './program.ts';

test('a run that nothing can wake up any more says so', async () => {
  const hfsync = await program({
    // Requests that never end, and timers that keep nobody alive.
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(
      'const set = setTimeout; globalThis.setTimeout = (...given) => set(...given).unref(); globalThis.fetch = () => new Promise(() => {});',
    )}`,
  });
  const run = await hfsync.run('plan');
  expect(run.code).toBe(1);
  expect(run.err).toContain('hfsync ended before its work was done');
});
