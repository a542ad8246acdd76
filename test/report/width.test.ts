import fc from '../support/property.ts';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/report/width.ts';

test('every character of the basic plane by itself is as wide as string-width says', () => {
  const wrong: string[] = [];
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = String.fromCharCode(unit);
    if (columnsOf(text) !== stringWidth(text)) wrong.push(unit.toString(16));
  }
  expect(wrong).toEqual([]);
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
      },
    ),
    { numRuns: 2000 },
  );
});
