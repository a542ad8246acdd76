import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { readPlan } from '../../src/report/json.ts';
import { planJson } from './whole.ts';
import { change, FULL, plan } from './sample.ts';

describe('planJson', () => {
  it('has the published order of keys', async () => {
    await expect(planJson(FULL)).toMatchFileSnapshot('../golden/plan-full.json');
  });

  it('gives the same bytes whatever the order of keys in memory', () => {
    const turned = Object.fromEntries(Object.entries(FULL).reverse());
    expect(planJson(readPlan(JSON.stringify(turned)))).toBe(planJson(FULL));
  });

  it('escapes what a terminal or a reader could take for a command', () => {
    const json = planJson(plan({ changes: [change({ label: 'a\u009b\u202e\u2028\u007f\u{e0041}\ud800' })] }));
    expect(json).toContain('"a\\u009b\\u202e\\u2028\\u007f\\udb40\\udc41\\ud800"');
  });
});

it('no value is a command to the runner of a CI job', () => {
  const label = '##vso[task.setvariable variable=X]y ##[add-mask]z';
  const text = planJson(plan({ changes: [change({ label })] }));
  expect(text).not.toMatch(/##[a-z]*\[/i);
  expect(readPlan(text).changes[0]?.label).toBe(label);
});

describe('readPlan', () => {
  it('reads what was written', () => {
    expect(readPlan(planJson(FULL))).toEqual(FULL);
  });

  it('ignores keys it does not know', () => {
    expect(readPlan(JSON.stringify({ ...FULL, format_version: '1.9', later: { x: 1 } })).digest).toBe(FULL.digest);
  });

  it.each([
    ['a newer major', { ...FULL, format_version: '2.0' }, 'plan.newer', 'format 2.0'],
    ['no plan', { hello: 1 }, 'plan.shape', "must have required property 'format_version'"],
    ['a list', [], 'plan.shape', 'must be object'],
    ['a wrong value', { ...FULL, digest: 'sha256:1' } satisfies Plan, 'plan.shape', '/digest'],
    ['a forged address', { ...FULL, changes: [{ ...change(), address: 'x\ny' }] }, 'plan.shape', '/changes/0/address'],
  ])('refuses %s', (_, value, code, words) => {
    expect(() => readPlan(JSON.stringify(value))).toThrow(
      expect.objectContaining({ code, exitCode: 1, message: expect.stringContaining(words) }),
    );
  });

  it('refuses a plan that is nested without end, and says so', () => {
    const deep = JSON.stringify(FULL).replace(/\}$/, `,"x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(() => readPlan(deep)).toThrow(expect.objectContaining({ code: 'plan.unreadable' }));
  });

  it('refuses a plan that was cut off', () => {
    const json = planJson(FULL);
    expect(() => readPlan(json.slice(0, json.length / 2))).toThrow(
      expect.objectContaining({ code: 'plan.unreadable' }),
    );
    expect(() => readPlan('')).toThrow(expect.objectContaining({ code: 'plan.unreadable' }));
  });
});
