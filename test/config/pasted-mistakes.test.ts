import { expect, test } from 'vitest';
import { findings, HEAD, lines } from './world.ts';

const links = (body: string): string => `${HEAD}links:\n${body}`;
const token = (written: string): string =>
  `version: 1\nharvest:\n  account: 1\n  token: ${written}\nforecast: { account: 2, token: "\${FORECAST_TOKEN}" }\n`;
const RIGHT_TOKEN = token('${HARVEST_TOKEN}');
const ONE = '    - { harvest: 1, forecast: 2 }\n';
const TWO = '    - { harvest: 3, forecast: 4 }\n';
const BLOCKS = `version: 1\nharvest:\n  account: 1\n  token: \${HARVEST_TOKEN}\nforecast:\n  account: 2\n  token: \${FORECAST_TOKEN}\n`;
const JSON_TEXT = `{\n  "version": 1,\n  "harvest": { "account": 1, "token": "\${HARVEST_TOKEN}" },\n  "forecast": { "account": 2, "token": "\${FORECAST_TOKEN}" }\n}\n`;

type Row = readonly [name: string, wrong: string, place: string, said: string, right: string];

/** Files as they are after a paste, a merge or a move between tools. One mistake, one finding, and its advice makes the file valid. */
const ROWS: readonly Row[] = [
  [
    'a merge that was ended half',
    links(`  projects:\n<<<<<<< HEAD\n${ONE}=======\n${TWO}`),
    '6:1',
    '| remove each line',
    links(`  projects:\n${ONE}${TWO}`),
  ],
  [
    'the end of a merge',
    links(`  projects:\n${ONE}>>>>>>> feature/x\n`),
    '7:1',
    'left over',
    links(`  projects:\n${ONE}`),
  ],
  [
    'an ancestor of a merge',
    links(`  projects:\n||||||| 1a2b3c4\n${ONE}`),
    '6:1',
    'left over',
    links(`  projects:\n${ONE}`),
  ],
  ['the end of a document', HEAD.replace('forecast:', '...\nforecast:'), '3:1', '| remove the "...": ', HEAD],
  [
    'the end of a document, and another',
    HEAD.replace('forecast:', '...\n---\nforecast:'),
    '3:1',
    '| remove the "..." and the "---"',
    HEAD,
  ],
  [
    'an entry that goes on too far to the left',
    links('  projects:\n    - { harvest: 1,\n  forecast: 2 }\n'),
    '7:3',
    '| start it in column 7',
    links('  projects:\n    - { harvest: 1,\n      forecast: 2 }\n'),
  ],
  [
    'no comma at the end of a line',
    links('  projects:\n    - {\n      harvest: 1\n      forecast: 2\n    }\n'),
    '7:16',
    'a comma is missing after this',
    links('  projects:\n    - {\n      harvest: 1,\n      forecast: 2\n    }\n'),
  ],
  [
    'no comma behind a number of JSON',
    JSON_TEXT.replace('1,\n', '1\n'),
    '2:14',
    'a comma is missing after this',
    JSON_TEXT,
  ],
  ['a key that is not indented', BLOCKS.replace('  account: 1', 'account: 1'), '3:1', '| start it in column 3', BLOCKS],
  [
    'a token that is not indented',
    BLOCKS.replace('  token: ${FORECAST_TOKEN}', 'token: ${FORECAST_TOKEN}'),
    '7:1',
    '| write it below `forecast:`',
    BLOCKS,
  ],
  [
    'a dash before a kind',
    links(`  - clients:\n${ONE}  projects:\n${TWO}`),
    '5:3',
    '| remove the "- " before `clients:`',
    links(`  clients:\n${ONE}  projects:\n${TWO}`),
  ],
  [
    'keys in the column of the dash',
    links('  projects:\n    - name: A\n    harvest: 1\n    forecast: 2\n'),
    '7:5',
    '| start it in column 7',
    links('  projects:\n    - name: A\n      harvest: 1\n      forecast: 2\n'),
  ],
  [
    'entries without dashes',
    links(`  projects:\n${ONE}${TWO}`.replaceAll('- {', '{')),
    '7:5',
    '| write "- " before each "{"',
    links(`  projects:\n${ONE}${TWO}`),
  ],
  [
    'an entry as a list',
    links('  projects:\n    - [Kim, 1, 2]\n'),
    '6:7',
    '| write { name: "Kim", harvest: 1, forecast: 2 }',
    links('  projects:\n    - { name: "Kim", harvest: 1, forecast: 2 }\n'),
  ],
  [
    'an entry without ids',
    links(`  projects:\n${ONE}    - { name: A }\n`),
    '7:7',
    '| write `harvest: ID`',
    links(`  projects:\n${ONE}`),
  ],
  [
    'an entry with empty ids',
    links(`  projects:\n${ONE}    - { harvest: null, forecast: null }\n`),
    '7:7',
    '| write `harvest: ID`',
    links(`  projects:\n${ONE}`),
  ],
  [
    'a key twice, with the id of the next entry',
    links('  projects:\n    - { harvest: 1, forecast: 2, forecast: 4 }\n' + TWO),
    '6:34',
    '| keep the one that is right',
    links(`  projects:\n${ONE}${TWO}`),
  ],
  [
    'a word of the web apps',
    links('  projects:\n    - { harvest: 1, forecast: 2, set: { status: inactive } }\n'),
    '6:49',
    '| write archived',
    links('  projects:\n    - { harvest: 1, forecast: 2, set: { status: archived } }\n'),
  ],
  [
    'a key of the services',
    links('  projects:\n    - { harvest: 1, forecast: 2, set: { archived: true } }\n'),
    '6:41',
    '| write `status: active` or `status: archived`',
    links('  projects:\n    - { harvest: 1, forecast: 2, set: { status: archived } }\n'),
  ],
  [
    'ids without their side',
    `${HEAD}ignore: { people: [3010] }\n`,
    '4:19',
    '| put it in { harvest: … } or { forecast: … }',
    `${HEAD}ignore: { people: { forecast: [3010] } }\n`,
  ],
  [
    'an escape of JavaScript',
    links('  projects:\n    - { name: "A\\u{200d}B", harvest: 1, forecast: 2 }\n'),
    '6:17',
    '| write \\u200D',
    links('  projects:\n    - { name: "A\\u200DB", harvest: 1, forecast: 2 }\n'),
  ],
  [
    'an id that is too large',
    links('  projects:\n    - { harvest: 57357761234567890123, forecast: 2 }\n'),
    '6:18',
    '| write a number up to',
    links(`  projects:\n${ONE}`),
  ],
  [
    'an anchor of a mapping',
    `${HEAD}roles: sync\nguards: &all\n  max_changes: 5\n`,
    '5:9',
    'anchors',
    `${HEAD}roles: sync\nguards:\n  max_changes: 5\n`,
  ],
  ['a page of HTML', '<!DOCTYPE html>\n<html><body>Sign in</body></html>\n', '1:1', 'this is HTML or XML', HEAD],
  ...[
    ['a default', '${HARVEST_TOKEN:-abcdefgh}'],
    ['an error', '${HARVEST_TOKEN:?is missing}'],
    ['a command', '$(HARVEST_TOKEN)'],
    ['PowerShell', '$env:HARVEST_TOKEN'],
    ['a prefix', 'env:HARVEST_TOKEN'],
    ['a prefix in braces', '${env:HARVEST_TOKEN}'],
    ['a mapping', '{ env: HARVEST_TOKEN }'],
    ['a header', 'Bearer ${HARVEST_TOKEN}'],
    ['a template', '<%= ENV["HARVEST_TOKEN"] %>'],
    ['a sign too many', '${HARVEST_TOKEN}$'],
    ['signs around it', '@HARVEST_TOKEN@'],
    ['backticks', '`echo $HARVEST_TOKEN`'],
  ].map(([name, written]): Row => [
    `a reference with ${name}`,
    token(written ?? ''),
    '4:10',
    '${HARVEST_TOKEN}',
    RIGHT_TOKEN,
  ]),
  ['a reference without a name', token('${}'), '4:10', 'does not name an environment variable', RIGHT_TOKEN],
];

test.each(ROWS)('%s', async (_, wrong, place, said, right) => {
  const found = lines(await findings(wrong));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^hfsync\\.yaml:${place}\\+\\d+ `));
  expect(found[0]).toContain(said);
  expect(lines(await findings(right))).toEqual([]);
});

test('a default in place of a token is hidden, since it may be one', async () => {
  const [found] = await findings(token('${HARVEST_TOKEN:-1234567.pt.abcDEF}'));
  expect(JSON.stringify(found)).not.toContain('abcDEF');
  expect(found?.hint).toBe('write `token: ${HARVEST_TOKEN}`');
});

test('an entry of include with separators of Windows names the file that is there', async () => {
  for (const written of ['links\\acme.yaml', '"links\\acme.yaml"', '"links\\\\acme.yaml"', "'links\\acme.yml'"]) {
    const files = { 'hfsync.yaml': `${HEAD}include:\n  - ${written}\n`, 'links/acme.yaml': 'links: {}\n' };
    expect((await findings(files))[0]?.hint).toBe('write "links/acme.yaml"');
  }
});

test.each([
  ['nothing', '', 'or remove it from `include`'],
  ['a text', 'name,harvest,forecast\nA,1,2\n', 'write `links:` or `ignore:`'],
  ['entries alone', '- { harvest: 1, forecast: 2 }\n', 'write `links:` above it'],
])('an included file with %s is told what it may have', async (_, text, said) => {
  const [found, ...others] = await findings({ 'hfsync.yaml': `${HEAD}include: [a.yaml]\n`, 'a.yaml': text });
  expect(found?.hint).toContain(said);
  expect(others).toEqual([]);
});
