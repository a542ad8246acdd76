import { expect, test } from 'vitest';
import { QUESTIONS } from '../../src/app/probe/questions.ts';
import { CAPABILITIES } from '../../src/model/capability.ts';
import { OPEN_POINTS, settledPoints } from '../../src/rules/open-points.ts';

const probed = OPEN_POINTS.flatMap(({ settledBy }) => (typeof settledBy === 'string' ? [] : [settledBy]));

test('each question of the probe settles open points, and each point names a question and capabilities that there are', () => {
  expect(new Set(probed.map(({ probe }) => probe))).toEqual(new Set(QUESTIONS.map(({ id }) => id)));
  for (const { of } of probed) {
    expect(of).not.toEqual([]);
    for (const name of of) expect(CAPABILITIES).toContain(name);
  }
});

test('what the probe asks of a kind of record has a row for each of the four', () => {
  for (const what of ['pointer', 'partial-put', 'whole-put', 'trimmed-put'])
    expect(probed.filter(({ probe }) => probe === what).map(({ of }) => of)).toEqual(
      ['client', 'project', 'role', 'person'].map((kind) => [`${what}.${kind}`]),
    );
});

test('a point is settled once each of its capabilities is known', () => {
  const isSettled = (known: Record<string, string>) =>
    settledPoints(known).find(({ question }) => question.includes('default capacity'))?.isSettled;
  expect(isSettled({})).toBe(false);
  expect(isSettled({ 'company-default': 'no' })).toBe(true);
});
