import { describe, expect, it } from 'vitest';
import { quote, escapeText, escapeVerbatim } from '../../src/report/escape.ts';

describe('show', () => {
  it.each([
    ['a colour', '\u001b[31mred', '\\u{1b}[31mred'],
    ['a C1 control', 'a\u009b2J', 'a\\u{9b}2J'],
    ['line breaks', 'a\r\nb\u2028c\u2029', 'a\\u{d}\\u{a}b\\u{2028}c\\u{2029}'],
    ['bidi', 'a\u202Eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['zero width, BOM, soft hyphen, tag', '\u200b\ufeff\u00ad\u{e0041}', '\\u{200b}\\u{feff}\\u{ad}\\u{e0041}'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
    ['blanks that look empty', '\u3164\u115f\u2800', '\\u{3164}\\u{115f}\\u{2800}'],
    ['stacked marks', `a${'\u0301'.repeat(9)}`, `a${'\u0301'.repeat(4)}…(+5 marks)`],
    ['log commands', '##[error] ##vso[task] ##ok', '#\\u{23}[error] #\\u{23}vso[task] ##ok'],
    ['length', 'x'.repeat(250), `${'x'.repeat(200)}…(+50)`],
    ['ordinary text', 'Zoë Łukasz 宽 😀', 'Zoë Łukasz 宽 😀'],
  ])('%s', (_, text, expected) => {
    expect(escapeText(text)).toBe(expected);
  });

  it('escapes quotes inside quotes', () => {
    expect(quote('a "b" \\')).toBe('"a \\"b\\" \\\\"');
  });

  it('keeps a pasted line from being a command of a CI log', () => {
    expect(escapeVerbatim('  ::add-mask::x')).toBe('  \\u{3a}:add-mask::x');
  });
});
