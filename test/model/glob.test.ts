import fc from '../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import { matchesAny, matchesGlob } from '../../src/model/glob.ts';

test.each([
  ['Internal*', 'Internal', true],
  ['Internal*', 'Internal: tools', true],
  ['Internal*', 'internal: tools', false],
  ['Internal*', 'Very Internal', false],
  ['*room*', 'Meeting room 2', true],
  ['Meeting room ?', 'Meeting room 2', true],
  ['Meeting room ?', 'Meeting room 12', false],
  ['?', '👩', true],
  ['*', '', true],
  ['', '', true],
  ['', 'x', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['[ARCHIVED] *', '[ARCHIVED] Site', true],
  ['a.c', 'abc', false],
  ['Zo\u00eb', 'Zoe\u0308', true],
])('the pattern %j on the name %j: %j', (pattern, name, matches) => {
  expect(matchesGlob(pattern, name)).toBe(matches);
});

describe('laws', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', '*', '?', '.'), { maxLength: 12 }).map((list) => list.join(''));

  it('agrees with the regular expression that says the same', () => {
    fc.assert(
      fc.property(letters, letters, (pattern, name) => {
        const source = [...pattern].map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c === '.' ? '\\.' : c)).join('');
        expect(matchesGlob(pattern, name)).toBe(new RegExp(`^${source}$`).test(name));
      }),
    );
  });

  it('answers a pattern that makes regular expressions explode', () => {
    expect(matchesGlob(`${'a*'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});

it('takes numbers as ids and texts as patterns', () => {
  expect(matchesAny([2042, 'Internal*'], 2042, 'Website')).toBe(true);
  expect(matchesAny([2042, 'Internal*'], 1, 'Internal tools')).toBe(true);
  expect(matchesAny([2042, '2043'], 2043, 'Website')).toBe(false);
  expect(matchesAny([], 1, '')).toBe(false);
});
