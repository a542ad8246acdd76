import fc from '../support/property.ts';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { line, renderLines, type Segment } from '../../src/report/line.ts';

const words = fc.array(fc.tuple(fc.stringMatching(/^[a-z"(+é漢]{1,12}$/), fc.constantFrom(' ', '  ', '   ')), {
  maxLength: 12,
});
const segment = fc.record<Segment>({
  text: words.map((all) => all.flat().join('')),
  style: fc.constantFrom('plain', 'quiet', 'gone'),
  from: fc.constantFrom('ours', 'shown', 'name'),
});
const LAYOUT = { width: 40, colour: false };
const tokens = (text: string): string[] => text.split(/[ \n]+/).filter((token) => token !== '' && token !== '│');

it('keeps words apart that are apart, wherever the rows break', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), fc.nat(10), fc.nat(10), (segments, indent, hang) => {
      const content = segments.map(({ text }) => text).join('');
      expect(tokens(renderLines([line(indent, segments, hang)], LAYOUT))).toEqual(tokens(content));
    }),
    { numRuns: 2000 },
  );
});

it.each([36, 37, 38, 39])('breaks at two blanks of a name: %i letters before them', (letters) => {
  const content: Segment = { text: `"${'x'.repeat(letters - 1)}  b"`, style: 'plain', from: 'name' };
  const shown = renderLines([line(0, [content])], LAYOUT);
  expect(shown).toBe(letters < 37 ? `${content.text}\n` : `"${'x'.repeat(letters - 1)}\n  │ b"\n`);
});

it('colours the same rows', () => {
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 4 }), fc.boolean(), (segments, wraps) => {
      const content = { ...line(2, segments), wraps };
      const coloured = renderLines([content], { ...LAYOUT, colour: true });
      expect(stripVTControlCharacters(coloured)).toBe(renderLines([content], LAYOUT));
    }),
    { numRuns: 2000 },
  );
});
