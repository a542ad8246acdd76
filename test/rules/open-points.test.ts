import { expect, test } from 'vitest';
import { QUESTIONS } from '../../src/app/probe/questions.ts';
import { CAPABILITIES } from '../../src/model/capability.ts';
import { OPEN_POINTS, settledPoints } from '../../src/rules/open-points.ts';

const probed = OPEN_POINTS.flatMap(({ settledBy }) => (typeof settledBy === 'string' ? [] : [settledBy]));

test('each question of the probe settles one open point, and each point names a question and capabilities that there are', () => {
  expect(probed.map(({ probe }) => probe).sort()).toEqual(QUESTIONS.map(({ id }) => id).sort());
  for (const { of } of probed) for (const name of of) expect(CAPABILITIES).toContain(name);
});

test('a point is settled once each of its capabilities is known', () => {
  const isSettled = (known: Record<string, string>) =>
    settledPoints(known).find(
      ({ question }) => question.includes('single request') || question.includes('default capacity'),
    )?.isSettled;
  expect(isSettled({})).toBe(false);
  expect(isSettled({ 'company-default': 'no' })).toBe(true);
});
