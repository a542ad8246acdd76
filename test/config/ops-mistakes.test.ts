import { expect, test } from 'vitest';
import { findings, HEAD, lines, load } from './world.ts';

const links = (body: string): string => `${HEAD}links:\n  projects:\n${body}`;
const ONE = '    - { harvest: 1, forecast: 2 }\n';
const ENTRY = '    - { name: "Nova", harvest: 14310001, forecast: 2050 }\n';
const block = (...rows: readonly string[]): string =>
  links(`    - ${rows.map((row, at) => (at === 0 ? row : `      ${row}`)).join('\n')}\n`);
const token = (written: string): string =>
  `version: 1\nharvest:\n  account: 1\n  token: ${written}\nforecast: { account: 2, token: "\${FORECAST_TOKEN}" }\n`;
const email = (written: string): string =>
  `${HEAD}links:\n  people:\n    - { harvest: 1, forecast: 2, set: { email: ${written} } }\n`;
const capacity = (written: string): string =>
  `${HEAD}links:\n  people:\n    - harvest: 1\n      forecast: 2\n      set:\n        capacity: ${written}\n`;

type Row = readonly [name: string, wrong: string, place: string, hint: string, right: string];

/** What people paste from spreadsheets, chats and other tools. One finding each, and what it says makes the file valid. */
const ROWS: readonly Row[] = [
  ...['Nova\t14310001\t2050', '    | Nova | 14310001 | 2050 |', '    Nova;14310001;2050'].map((row): Row => {
    const column = row.search(/\S/) + 1;
    const hint = 'write `- { name: "Nova", harvest: 14310001, forecast: 2050 }`, below the "-" of the other entries';
    return [`a row of a table: ${row}`, links(`${ONE}${row}\n`), `7:${column}`, hint, links(ONE + ENTRY)];
  }),
  ...['Nova\t14310001\t2050', 'Nova,14310001,2050', '"Nova",14310001,2050', "'Nova';14310001;2050"].map((row): Row => [
    `an entry that is a row: ${row}`,
    links(`${ONE}    - ${row}\n`),
    '7:7',
    'write { name: "Nova", harvest: 14310001, forecast: 2050 }',
    links(ONE + ENTRY),
  ]),
  ...['*', '1.', '12)', '·'].map((sign): Row => [
    `${sign} before an entry`,
    links(`${ONE}    ${sign} { harvest: 3, forecast: 4 }\n`),
    '7:5',
    'write "- "',
    links(`${ONE}    - { harvest: 3, forecast: 4 }\n`),
  ]),
  ...[';', '，', '،', '、'].map((sign): Row => [
    `${sign} between keys`,
    links(`    - { name: A${sign} harvest: 1${sign} forecast: 2 }\n`),
    '6:16',
    'write "," in its place, and so on in this line',
    links('    - { name: A, harvest: 1, forecast: 2 }\n'),
  ]),
  [
    'an invisible character in a key',
    block('name: A', '\u200bharvest: 1', 'forecast: 2'),
    '7:7',
    'remove it, or type the key again',
    block('name: A', 'harvest: 1', 'forecast: 2'),
  ],
  [
    'wide blanks before a key',
    links('    - name: A\n\u3000\u3000\u3000harvest: 1\n      forecast: 2\n'),
    '7:1',
    'replace it with ordinary spaces',
    block('name: A', 'harvest: 1', 'forecast: 2'),
  ],
  [
    'a name as key, the ids beside it',
    block('Website:', 'harvest: 1', 'forecast: 2'),
    '6:7',
    'write `name: "Website"`',
    block('name: "Website"', 'harvest: 1', 'forecast: 2'),
  ],
  [
    'a name as key, the ids below it',
    block('Website:', '  harvest: 1', '  forecast: 2'),
    '6:7',
    'write `name: "Website"`, and start what is below it in the column of `name`',
    block('name: "Website"', 'harvest: 1', 'forecast: 2'),
  ],
  [
    'a name as key, with an arrow',
    block('Website: 1 -> 2'),
    '6:7',
    'write { name: "Website", harvest: 1, forecast: 2 }',
    block('{ name: "Website", harvest: 1, forecast: 2 }'),
  ],
  [
    'create as a key',
    block('harvest: 1', 'create: true'),
    '7:7',
    'write `forecast: create`',
    block('harvest: 1', 'forecast: create'),
  ],
  [
    'an id in a mapping',
    block('harvest: { id: 1, name: A }', 'forecast: 2'),
    '6:16',
    'write 1',
    block('harvest: 1', 'forecast: 2'),
  ],
  ['an id in a list', block('harvest: [1]', 'forecast: 2'), '6:16', 'write 1', block('harvest: 1', 'forecast: 2')],
  ['an id as a formula', block('harvest: =1', 'forecast: 2'), '6:16', 'write 1', block('harvest: 1', 'forecast: 2')],
  [
    'an id with a comment of other languages',
    block('harvest: 1 // web', 'forecast: 2'),
    '6:16',
    'write 1, and " #" before a comment',
    block('harvest: 1 # web', 'forecast: 2'),
  ],
  ...['-', '?'].map((sign): Row => [
    `${sign} in place of an id`,
    block('harvest: 1', `forecast: ${sign}`),
    '7:17',
    'write the value in its place, or remove the line',
    block('harvest: 1', 'forecast: 2'),
  ]),
  ...[
    'op://vault/harvest',
    'file:///run/secrets/harvest',
    '${ssm:/harvest/token}',
    '${HARVEST-TOKEN}',
    '"${HARVEST_TOKEN} # why"',
  ].map((written): Row => [
    `the reference ${written}`,
    token(written),
    '4:10',
    'write `token: ${HARVEST_TOKEN}` and set that environment variable',
    token('${HARVEST_TOKEN}'),
  ]),
  [
    'a lookup of Ansible',
    token("{{ lookup('env', 'HARVEST_TOKEN') }}"),
    '4:10',
    'write ${HARVEST_TOKEN}',
    token('${HARVEST_TOKEN}'),
  ],
  [
    'a variable of a pipeline',
    token('$[variables.HARVEST_TOKEN]'),
    '4:10',
    'write `token: ${HARVEST_TOKEN}`',
    token('${HARVEST_TOKEN}'),
  ],
  [
    'an address of e-mail as a link',
    email('"mailto:kim@acme.example"'),
    '6:48',
    'write kim@acme.example',
    email('kim@acme.example'),
  ],
  [
    'an address of e-mail out of a chat',
    email('"<mailto:kim@acme.example|kim@acme.example>"'),
    '6:48',
    'write kim@acme.example',
    email('kim@acme.example'),
  ],
  ['hours and minutes', capacity('37:30'), '9:19', 'write 37.5', capacity('37.5')],
  [
    'thousands in short',
    `${HEAD}guards: { max_changes: 1k }\n`,
    '4:24',
    'write a whole number',
    `${HEAD}guards: { max_changes: 1000 }\n`,
  ],
  ['another word for include', `${HEAD}imports: []\n`, '4:1', 'did you mean "include"?', `${HEAD}include: []\n`],
  [
    'the whole file twice',
    `${HEAD}links: {}\n${HEAD}links: {}\n`,
    '5:1',
    'keep one of the two copies',
    `${HEAD}links: {}\n`,
  ],
  [
    'the whole file twice, as two documents',
    `${HEAD}---\n${HEAD}`,
    '4:1',
    'keep one of the two: the file is one document',
    HEAD,
  ],
];

test.each(ROWS)('%s', async (_, wrong, place, hint, right) => {
  const [found, ...others] = await findings(wrong);
  expect(lines(others)).toEqual([]);
  expect([`${found?.line}:${found?.column}`, found?.hint]).toEqual([place, hint]);
  expect(lines(await findings(right))).toEqual([]);
});

test.each([
  ['https://acme.example/links.yaml', 'hfsync includes files, not addresses: save it beside this file'],
  ['~/acme.yaml', 'write the path from the folder of this file: hfsync does not expand "~" or variables'],
  ['"${TEAM}/acme.yaml"', 'write the path from the folder of this file: hfsync does not expand "~" or variables'],
  ['Links/ACME.yaml', 'write "links/acme.yaml"'],
  ['links/acme.yaml b.yaml', 'write "links/acme.yaml", "b.yaml"'],
])('the include %s is told why it matches nothing', async (written, hint) => {
  const main = `${HEAD}include: [${written}]\n`;
  const [found, ...others] = await findings({
    'hfsync.yaml': main,
    'links/acme.yaml': 'links: {}\n',
    'b.yaml': 'links: {}\n',
  });
  expect(lines(others)).toEqual([]);
  expect(found).toMatchObject({ code: 'config.include-nothing', line: 4, column: 11, hint });
});

test.each([
  ['include: { path: b.yaml }', 'write ["b.yaml"]'],
  ['include: !include b.yaml', 'write ["b.yaml"]'],
])('%s: what to write is a list', async (written, hint) => {
  const files = { 'hfsync.yaml': `${HEAD}${written}\n`, 'b.yaml': 'links: {}\n' };
  expect((await findings(files)).map((found) => found.hint)).toEqual([hint]);
  expect(lines(await findings({ ...files, 'hfsync.yaml': `${HEAD}include: ["b.yaml"]\n` }))).toEqual([]);
});

test.each([
  ['/Meeting.*/', 'write "*Meeting*"'],
  ['^Internal', 'write "Internal*"'],
  ['.*test$', 'write "*test"'],
])('ignoring %s warns that it is not a regular expression', async (pattern, hint) => {
  const loaded = await load(`${HEAD}ignore: { projects: { harvest: ["${pattern}"] } }\n`);
  expect(loaded).toMatchObject({ ok: true, warnings: [{ hint: expect.stringContaining(`${hint} if you mean that`) }] });
});
