import fc from '../support/property.ts';
import { describe, expect, it } from 'vitest';
import { loadConfig, loadSlowly } from '../../src/config/load.ts';
import { quickly } from '../../src/config/quick.ts';
import { ENVIRONMENT, HEAD, memoryFiles } from './world.ts';

/** The quick reading of `links` and the whole one by `yaml` answer the same: what is wanted, or every finding and warning. */
async function agree(text: string, included?: string): Promise<boolean> {
  const files = memoryFiles({ 'hfsync.yaml': text, ...(included !== undefined && { 'more.yaml': included }) });
  const options = { files, environment: ENVIRONMENT };
  const [one, other] = [await loadConfig('hfsync.yaml', options), await loadSlowly('hfsync.yaml', options)];
  expect(one, text).toEqual(other);
  return one.ok && quickly(included ?? text) !== null;
}

const runs = { numRuns: Number(process.env['HFSYNC_PROPERTY_RUNS'] ?? 250) };
const any = <T>(...of: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...of);

const name = fc.oneof(
  any('Website', 'Kim Allen', 'Café & Co.', 'A - B', "O'Neil", 'Web 2.0', 'Straße (Nord)', 'a/b_c@d.e', 'x  y'),
  any('"Acme, Inc."', '"# 1"', '"a: b"', '""', '" x "', '"{ [ }"', "'it''s'", '"tab\\t"', '"é"'),
  any('true', 'Null', '12', '1.5', '~', 'a #b', 'a: b', '*x', '&y z', '!t', 'a,', '[b]', 'x\u200by', '”q“', '-', '? a'),
);
const id = fc.oneof(
  fc.integer({ min: 1, max: 40 }).map(String),
  any('create', '0', '01', '1.0', '9007199254740993', '"7"', '-3', '0x1F', '1e3', '', 'null'),
);
const regular = fc
  .tuple(
    fc.option(name),
    id,
    id,
    any('', '', '', ' # note', ' ', '#x', ' }'),
    any('    ', '    ', '    ', '  ', '      ', '\t'),
  )
  .map(([label, harvest, forecast, end, indent]) => {
    const named = label === null ? '' : `name: ${label}, `;
    return `${indent}- { ${named}harvest: ${harvest}, forecast: ${forecast} }${end}`;
  });
const plainRegular = fc
  .tuple(
    any('Website', 'Kim Allen', '"Acme, Inc."', 'Zoë'),
    fc.integer({ min: 1, max: 400 }),
    fc.integer({ min: 1, max: 400 }),
  )
  .map(([label, harvest, forecast]) => `    - { name: ${label}, harvest: ${harvest}, forecast: ${forecast} }`);
const other = any(
  '',
  '    # a comment: - { harvest: 1, forecast: 2 }',
  '    - name: Block',
  '      harvest: 77',
  '      forecast: 78',
  '      set: { name: New }',
  '    - { name: Old, harvest: 501, forecast: 502, set: { status: archived } }',
  '    - { harvest: 503, forecast: 504, set: { name: " x" } }',
  '    - { name: [a, b], harvest: 505, forecast: 506 }',
  '    - { name: "two',
  '      lines", harvest: 1, forecast: 2 }',
  '    - name: |',
  '        - { harvest: 1, forecast: 2 }',
  '    - &a { harvest: 507, forecast: 508 }',
  '    - *a',
  '    -',
  '    - - { harvest: 1, forecast: 2 }',
  '   odd: 1',
  '  projects:',
  '  clients:',
  '  people: # people',
  '  roles: []',
  '  unknown:',
  'links:',
  'ignore: { projects: { harvest: [1, "Internal*"], forecast: [2.0] } }',
  'ignore:',
  '  people: { forecast: [3] }',
  'roles: off',
  'contact: "a',
  '---',
  '...',
  '%TAG',
  '\u00a0    - { harvest: 1, forecast: 2 }',
);
const ended = (lines: readonly string[]): fc.Arbitrary<string> =>
  any('\n', '\n', '\r\n').map((end) => lines.join(end) + end);

describe('the quick reading of links', () => {
  it('answers as the whole one for any mixture of lines', async () => {
    const line = fc.oneof(
      { weight: 5, arbitrary: plainRegular },
      { weight: 2, arbitrary: regular },
      { weight: 3, arbitrary: other },
    );
    const file = fc.tuple(
      any('links:', 'links: # all', 'links: {}', ''),
      any('  projects:', '  people:', ''),
      fc.array(line, { maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(
        file.chain(([top, kind, lines]) => ended([top, kind, ...lines])),
        async (text) => void (await agree(`${HEAD}\n${text}`)),
      ),
      runs,
    );
  });

  it('and is taken for files that are regular, with other lines between', async () => {
    const between = any(
      '',
      '    # note',
      '    - { name: Old, harvest: 501, forecast: 502, set: { status: archived } }',
      '    - name: Block\n      harvest: 77\n      forecast: 78',
    );
    const kind = fc.uniqueArray(any('clients', 'projects', 'people', 'roles'), { minLength: 1 });
    let [taken, all] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        kind,
        fc.integer({ min: 1, max: 6 }),
        fc.array(between, { maxLength: 2 }),
        fc.boolean(),
        async (kinds, size, lines, isIncluded) => {
          const entry = (n: number): string =>
            `    - { name: Name ${n}, harvest: ${1000 + n}, forecast: ${n === 5 ? 'create' : 2000 + n} }`;
          const used = kinds.includes('projects') && kinds.length === 1 ? size : Math.min(size, 4);
          const blocks = kinds.map((each, index) => [
            `  ${each}:`,
            ...(index === 0 ? lines : []),
            ...Array.from({ length: used }, (_, n) => entry(n + 1)),
          ]);
          const text = `links:\n${blocks.flat().join('\n')}\n`;
          all += 1;
          if (await (isIncluded ? agree(`${HEAD}\ninclude: [more.yaml]\n`, text) : agree(`${HEAD}\n${text}`)))
            taken += 1;
        },
      ),
      runs,
    );
    expect(taken / all).toBeGreaterThan(0.5);
  });

  const NAMES = [
    'true',
    'Null',
    '12',
    '1.5',
    '~',
    'a #b',
    'a: b',
    '*x',
    '&y z',
    'a,',
    '[b]',
    'x\u200by',
    '"a\\tb"',
    'two ',
    '" x "',
    'é',
  ];
  const IDS = ['create', '0', '01', '1.0', '9007199254740993', '"7"', '-3', '0x1F', '1e3', '', 'null', '+1', '1_0'];
  it.each([...NAMES.map((odd) => [odd, '5']), ...IDS.map((odd) => ['Website', odd])])(
    'answers as the whole one for { name: %s, harvest: %s }',
    async (label, harvest) => {
      await agree(
        `${HEAD}\nlinks:\n  projects:\n    - { name: A, harvest: 1, forecast: 2 }\n    - { name: ${label}, harvest: ${harvest}, forecast: 6 }\n`,
      );
    },
  );

  it('an entry of a kind of which none is regular has its own line too', async () => {
    const clients = '  clients:\n    - { name: Acme, harvest: 1, forecast: 11 }\n    - { harvest: 2, forecast: 12 }';
    const projects = '  projects:\n    - { harvest: 3, forecast: 4, set: { status: archived } }';
    expect(await agree(`${HEAD}\nlinks:\n${clients}\n${projects}\n`)).toBe(true);
  });

  it('keeps the order and the lines of the file', async () => {
    const text = `${HEAD}\nlinks:\n  projects:\n    - { harvest: 1, forecast: 2 }\n\n    - harvest: 3\n      forecast: 4\n    - { name: Z, harvest: 5, forecast: 6 }\n`;
    expect(await agree(text)).toBe(true);
    const loaded = await loadConfig('hfsync.yaml', {
      files: memoryFiles({ 'hfsync.yaml': text }),
      environment: ENVIRONMENT,
    });
    const first = text.slice(0, text.indexOf('    - {')).split('\n').length;
    expect(
      loaded.ok && loaded.want.links.project.map(({ harvest, at }) => [harvest, at.line - first, at.lastLine - first]),
    ).toEqual([
      [1, 0, 0],
      [3, 2, 3],
      [5, 4, 4],
    ]);
  });
});
