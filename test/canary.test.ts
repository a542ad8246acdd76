import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectNoSecrets, expectNoSecretsIn, TOKEN, watch } from './support/canary.ts';
import { leaksIn } from './support/leaks.ts';

/** Every test's output goes through this catcher (test/setup.ts, test/app/world.ts, test/e2e/program.ts), so it has to catch. */
describe('P20 secrecy: the catcher', () => {
  const bytes = (prefix: string): Buffer => Buffer.from(`${prefix}${TOKEN} and more`);

  test.each<[string, string, string]>([
    ['as it is', TOKEN, 'plain'],
    ['in the middle of a line', `Authorization: Bearer ${TOKEN}, sent`, 'plain'],
    ['cut off', TOKEN.slice(0, 9), 'plain'],
    ['its end alone', TOKEN.slice(-13), 'plain'],
    ['in pieces of eight', TOKEN.replace(/.{8}/g, '$& | '), 'plain'],
    ['wrapped over lines', TOKEN.replace(/.{5}/g, '$&\n  '), 'plain'],
    ['coloured', TOKEN.replace('4711', '\u001b[31m4711\u001b[0m'), 'plain'],
    ['in JSON', JSON.stringify({ authorization: TOKEN }), 'plain'],
    ['in JSON with slashes escaped', JSON.stringify(TOKEN).replaceAll('/', '\\/'), 'JSON-escaped'],
    [
      'in JSON, all escaped',
      '\\u0063' + [...TOKEN.slice(1)].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
      'JSON-escaped',
    ],
    ['in an object shown', inspect({ deep: { headers: [['authorization', TOKEN]] } }, { depth: 9 }), 'plain'],
    ['in the cause of an error', inspect(new Error('failed', { cause: new Error(TOKEN) })), 'plain'],
    ['in a URL', new URLSearchParams({ access_token: TOKEN }).toString(), 'URL-encoded'],
    ['URL-encoded in lower case', encodeURIComponent(TOKEN).replace(/%../g, (hex) => hex.toLowerCase()), 'URL-encoded'],
    ['as hexadecimal digits', Buffer.from(TOKEN).toString('hex'), 'hex'],
    ['as large hexadecimal digits', Buffer.from(TOKEN).toString('hex').toUpperCase(), 'hex'],
    ['in base64', bytes('').toString('base64'), 'base64'],
    ['in base64 behind one byte', bytes(':').toString('base64'), 'base64'],
    ['in base64 behind two bytes', bytes('a:').toString('base64'), 'base64'],
    ['in base64url', bytes('abc').toString('base64url'), 'base64url'],
    ['in base64, wrapped', bytes('').toString('base64').replace(/.{10}/g, '$&\n'), 'base64'],
  ])('catches it %s', (_, text, form) => {
    expect(leaksIn(`before ${text} after`, TOKEN)).toContain(form);
    expect(() => expectNoSecrets(text, 'stdout')).toThrow('stdout holds the token');
  });

  test('says nothing of other text, nor of what is masked', () => {
    expect(leaksIn('Bearer ***, canary birds, 4711, token', TOKEN)).toEqual([]);
    expect(leaksIn(Buffer.from('some other text, quite long').toString('base64'), TOKEN)).toEqual([]);
  });

  test('hears what goes through a stream, as text and as bytes', () => {
    const stream = { write: () => true };
    const heard = watch(stream);
    const { write } = stream as unknown as { write: (chunk: string | Uint8Array) => boolean };
    write('one ');
    write(Buffer.from(TOKEN));
    expect(leaksIn(heard.take(), TOKEN)).toEqual(['plain']);
    expect(heard.take()).toBe('');
  });

  test('hears this very process', () => {
    const heard = watch(process.stderr);
    process.stderr.write('the canary is silent\n');
    expect(heard.take()).toContain('the canary is silent');
  });

  test('reads every file of a folder', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hfsync-canary-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(path.join(folder, '.hfsync'));
    await writeFile(path.join(folder, 'plan.json'), '{}');
    await expectNoSecretsIn(folder);
    await writeFile(path.join(folder, '.hfsync', 'state.json.journal'), Buffer.from(TOKEN).toString('base64'));
    await expect(expectNoSecretsIn(folder)).rejects.toThrow('state.json.journal holds the token');
  });
});
