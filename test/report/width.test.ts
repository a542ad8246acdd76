import fc from '../support/property.ts';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { columnsOf, isNarrow } from '../../src/report/width.ts';

test('every character of the basic plane by itself is as wide as string-width says', () => {
  const wrong: string[] = [];
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = String.fromCharCode(unit);
    if (columnsOf(text) !== stringWidth(text)) wrong.push(unit.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('a character is narrow if it takes one column and is never part of another', () => {
  expect(['a', '~', 'é', '→', '│', 'Я'].filter((text) => !isNarrow(text))).toEqual([]);
  expect(['漢', 'e\u0301', '👩', '\u200b', '\t', 'a漢b'].filter(isNarrow)).toEqual([]);
});

test('so is any text', () => {
  const common = fc.constantFrom(
    ...'aé→│ß漢かカ각ё©®↔ ',
    '\u0301',
    '\ufe0f',
    '\u200d',
    '\u20e3',
    '\u1100',
    '👩',
    '🇩',
    '゙',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(common).map((all) => all.join('')),
        fc.string({ unit: 'grapheme' }),
      ),
      (text) => {
        expect(columnsOf(text)).toBe(stringWidth(text));
        // Lines that have room for twice their units are not measured.
        expect(columnsOf(text)).toBeLessThanOrEqual(2 * text.length);
        // Of narrow lines only the length is looked at.
        if (isNarrow(text)) expect(text).toHaveLength(stringWidth(text));
      },
    ),
    { numRuns: 2000 },
  );
});
