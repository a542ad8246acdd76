import { inspect } from 'node:util';
import fc from '../support/property.ts';
import { describe, expect, test } from 'vitest';
import { createSecret, redact } from '../../src/http/secret.ts';

const CANARY = 'canary+4711/äß."token"'.replaceAll('ä', 'xa').replaceAll('ß', 'xs');

describe('Secret', () => {
  test('prints as *** in every way', () => {
    const secret = createSecret(CANARY, 'HARVEST_TOKEN');
    expect(
      `${String(secret)} ${JSON.stringify({ secret })} ${inspect({ deep: { secret } }, { depth: 9 })}`,
    ).not.toContain('canary');
    expect(String(secret)).toBe('***');
    expect(secret.reveal()).toBe(CANARY);
  });

  test.each(['', 'a b', 'line\n', '\ttab', 'snow☃man', 'nul\0'])('refuses %j without showing it', (value) => {
    expect(() => createSecret(value, 'HARVEST_TOKEN')).toThrow(/^HARVEST_TOKEN (is empty|contains a character)/);
  });
});

describe('redact', () => {
  const secret = createSecret(CANARY, 'HARVEST_TOKEN');

  test.each([
    ['as it is', CANARY],
    ['JSON-escaped', JSON.stringify(CANARY)],
    ['URL-encoded', encodeURIComponent(CANARY)],
    ['URL-encoded in lower case', encodeURIComponent(CANARY).replace(/%../g, (hex) => hex.toLowerCase())],
  ])('masks it %s', (_, text) => {
    const clean = redact(`before ${text} after`, [secret]);
    expect(clean).toContain('***');
    expect(clean).not.toContain('canary');
    expect(clean).toMatch(/^before .* after$/);
  });

  test('masks it as hexadecimal digits', () => {
    const digits = Buffer.from(CANARY).toString('hex');
    const secrets = [createSecret(CANARY, 'HARVEST_TOKEN')];
    expect(redact(`a ${digits} b ${digits.toUpperCase()}`, secrets)).toBe('a *** b ***');
  });

  test('masks it inside base64 at any offset, in both alphabets', () => {
    const core = Buffer.from(CANARY).toString('base64').slice(4, 20);
    fc.assert(
      fc.property(fc.string({ maxLength: 7 }), fc.constantFrom('base64', 'base64url' as const), (prefix, alphabet) => {
        const text = Buffer.from(`${prefix}${CANARY}tail`).toString(alphabet);
        const clean = redact(text, [secret]);
        expect(clean).toContain('***');
        expect(clean).not.toContain(core);
        expect(Buffer.from(clean.replace('***', ''), alphabet).toString('latin1')).not.toContain('4711');
      }),
    );
  });

  test('leaves other text alone', () => {
    expect(redact('nothing here', [secret])).toBe('nothing here');
  });
});
