import fc from '../support/property.ts';
import { expect, it } from 'vitest';
import { orderedJson } from '../../src/report/key-order.ts';
import { PLAN_KEYS } from '../../src/report/generated/plan-keys.ts';

it('orders keys at every depth; keys that the schema does not name follow by name', () => {
  const order = { id: {}, list: { b: {}, a: {} } };
  const value = { z: { y: 1, x: 2 }, list: [{ a: 1, b: 2 }], gone: undefined, id: 7 };
  const text = JSON.stringify({ id: 7, list: [{ b: 2, a: 1 }], z: { x: 2, y: 1 } }, null, 2);
  expect(orderedJson(value, order)).toBe(text);
  expect(orderedJson(value, order, '    ')).toBe(text.replaceAll('\n', '\n    '));
});

it('writes any JSON as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
      const order = Object.fromEntries(Object.keys(Object(value)).map((key) => [key, {}]));
      expect(JSON.parse(orderedJson(value, order))).toEqual(JSON.parse(JSON.stringify(value)));
      expect(orderedJson(value, order).length).toBe(JSON.stringify(value, null, 2).length);
    }),
  );
});

it('a change has one order of keys, whether it is planned now or was reviewed before', () => {
  const { changes, since } = PLAN_KEYS;
  expect(Object.keys(changes ?? {}).slice(0, 3)).toEqual(['id', 'address', 'kind']);
  expect(Object.keys(since?.['changes']?.['different'] ?? {})).toEqual(Object.keys(changes ?? {}));
});
