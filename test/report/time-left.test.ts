import { expect, it } from 'vitest';
import { timeLeft } from '../../src/report/time-left.ts';

it.each([
  ['too early to tell', { finished: 4, total: 1000, seconds: 1, atLeast: 135 }, null],
  [
    'a burst promises too much: the rate limit counts',
    { finished: 100, total: 1000, seconds: 3, atLeast: 135 },
    'about 2 minutes left',
  ],
  [
    'slower than the rate limit: the pace counts',
    { finished: 100, total: 200, seconds: 60, atLeast: 15 },
    'about 60 s left',
  ],
  ['near the end', { finished: 970, total: 1000, seconds: 135, atLeast: 135 }, null],
  ['rounded up to ten seconds', { finished: 10, total: 20, seconds: 11, atLeast: 0 }, 'about 20 s left'],
  [
    'one minute has no plural, but is told in seconds',
    { finished: 10, total: 20, seconds: 89, atLeast: 0 },
    'about 90 s left',
  ],
  ['an hour', { finished: 10, total: 20, seconds: 3600, atLeast: 0 }, 'about 60 minutes left'],
])('%s', (_what, pace, expected) => {
  expect(timeLeft(pace)).toBe(expected);
});
