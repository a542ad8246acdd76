import { expect, test } from 'vitest';
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
