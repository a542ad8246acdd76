import { describe, expect, test } from 'vitest';
import { HEAD, lines, load } from './world.ts';

/** What `validate` says of a file that it accepts. */
async function warnings(written: string): Promise<readonly string[]> {
  const result = await load(HEAD + written, null);
  if (!result.ok) throw new Error(lines(result.diagnostics).join('\n'));
  return lines(result.warnings);
}

const set = (value: string): string =>
  `links:\n  projects:\n    - { harvest: 1, forecast: 2, set: { name: ${value} } }\n`;
const ignored = (entries: string): string => `ignore: { projects: { harvest: [${entries}] } }\n`;

describe('text under `set:`', () => {
  test.each([
    [
      '"Site "',
      'hfsync.yaml:6:47+7 config.doubtful "Site " ends with a blank: both accounts get it as it is | write "Site" if you',
    ],
    [
      '" Site"',
      'hfsync.yaml:6:47+7 config.doubtful " Site" starts with a blank: both accounts get it as it is | write "Site" if you',
    ],
    ['" Site\\t"', '" Site\\u0009" starts and ends with a blank'],
    ['“Site”', 'the quotes of "“Site”" are part of the text, since YAML knows only straight ones | write "Site" if'],
    ["'Caf\\u00e9'", 'YAML reads an escape only in double quotes | put double quotes around Caf'],
  ])('%s is told', async (value, said) => {
    expect(await warnings(set(value))).toEqual([expect.stringContaining(said)]);
  });

  test.each(['Site', '"Site\\uFEFF"', '"Caf\\u00e9"', '"Site 2"', '"“A” or “B”"', '“Kim'])(
    '%s is not',
    async (value) => {
      expect(await warnings(set(value))).toEqual([]);
    },
  );
});

describe('entries of `ignore`', () => {
  test.each([
    ['"12"', '"12" is a pattern on the name, not an id | write 12 if you mean the id'],
    ['"12, 13"', '| if you mean ids, make each an entry without quotes: 12, 13'],
    ['"12;13"', '| if you mean ids, make each an entry without quotes: 12, 13'],
    ['1_000', '"1_000" is a pattern on the name, not an id | write 1000 if you mean the id'],
    ['14 308 069', '| write 14308069 if you mean the id'],
    ['"14,308,069"', '| write 14308069 if you mean the id'],
    ["14'308'069", '| write 14308069 if you mean the id'],
    ['１２３', '| write 123 if you mean the id'],
    ['١٢٣', '| write "١٢٣" for a name, or an id in decimal digits'],
    ['1_0.5', '| write "1_0.5" for a name, or an id in decimal digits'],
    ['0X10', '| write "0X10" for a name, or an id in decimal digits'],
    ['0b101', '| write "0b101" for a name, or an id in decimal digits'],
    ['190:20:30', '| write "190:20:30" for a name, or an id in decimal digits'],
    ['12#x', '| write 12 if you mean the id'],
    ['"#12"', '| write 12 if you mean the id'],
    ['id 12', '| write 12 if you mean the id'],
    ['"12 # Website"', '| write 12 if you mean the id'],
    ['project:14308069/2001', '| write 14308069 if you mean the id'],
    ['14308069/2001', '| write 14308069 if you mean the id'],
    ['https://acme.harvestapp.com/projects/14308069', '| write 14308069 if you mean the id'],
    ['"Internal* "', '"Internal* " ends with a blank: it matches no name without it | write "Internal*" if'],
    ['12, 12', '12 is ignored twice | remove one of the two'],
    ['A, B, A', '"A" is ignored twice | remove one of the two'],
  ])('%s is told', async (entries, said) => {
    expect(await warnings(ignored(entries))).toEqual([expect.stringContaining(said)]);
  });

  test('a number in another notation is refused, wherever it stands: it could be an id or a name', async () => {
    for (const written of [
      ...['1e3', '0x10', '0o17', '+5', '007', '5.'].map(ignored),
      'ignore: { projects: { harvest: 1e3 } }\n',
    ]) {
      const result = await load(HEAD + written, null);
      expect(result.ok ? [] : lines(result.diagnostics), written).toEqual([expect.stringContaining(' for a name')]);
    }
  });

  test.each([
    '"0x10"',
    '"+5"',
    '"1_0.5"',
    '24/7',
    '12/11/2024',
    '3M',
    '2001-12-14',
    'Website (14308069)',
    '"#1 client"',
  ])('%s does not look like an id, or is clearly meant as text', async (entry) => {
    expect(await warnings(ignored(entry))).toEqual([]);
  });

  test.each([
    ['[12]', 'write 12'],
    ['[A, B]', 'write the id or the pattern by itself'],
    ['{ id: 12 }', 'write 12'],
  ])('%s is refused', async (entry, hint) => {
    const result = await load(HEAD + ignored(entry), null);
    expect(result.ok ? [] : lines(result.diagnostics)).toEqual([expect.stringContaining(`| ${hint}`)]);
  });

  test('an id, a pattern, and one entry on each side are not told', async () => {
    expect(await warnings('ignore: { projects: { harvest: [12, "A *"], forecast: [12, "A *"] } }\n')).toEqual([]);
  });
});
