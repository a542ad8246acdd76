import https from 'node:https';
import net from 'node:net';
import { expect, test } from 'vitest';

test.each<[string, () => NodeJS.EventEmitter]>([
  ['a port of a host', () => net.connect(443, '192.0.2.1')],
  ['options', () => net.connect({ port: 443, host: '192.0.2.1' })],
  ['a request', () => https.get('https://192.0.2.1/')],
])('no test reaches beyond this machine: %s', async (_, connect) => {
  const failed = new Promise((resolve) => connect().once('error', resolve));
  expect(await failed).toMatchObject({ message: 'no test reaches 192.0.2.1' });
});

test('nor does fetch', async () => {
  await expect(fetch('http://192.0.2.1/')).rejects.toMatchObject({ cause: { message: 'no test reaches 192.0.2.1' } });
});
