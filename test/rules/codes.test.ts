import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CODES } from '../../src/model/code.ts';
import { FAILURES } from '../../src/model/failure.ts';
import { GUARDS } from '../../src/model/guard.ts';
import { FINDING_CODES } from '../../src/model/finding.ts';
import { REASON_CODES } from '../../src/model/reason.ts';
import { RULE_IDS } from '../../src/model/rule.ts';
import { wordsOfCode, wordsOfFinding, wordsOfGuard, wordsOfReason } from '../../src/rules/codes/codes.ts';

const src = resolve(import.meta.dirname, '../../src');
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && file !== 'model/code.ts' && !file.startsWith('rules/codes/'))
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n');
const planner = readdirSync(join(src, 'plan'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(src, 'plan', file), 'utf8'))
  .join('\n');
/** Codes that are put together from a prefix and a word. */
const MADE = [
  ...FAILURES.flatMap((failure) => [`request.${failure}`, `forge.${failure}`]),
  ...['client', 'person', 'role'].map((kind) => `config.create-${kind}`),
];

describe('codes', () => {
  it('are in order, once each', () => {
    expect(CODES).toEqual([...new Set(CODES)].sort());
  });

  it.each(CODES)('%s is used by the program', (each) => {
    expect(MADE.includes(each) || code.includes(`'${each}'`)).toBe(true);
  });

  it.each(CODES)('%s has its words as whole sentences', (each) => {
    const { means, next } = wordsOfCode(each);
    for (const text of [means, next]) expect(text).toMatch(/^[A-Z`“].*\.$/s);
  });

  it.each(REASON_CODES)('%s, a reason, is found by the planner and has its words', (each) => {
    expect(planner).toContain(`'${each}'`);
    const { means, next } = wordsOfReason(each);
    for (const text of [means, next]) expect(text).toMatch(/^[A-Z`“].*\.$/s);
  });

  it.each(FINDING_CODES)('%s, a finding, is made by the planner and has its words', (each) => {
    expect(planner).toContain(`'${each}'`);
    const { means, next } = wordsOfFinding(each);
    for (const text of [means, next]) expect(text).toMatch(/^[A-Z`“h].*\.$/s);
  });

  it('of errors, reasons, guards and rules are told apart, since `explain` takes them all', () => {
    const all: readonly string[] = [...CODES, ...REASON_CODES, ...FINDING_CODES, ...GUARDS, ...RULE_IDS];
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(GUARDS)('%s, a guard, says how to allow it', (guard) => {
    expect(wordsOfGuard(guard).next).toContain(`--allow ${guard}`);
  });
});
