import { expect, test } from 'vitest';
import { program } from './program.ts';

test('a run that nothing can wake up any more says so', async () => {
  const hfsync = await program({
    // Connections and timers that keep nobody alive.
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(
      'const set = setTimeout; globalThis.setTimeout = (...given) => set(...given).unref(); import net from "node:net"; net.Socket.prototype.connect = function () { this.connecting = true; return this; };',
    )}`,
  });
  const run = await hfsync.run('plan');
  expect(run.code).toBe(1);
  expect(run.err).toContain('hfsync ended before its work was done');
});
