import { expect, test } from 'vitest';
import { findings, HEAD, lines } from './world.ts';

const linked = (entry: string): string => `links:\n  projects:\n    - ${entry}\n`;
const named = (name: string): string => linked(`{ name: ${name}, harvest: 1, forecast: 2 }`);
const block = (name: string): string => linked(`name: ${name}\n      harvest: 1\n      forecast: 2`);
const person = (set: string): string =>
  `links:\n  people:\n    - { harvest: 1, forecast: 2${set === '' ? '' : `, set: ${set}`} }\n`;
const token = (written: string): string =>
  `version: 1\nharvest:\n  account: 1\n  token: ${written}\nforecast: { account: 2, token: "\${FORECAST_TOKEN}" }\n`;
const flow = (written: string): string => HEAD.replace('"${HARVEST_TOKEN}"', written);

/**
 * Each row: the mistake, where it is, what is said about it, and the text once that advice is followed. A mistake has one finding,
 * however many lines it makes unreadable, and the advice is accepted.
 */
type Row = readonly [name: string, wrong: string, place: string, said: string, right: string];
const IN_CONFIG: readonly Row[] = [
  ['false for off', 'budgets: false\n', '4:10', '| write off', 'budgets: off\n'],
  ['true for on', 'budgets: true\n', '4:10', '| write auto', 'budgets: auto\n'],
  ['no for off', 'roles: no\n', '4:8', '| write off', 'roles: off\n'],
  ['on for sync', 'company: on\n', '4:10', '| write sync', 'company: sync\n'],
  ['OFF', 'company: OFF\n', '4:10', '| write off', 'company: off\n'],
  [
    'yes for true',
    'new_project: { is_billable: yes }\n',
    '4:29',
    '| write true',
    'new_project: { is_billable: true }\n',
  ],
  [
    'a second links',
    `${linked('{ harvest: 1, forecast: 2 }')}roles: sync\nlinks:\n  people:\n    - { harvest: 1, forecast: 2 }\n    - { harvest: 3, forecast: 4 }\n`,
    '8:1',
    'first on line 4 | move lines 9 to 11 behind line 6, then remove line 8',
    `${linked('{ harvest: 1, forecast: 2 }')}  people:\n    - { harvest: 1, forecast: 2 }\n    - { harvest: 3, forecast: 4 }\nroles: sync\n`,
  ],
  [
    'a second links with projects too',
    `${linked('{ harvest: 1, forecast: 2 }')}${linked('{ harvest: 3, forecast: 4 }')}`,
    '7:1',
    '| move line 9 behind line 6, then remove line 7 and line 8',
    `${linked('{ harvest: 1, forecast: 2 }')}    - { harvest: 3, forecast: 4 }\n`,
  ],
  [
    'a key twice in braces',
    linked('{ harvest: 1, forecast: 2, harvest: 3 }'),
    '6:34',
    '| keep the one that is right',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'no comma before a key',
    linked('{ name: A, harvest: 1 forecast: 2 }'),
    '6:29',
    'a comma is missing',
    linked('{ name: A, harvest: 1 , forecast: 2 }'),
  ],
  ['no comma behind a text', linked('{ name: A harvest: 1, forecast: 2 }'), '6:17', 'a comma is missing', named('A')],
  [
    'no comma behind a quote',
    linked('{ name: "A" harvest: 1, forecast: 2 }'),
    '6:19',
    'a comma is missing',
    named('"A"'),
  ],
  [
    'no comma between entries',
    'links: { projects: [{ harvest: 1, forecast: 2 } { harvest: 3, forecast: 4 }] }\n',
    '4:49',
    'a comma is missing',
    'links: { projects: [{ harvest: 1, forecast: 2 }, { harvest: 3, forecast: 4 }] }\n',
  ],
  [
    'no comma between patterns',
    'ignore: { projects: { harvest: ["A" "B"] } }\n',
    '4:37',
    'a comma is missing',
    'ignore: { projects: { harvest: ["A", "B"] } }\n',
  ],
  ['a comma too many', linked('{ name: A,, harvest: 1, forecast: 2 }'), '6:17', '| remove it', named('A')],
  [
    'a comma behind an entry',
    linked('{ harvest: 1, forecast: 2 },\n    - { harvest: 3, forecast: 4 }'),
    '6:34',
    '| remove it',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 3, forecast: 4 }'),
  ],
  [
    'a comma behind a number',
    linked('harvest: 1,\n      forecast: 2'),
    '6:16',
    '| write 1, without the ","',
    linked('harvest: 1\n      forecast: 2'),
  ],
  [
    'no colon in braces',
    person('').replace(' }', ', set { status: active } }'),
    '6:34',
    '| write "set:"',
    person('{ status: active }'),
  ],
  [
    'a merge conflict',
    '<<<<<<< HEAD\nroles: off\n=======\nroles: sync\n>>>>>>> main\n',
    '4:1',
    'a merge conflict starts here and ends 4 lines below',
    'roles: off\n',
  ],
  ['a fence of Markdown', '```\nroles: off\n```\n', '4:1', '| remove each line that starts with ```', 'roles: off\n'],
  [
    'a diff',
    'links:\n  projects:\n+    - { harvest: 1, forecast: 2 }\n',
    '6:1',
    '| remove the "+"',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'tabs',
    'links:\n\tprojects:\n\t\t- { harvest: 1, forecast: 2 }\n',
    '5:1',
    '| indent every line with spaces',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a key indented too little',
    linked('harvest: 1\n     forecast: 2'),
    '7:6',
    '| start it in column 7',
    linked('harvest: 1\n      forecast: 2'),
  ],
  [
    'a key indented too much',
    linked('harvest: 1\n       forecast: 2'),
    '7:8',
    '| start it in column 7',
    linked('harvest: 1\n      forecast: 2'),
  ],
  [
    'a list indented too little',
    linked('{ harvest: 1, forecast: 2 }\n  - { harvest: 3, forecast: 4 }'),
    '7:3',
    '| start it in column 5',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 3, forecast: 4 }'),
  ],
  [
    'a kind that is not indented',
    'links:\nprojects:\n  - { harvest: 1, forecast: 2 }\n',
    '5:1',
    '| indent line 5, and what belongs to it, by two spaces',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  ['no space behind the colon', 'roles:sync\n', '4:1', '| write roles: sync', 'roles: sync\n'],
  ['no spaces in braces', linked('{name:A, harvest:1, forecast:2}'), '6:8', '| write `name: A`', named('A')],
  [
    'no space behind the dash',
    'links:\n  projects:\n    -{ harvest: 1, forecast: 2 }\n',
    '6:5',
    '| write "- "',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'two dashes',
    linked('- { harvest: 1, forecast: 2 }'),
    '6:7',
    '| write one "-"',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a dash that is none',
    'links:\n  projects:\n    – { harvest: 1, forecast: 2 }\n',
    '6:5',
    '| write "- "',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a dash without an entry',
    linked('\n    - { harvest: 1, forecast: 2 }'),
    '6:7',
    '| remove the "-"',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  ['a no-break space', 'roles:\u00a0sync\n', '4:7', 'U+00A0', 'roles: sync\n'],
  ['no colon', 'roles sync\n', '4:1', '| write roles: sync', 'roles: sync\n'],
  ['no colon above a list', 'links\n  projects: []\n', '4:1', '| write links:', 'links:\n  projects: []\n'],
  ['an equals sign', 'roles = sync\n', '4:1', '| write roles: sync', 'roles: sync\n'],
  ['a wide colon', 'roles：sync\n', '4:1', '| write roles: sync', 'roles: sync\n'],
  ['a colon in a text', block('Acme: Web'), '6:13', '| write "Acme: Web"', block('"Acme: Web"')],
  ['a colon in braces', named('Acme: Web'), '6:15', '| write "Acme: Web"', named('"Acme: Web"')],
  ['a comma in braces', named('Acme, Inc'), '6:21', '| write "Acme, Inc" if it belongs', named('"Acme, Inc"')],
  ['an @', named('@home'), '6:15', '| write "@home"', named('"@home"')],
  ['a %', block('%x'), '6:13', '| write "%x"', block('"%x"')],
  ['a backtick', named('`x`'), '6:15', '| write "`x`"', named('"`x`"')],
  [
    'a pattern that starts with *',
    'ignore: { projects: { harvest: [*internal*] } }\n',
    '4:33',
    '| write "*internal*"',
    'ignore: { projects: { harvest: ["*internal*"] } }\n',
  ],
  ['a name that starts with &', block('&Co Partners'), '6:13', '| write "&Co Partners"', block('"&Co Partners"')],
  ['a name that starts with !', named('!Wow'), '6:15', '| remove it, or write "!Wow"', named('"!Wow"')],
  ['a name that starts with #', block('#1 client'), '6:7', '| write "#1 client"', block('"#1 client"')],
  ['a name with " #"', named('A #1'), '6:17', '| write "A #1"', named('"A #1"')],
  ['a name that starts with a bracket', block('[X] Web'), '6:17', '| write "[X] Web"', block('"[X] Web"')],
  ['a name that starts with a quote', block('"Big" Web'), '6:19', '| write "\\"Big\\" Web"', block('"\\"Big\\" Web"')],
  ['a name that starts with ?', block('? Web'), '6:13', '| write "? Web"', block('"? Web"')],
  ['an apostrophe', named("'Kim's'"), '6:20', '| write "Kim\'s"', named('"Kim\'s"')],
  [
    'a quote that is not closed',
    block('"Big Web') + '    - name: "B"\n      harvest: 3\n      forecast: 4\n',
    '6:13',
    '| write the closing "',
    block('"Big Web"') + '    - name: "B"\n      harvest: 3\n      forecast: 4\n',
  ],
  ['a backslash', named('"C:\\web"'), '6:18', '| write "C:\\\\web"', named('"C:\\\\web"')],
  [
    'a bracket that is not closed',
    linked('{ harvest: 1, forecast: 2\n    - { harvest: 3, forecast: 4 }'),
    '6:7',
    '| write "}"',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 3, forecast: 4 }'),
  ],
  [
    'a list that is not closed',
    'ignore: { projects: { harvest: [1, 2, forecast: [3] } }\n',
    '4:32',
    '| write "]" where it ends',
    'ignore: { projects: { harvest: [1, 2], forecast: [3] } }\n',
  ],
  [
    'a bracket too many',
    `${linked('{ harvest: 1, forecast: 2 }}')}roles: sync\n`,
    '6:34',
    '| remove it',
    `${linked('{ harvest: 1, forecast: 2 }')}roles: sync\n`,
  ],
  [
    'a comment too near',
    linked('{ harvest: 1, forecast: 2 }# web'),
    '6:34',
    '| write " #"',
    linked('{ harvest: 1, forecast: 2 } # web'),
  ],
  [
    'a comment too near a word',
    'roles: sync# as always\n',
    '4:8',
    '| put a space before the "#"',
    'roles: sync # as always\n',
  ],
  ['a comment with //', '// as always\nroles: sync\n', '4:1', '| write "#"', '# as always\nroles: sync\n'],
  ['curled quotes', 'roles: “sync”\n', '4:8', '| write sync', 'roles: sync\n'],
  ['curled quotes around a key', '“roles”: sync\n', '4:1', '| did you mean "roles"?', 'roles: sync\n'],
  [
    'a pair twice',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 1, forecast: 2 }'),
    '7:18',
    '| remove one of the two',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a pair twice with another id',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 1, forecast: 3 }'),
    '7:18',
    '| correct the id in one of the two entries, or remove one',
    linked('{ harvest: 1, forecast: 2 }\n    - { harvest: 4, forecast: 3 }'),
  ],
  ...['| pipes', '> quoted', '? what'].map((text): Row => [
    `an entry ${text}`,
    `ignore:\n  projects:\n    harvest:\n      - ${text}\n`,
    '7:9',
    `| write "${text}"`,
    `ignore:\n  projects:\n    harvest:\n      - "${text}"\n`,
  ]),
  [
    'words behind a link',
    linked('{ harvest: 1, forecast: 2 } Website'),
    '6:35',
    '| remove it, or write " #" before it if it is a comment',
    linked('{ harvest: 1, forecast: 2 } # Website'),
  ],
  [
    'two keys on one line',
    'links: projects:\n    - { harvest: 1, forecast: 2 }\n',
    '4:8',
    '"projects:" needs its own line | put it on the next line, indented by two spaces',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'set with its keys beside it',
    linked('harvest: 1\n      forecast: 2\n      set:\n      name: X'),
    '8:7',
    '| leave the key out, or indent below it what belongs to it',
    linked('harvest: 1\n      forecast: 2\n      set:\n        name: X'),
  ],
  [
    'two ids as key and value',
    linked('14308069: 2001'),
    '6:7',
    'the two ids of a link need their keys | write { harvest: 14308069, forecast: 2001 }',
    linked('{ harvest: 14308069, forecast: 2001 }'),
  ],
  [
    'two ids as text',
    linked('14308069/2001'),
    '6:7',
    '| write { harvest: 14308069, forecast: 2001 }',
    linked('{ harvest: 14308069, forecast: 2001 }'),
  ],
  [
    'a list twice on one line',
    'ignore:\n  projects: { harvest: [1], harvest: [2] }\n',
    '5:29',
    '| move what it contains into the first one, and remove it here',
    'ignore:\n  projects: { harvest: [1, 2] }\n',
  ],
  [
    'anchors',
    linked('&a { harvest: 1, forecast: 2 }\n    - { <<: *a, harvest: 3 }'),
    '6:7',
    '| write each value out',
    linked('{ harvest: 1, forecast: 2 }\n    - { forecast: 4, harvest: 3 }'),
  ],
  [
    'a list for a mapping',
    'links:\n  - { harvest: 1, forecast: 2 }\n',
    '5:3',
    '| write `projects:` above it',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a mapping for a list',
    'links:\n  projects: { harvest: 1, forecast: 2 }\n',
    '5:13',
    '| write "- " before each entry',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a text for a list',
    'ignore: { projects: { harvest: Internal* } }\n',
    '4:32',
    '| write ["Internal*"]',
    'ignore: { projects: { harvest: ["Internal*"] } }\n',
  ],
  ['a year as a name', named('2026'), '6:15', '| write "2026"', named('"2026"')],
  [
    'a version as a code',
    linked('{ harvest: 1, forecast: 2, set: { code: 1.10 } }'),
    '6:47',
    '| write "1.10"',
    linked('{ harvest: 1, forecast: 2, set: { code: "1.10" } }'),
  ],
  ['a name of digits with a zero', named('007'), '6:15', '| write "007"', named('"007"')],
  ['the name Null', named('Null'), '6:15', '| write "Null"', named('"Null"')],
  ['the name True', named('True'), '6:15', '| write "True"', named('"True"')],
  [
    'an id with underscores',
    linked('{ harvest: 14_308_069, forecast: 2 }'),
    '6:18',
    '| write 14308069',
    linked('{ harvest: 14308069, forecast: 2 }'),
  ],
  [
    'an id with commas',
    linked('{ harvest: 14,308,069, forecast: 2 }'),
    '6:21',
    '| write 14308069',
    linked('{ harvest: 14308069, forecast: 2 }'),
  ],
  [
    'an id with a plus',
    linked('{ harvest: +5, forecast: 2 }'),
    '6:18',
    '| write 5',
    linked('{ harvest: 5, forecast: 2 }'),
  ],
  [
    'an id in hexadecimal',
    linked('{ harvest: 0xFF, forecast: 2 }'),
    '6:18',
    '| write it in decimal digits',
    linked('{ harvest: 255, forecast: 2 }'),
  ],
  [
    'an id with a hash',
    linked('{ harvest: #14308069, forecast: 2 }'),
    '6:18',
    '| write 14308069',
    linked('{ harvest: 14308069, forecast: 2 }'),
  ],
  [
    'an address of the web',
    linked('{ harvest: https://x.harvestapp.com/projects/14308069, forecast: 2 }'),
    '6:18',
    '| write 14308069',
    linked('{ harvest: 14308069, forecast: 2 }'),
  ],
  [
    'an address of a plan',
    linked('{ harvest: 1, forecast: project:14308069/2001 }'),
    '6:31',
    '| write 2001',
    linked('{ harvest: 1, forecast: 2001 }'),
  ],
  [
    'a scientific number that is ignored',
    'ignore: { projects: { harvest: [1e3] } }\n',
    '4:33',
    '| write "1e3" for a name',
    'ignore: { projects: { harvest: ["1e3"] } }\n',
  ],
  ['hours with a unit', person('{ capacity: 35h }'), '6:51', '| write 35', person('{ capacity: 35 }')],
  ['hours with a comma', person('{ capacity: 37,5 }'), '6:54', '| write 37.5', person('{ capacity: 37.5 }')],
  [
    'a percentage',
    'guards: { max_changed_share: 50% }\n',
    '4:30',
    '| write 0.5',
    'guards: { max_changed_share: 0.5 }\n',
  ],
  [
    'a field outside of set',
    person('').replace(' }', ', status: active }'),
    '6:34',
    '| write `set: { status: … }`',
    person('{ status: active }'),
  ],
  ['set without a field', person('archived'), '6:39', '| write { status: archived }', person('{ status: archived }')],
  ['users for people', 'links:\n  users: []\n', '5:3', '| did you mean "people"?', 'links:\n  people: []\n'],
  [
    'misspelt ends',
    linked('{ havest: 1, forecast: 2 }'),
    '6:9',
    '| did you mean "harvest"?',
    linked('{ harvest: 1, forecast: 2 }'),
  ],
  [
    'a side above the kind',
    'ignore: { harvest: [1] }\n',
    '4:11',
    '| write the kind first',
    'ignore: { projects: { harvest: [1] } }\n',
  ],
  ['a second document', `---\n`.concat('roles: sync\n'), '4:1', '| remove the "---"', 'roles: sync\n'],
  ['a text over lines', block('|\n        Web'), '6:13', '| write "Web"', block('"Web"')],
  [
    'a folder for the state',
    'state: { path: .hfsync/ }\n',
    '4:16',
    '| write a path such as',
    'state: { path: .hfsync/state.json }\n',
  ],
  ['a soft hyphen', block('Donau\u00addampf'), '6:18', '| write "Donau\\u00ADdampf"', block('"Donau\\u00ADdampf"')],
  ['a mark of direction', named('"a\u200eb"'), '6:17', '| write "a\\u200Eb"', named('"a\\u200Eb"')],
];

test.each(IN_CONFIG)('%s', async (_, wrong, place, said, right) => {
  const found = lines(await findings(HEAD + wrong));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^hfsync\\.yaml:${place}\\+\\d+ `));
  expect(found[0]).toContain(said);
  expect(lines(await findings(HEAD + right))).toEqual([]);
});

const WHOLE: typeof IN_CONFIG = [
  ['a reference in braces', flow('${HARVEST_TOKEN}'), '2:37', '| write "${HARVEST_TOKEN}"', HEAD],
  ['a reference in curled quotes', flow('“${HARVEST_TOKEN}”'), '2:38', '| write "${HARVEST_TOKEN}"', HEAD],
  ['a reference of a pipeline', flow('${{ secrets.HARVEST_TOKEN }}'), '2:37', '| write "${HARVEST_TOKEN}"', HEAD],
  [
    'a reference of a shell',
    token('$HARVEST_TOKEN'),
    '4:10',
    '| write `token: ${HARVEST_TOKEN}`',
    token('${HARVEST_TOKEN}'),
  ],
  [
    'the bare name of a variable',
    token('HARVEST_TOKEN'),
    '4:10',
    '| write `token: ${HARVEST_TOKEN}`',
    token('${HARVEST_TOKEN}'),
  ],
  [
    'a reference of a template',
    token('{{ HARVEST_TOKEN }}'),
    '4:10',
    '| write `token: ${HARVEST_TOKEN}`',
    token('${HARVEST_TOKEN}'),
  ],
  ['a reference of Windows', token('%HARVEST_TOKEN%'), '4:10', '| write ${HARVEST_TOKEN}', token('${HARVEST_TOKEN}')],
  [
    'JSON without a comma',
    '{\n  "version": 1,\n  "harvest": { "account": 1, "token": "${HARVEST_TOKEN}" }\n  "forecast": { "account": 2, "token": "${FORECAST_TOKEN}" }\n}\n',
    '4:3',
    'a comma is missing',
    '{\n  "version": 1,\n  "harvest": { "account": 1, "token": "${HARVEST_TOKEN}" },\n  "forecast": { "account": 2, "token": "${FORECAST_TOKEN}" }\n}\n',
  ],
  ['a first line that is indented', ` ${HEAD}`, '1:2', '| start it in column 1', HEAD],
  ['a list at the top', HEAD.replace(/^(?=.)/gm, '- '), '1:1', '| remove the "- "', HEAD],
  ['lines that end in U+000D', HEAD.replaceAll('\n', '\r'), '1:11', '| save it with LF', HEAD],
  [
    'a second account',
    `${HEAD}forecast:\n  account: 5\n  token: \${FORECAST_TOKEN}\n`,
    '4:1',
    '| keep the one that is right',
    HEAD,
  ],
];

test.each(WHOLE)('%s', async (_, wrong, place, said, right) => {
  const found = lines(await findings(wrong));
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^hfsync\\.yaml:${place}\\+\\d+ `));
  expect(found[0]).toContain(said);
  expect(lines(await findings(right))).toEqual([]);
});

test('three mistakes of YAML are three findings, and none of the lines between', async () => {
  const text = `${HEAD}links:
  projects:
    - { name: @a, harvest: 1, forecast: 2 }
    - { name: B, harvest: 3, forecast: 4 }
    - { name: "C" harvest: 5, forecast: 6 }
    - { name: D: E, harvest: 7, forecast: 8 }
roles: sync
`;
  const places = (await findings(text)).map(({ line, column }) => `${line}:${column}`);
  expect(places).toEqual(['6:15', '8:19', '9:15']);
});

test.each([
  ['hfsync.yml', 'hfsync.yml', '"hfsync.yml" is there: rename it to "hfsync.yaml", or use --config hfsync.yml'],
  ['a misspelt name', 'hfsnyc.yaml', 'rename it to "hfsync.yaml"'],
])('%s in place of hfsync.yaml', async (_, name, said) => {
  expect((await findings({ [name]: HEAD }))[0]?.hint).toContain(said);
});

test.each([
  ['a folder', 'links', 'write "links/*.yaml"'],
  ['another ending', 'links/*.yml', 'write "links/*.yaml"'],
])('%s in include', async (_, pattern, said) => {
  const files = { 'hfsync.yaml': `${HEAD}include: [${pattern}]\n`, 'links/a.yaml': 'links: {}\n' };
  expect((await findings(files))[0]?.hint).toBe(said);
});
