import { expect, it } from 'vitest';
import { inOrder } from '../../src/report/key-order.ts';
import { PLAN_KEYS } from '../../src/report/generated/plan-keys.ts';

it('orders keys at every depth; keys that the schema does not name follow by name', () => {
  const order = { id: {}, list: { b: {}, a: {} } };
  const value = { z: { y: 1, x: 2 }, list: [{ a: 1, b: 2 }], gone: undefined, id: 7 };
  expect(JSON.stringify(inOrder(value, order))).toBe('{"id":7,"list":[{"b":2,"a":1}],"z":{"x":2,"y":1}}');
});

it('a change has one order of keys, whether it is planned now or was reviewed before', () => {
  const { changes, since } = PLAN_KEYS;
  expect(Object.keys(changes ?? {}).slice(0, 3)).toEqual(['id', 'address', 'kind']);
  expect(Object.keys(since?.['changes']?.['different'] ?? {})).toEqual(Object.keys(changes ?? {}));
});
