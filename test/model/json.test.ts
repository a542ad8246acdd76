import { expect, test } from 'vitest';
import fc from '../support/property.ts';
import { parseJson } from '../../src/model/json.ts';

test('reads JSON, and answers undefined for anything else', () => {
  expect(parseJson('{"a":[1,"]"]}')).toEqual({ a: [1, ']'] });
  expect(parseJson('null')).toBeNull();
  for (const text of ['', '<html>', '{"a":', '{"a":1}{"b":2}', "{'a':1}"]) expect(parseJson(text)).toBeUndefined();
});

test('T7 caps the depth, not counting brackets in texts', () => {
  expect(parseJson('['.repeat(100) + ']'.repeat(100))).toBeDefined();
  expect(parseJson('['.repeat(101) + ']'.repeat(101))).toBeUndefined();
  expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
  expect(parseJson(JSON.stringify(['['.repeat(500), '\\"['.repeat(500)]))).toHaveLength(2);
});

test('T7 the depth is that of the value, whatever texts stand in it', () => {
  const depthOf = (value: unknown): number =>
    typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
  const texts = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'ü'), maxLength: 6 });
  const values = fc.jsonValue({ maxDepth: 4, stringUnit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.dictionary(texts, fc.oneof(texts, values), { maxKeys: 3 })), (value) => {
      const text = JSON.stringify(value);
      const depth = depthOf(value);
      expect(parseJson(text, depth)).toEqual(JSON.parse(text));
      expect(parseJson(text, depth - 1)).toBeUndefined();
    }),
  );
});
