import fc from '../support/property.ts';
import { expect, it } from 'vitest';
import type { FieldName, FieldValue } from '../../src/model/field.ts';
import { line, renderLines } from '../../src/report/line.ts';
import { differences } from '../../src/report/differences.ts';
import { created, fromTo, value } from '../../src/report/value.ts';

const LAYOUT = { width: 400, colour: false };
const LONG = 'A long text that stays. '.repeat(20);

it.each<[FieldName, FieldValue, FieldValue, string]>([
  ['name', 'Site', 'Website', '"Site" → "Website"'],
  ['name', 'Acme site 2025', 'Acme website 2025', '"Acme [-site-] 2025" → "Acme {+website+} 2025"'],
  ['name', '12.50 h left', '98.00 h left', '"[-12.50-] h left" → "{+98.00+} h left"'],
  ['name', '', 'New', '"" → "New"'],
  ['name', 'say "a" b', 'say "c" b', '"say \\"[-a-]\\" b" → "say \\"{+c+}\\" b"'],
  ['status', 'active', 'archived', 'active → archived'],
  ['capacity', 126_000, 135_000, '35 h → 37.5 h'],
  ['capacity', null, 126_000, "the company's default → 35 h"],
  ['roles', ['A', 'B'], ['A', 'C'], '"A", [-"B"-] → "A", {+"C"+}'],
  ['roles', [], ['A'], 'none → {+"A"+}'],
  ['pointer', null, 14308069, 'none → 14308069'],
  [
    ...(['notes', `${LONG}old`, `${LONG}new`] as const),
    '"…(+440)…ext that stays. A long text that stays. [-old-]" → "…(+440)…ext that stays. A long text that stays. {+new+}"',
  ],
])('%s: case %#', (field, before, after, expected) => {
  expect(renderLines([line(0, fromTo(field, before, after, LAYOUT))], LAYOUT)).toBe(`${expected}\n`);
});

it.each<[string, FieldValue, string]>([
  ['forecast:create:client:1/-', 'Acme', 'the new client "Acme"'],
  ['harvest:create:project:-/2009', null, 'the id of the new Harvest project'],
  // A saved plan can hold any text.
  ['the moon', 'Acme', 'the id from the moon'],
])('what a create gives: %s, %s', (from, after, expected) => {
  expect(renderLines([line(0, created(from, after))], LAYOUT)).toBe(`${expected}\n`);
});

it('marks a change in a text of any size without comparing all its words', () => {
  const long = 'word '.repeat(5_000);
  const text = renderLines([line(0, fromTo('notes', `${long}a ${long}`, `${long}b ${long}`, LAYOUT))], LAYOUT);
  expect(text).toMatch(/\[-a-\].*\{\+b\+\}/s);
});

it('the parts of two texts give both texts back', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b ', ' ', '12.50', '-', 'é', '👩‍💻', ' \u0301', 'Site '))
    .map((all) => all.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = differences(before, after);
      const of = (side: 'old' | 'new') => parts.filter((part) => part.side === 'both' || part.side === side);
      expect(
        of('old')
          .map((part) => part.text)
          .join(''),
      ).toBe(before);
      expect(
        of('new')
          .map((part) => part.text)
          .join(''),
      ).toBe(after);
    }),
  );
});

it('shows one value', () => {
  expect(renderLines([line(0, value('roles', ['A', 'B']))], LAYOUT)).toBe('"A", "B"\n');
});
