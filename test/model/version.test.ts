import { expect, it } from 'vitest';
import { isOlder } from '../../src/model/version.ts';

const SECOND = Date.UTC(2026, 0, 5, 9);

it.each([
  ['a second before', SECOND - 1000, SECOND, true],
  ['the same', SECOND, SECOND, false],
  ['later', SECOND + 1000, SECOND, false],
  ['a millisecond before, where both tell them', SECOND + 1, SECOND + 2, true],
  ['the whole second of a time told more exactly', SECOND, SECOND + 250, false],
  ['the second before a time told more exactly', SECOND - 1000, SECOND + 250, true],
  ['no date', undefined, SECOND, false],
  ['nothing known', SECOND, undefined, false],
])('one version is older than another: %s', (_what, found, known, expected) => {
  expect(isOlder(found, known)).toBe(expected);
});
