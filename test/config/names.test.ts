import fc from '../support/property.ts';
import { describe, expect, it, test } from 'vitest';
import { strayCharacter, yamlText } from '../../src/model/invisible.ts';
import { escapeVerbatim } from '../../src/report/escape.ts';
import { editsYaml } from '../../src/rules/yaml.ts';
import { findings, HEAD, loadWant } from './world.ts';

/** The lines that a plan offers for a name, as a screen shows them, pasted into a file and read. */
async function pasted(name: string): Promise<{ readonly label: string | null; readonly set: string | undefined }> {
  const offered =
    editsYaml([{ op: 'link', kind: 'project', name, harvest: 1, forecast: 2, set: { name } }], null) ?? '';
  const shown = offered.split('\n').map((line) => escapeVerbatim(line));
  const { links } = await loadWant(`${HEAD}${shown.join('\n')}\n`);
  return { label: links.project[0]?.label ?? null, set: links.project[0]?.set.name };
}

describe('a name, from the plan into the file', () => {
  test.each([
    ['an emoji of several parts', '👩\u200d💻 team'],
    ['a family with skin tones', '👩🏽\u200d🤝\u200d👨🏿'],
    ['Persian', 'می\u200cخواهم'],
    ['Devanagari', 'क्\u200dष'],
    ['marks of direction', 'a\u200eb\u200f\u202e\u2066'],
    ['a soft hyphen', 'Donau\u00addampf'],
    ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
    ['tags that hide text', 'a\u{e0061}\u{e0062}'],
    ['a dozen marks on one letter', `e${'\u0301'.repeat(12)}`],
    ['blanks of other widths', 'a\u00a0b\u3000c'],
    ['fillers', 'a\u3164\u2800\u115f'],
    ['a line break', 'a\nb\u2028c\u0085'],
    ['a command to a runner', '##[error] ##vso[task] ::set-output'],
    ['quotes and backslashes', `"a" 'b' \\u200D`],
    ['what YAML reads as something else', 'null'],
    ['a number', '1e3'],
    ['a sentence longer than a screen', 'long '.repeat(2000).trim()],
    ['thousands of joiners', '\u200d'.repeat(3000) + 'x'],
    ['blanks at its ends', ' a '],
  ])('%s', async (_, name) => {
    expect(await pasted(name)).toEqual({ label: name, set: name });
  });

  it('any name is read back as it is', async () => {
    const unusual = fc.constantFrom(
      ...'\u200c\u200d\u200e\u00ad\u202e\ufe0f\u0301\u034f\u3164\ufeff\u0007\n\t"\\#[:{}- &*!|>%@`',
    );
    const name = fc
      .array(
        fc.oneof(fc.string({ unit: 'grapheme', maxLength: 4 }), unusual, fc.string({ unit: 'binary', maxLength: 3 })),
        { maxLength: 20 },
      )
      .map((parts) => parts.join(''))
      .filter((text) => text.trim() !== '');
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        expect(await pasted(text)).toEqual({ label: text, set: text });
      }),
      { numRuns: 300 },
    );
  });

  it('shows nothing that a reader could not see', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(yamlText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|\p{M}{5}/u);
        expect(strayCharacter(yamlText(text))).toBeNull();
      }),
    );
  });
});

describe('invisible characters in the file', () => {
  const named = (written: string): string =>
    `${HEAD}links:\n  projects:\n    - { name: ${written}, harvest: 1, forecast: 2 }\n`;

  test.each([
    ['an emoji of several parts', '👩\u200d💻'],
    ['an emoji with a selector', '🏳\ufe0f\u200d🌈'],
    ['Persian', 'می\u200cخواهم'],
    ['a Persian ending on a Latin word', 'iPhone\u200cها'],
    ['Malayalam', 'ന്\u200d'],
    ['the flag of England', '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}'],
  ])('%s stands as it is', async (_, name) => {
    const want = await loadWant(named(name));
    expect(want.links.project[0]?.label).toBe(name);
  });

  test.each([
    ['a joiner between Latin letters', 'a\u200db', '"a\\u200Db"'],
    ['a mark of direction', 'a\u200eb', '"a\\u200Eb"'],
    ['an override of direction', 'a\u202eb', '"a\\u202Eb"'],
    ['a soft hyphen', 'a\u00adb', '"a\\u00ADb"'],
    ['a filler', 'a\u3164b', '"a\\u3164b"'],
    ['a tag', 'a\u{e0062}b', '"a\\U000E0062b"'],
    ['a selector that selects nothing', 'a \ufe0fb', '"a \\uFE0Fb"'],
  ])('%s is refused raw, with the escape to write', async (_, name, escaped) => {
    for (const written of [name, `'${name}'`, `"${name}"`]) {
      const found = await findings(named(written));
      expect(found).toMatchObject([{ code: 'yaml.character', hint: `write ${escaped}, or remove it` }]);
    }
    const want = await loadWant(named(escaped));
    expect(want.links.project[0]?.label).toBe(name);
  });

  it('half a character is refused, also as an escape', async () => {
    expect(await findings(named('"a\\uD83D"'))).toMatchObject([{ code: 'yaml.character', line: 6, column: 15 }]);
  });
});
