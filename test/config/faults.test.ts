import { expect, it, test } from 'vitest';
import { findings, HEAD, lines } from './world.ts';

/** Each row: what is wrong, the file, and everything that is found in it: place, code, message, hint. */
const ROOT_KEYS =
  'version, harvest, forecast, contact, include, pointers, first_sync, conflicts, harvest_editor, budgets, roles, company, new_project, guards, state, links, ignore';

test.each<[string, string, readonly string[]]>([
  [
    'an unknown key',
    `${HEAD}colour: red\n`,
    [`4:1+6 config.unknown-key unknown key "colour" | known here: ${ROOT_KEYS}`],
  ],
  [
    'a mistyped key',
    `${HEAD}conflict: manual\n`,
    ['4:1+8 config.unknown-key unknown key "conflict" | did you mean "conflicts"?'],
  ],
  [
    'a key with a letter that only looks right',
    `${HEAD}con\u0444licts: manual\n`,
    [
      '4:1+9 config.unknown-key unknown key "conфlicts": its "ф" is U+0444, not a letter of any key | did you mean "conflicts"?',
    ],
  ],
  [
    'mistyped and empty choices',
    `${HEAD}conflicts: forcast\nroles: no\nharvest_editor:\n`,
    [
      '4:12+7 config.choice conflicts is the text "forcast"; expected manual, harvest or forecast | did you mean "forecast"?',
      '5:8+2 config.choice roles is the text "no"; expected sync or off | write off',
      '6:1+14 config.value harvest_editor is nothing; expected unknown, self or other | leave the key out, or give it a value',
    ],
  ],
  [
    'nothing but a version',
    'version: 1\n',
    [
      '1:1+1 config.missing-key the key "harvest" is missing | write `harvest:` with `account` and `token` below it',
      '1:1+1 config.missing-key the key "forecast" is missing | write `forecast:` with `account` and `token` below it',
    ],
  ],
  [
    'keys missing in their parents',
    'version: 1\nharvest:\n  account: 5\nforecast: {}\nlinks:\n  people:\n    - { name: Kim, harvest: 5 }\n',
    [
      '2:1+7 config.missing-key the key "token" is missing in harvest | write `token: ${HARVEST_TOKEN}`',
      '4:1+8 config.missing-key the key "account" is missing in forecast | write the id of the Forecast account',
      '4:1+8 config.missing-key the key "token" is missing in forecast | write `token: ${FORECAST_TOKEN}`',
      '7:7+1 config.missing-key the key "forecast" is missing in this entry of links.people | write the id that the person has in Forecast, or `create`',
    ],
  ],
  [
    'no version',
    HEAD.replace('version: 1\n', ''),
    ['1:1+1 config.missing-key the key "version" is missing | write `version: 1`'],
  ],
  [
    'a newer version',
    HEAD.replace('version: 1', 'version: 2'),
    [
      '1:10+1 config.version version 2 of the file format is newer than this hfsync, which knows version 1 | update hfsync',
    ],
  ],
  [
    'a version that is text',
    HEAD.replace('version: 1', 'version: "1"'),
    ['1:10+3 config.version version is the text "1"; expected 1 | write `version: 1`'],
  ],
  [
    'a list',
    '- a\n- b\n',
    [
      '1:1+3 config.value the file is a list; expected a mapping of keys to values | write keys and values, as in examples/minimal/hfsync.yaml',
    ],
  ],
  [
    'ids that are not written as ids',
    `${HEAD}links:
  projects:
    - { harvest: 0x10, forecast: 0123 }
    - { harvest: 1e3, forecast: 1.0 }
    - { harvest: "12", forecast: crate }
    - { harvest: -1, forecast: 9007199254740993 }
    - { harvest: 0, forecast: ~ }
    - { harvest: 12345678901234567, forecast: .inf }
`,
    [
      '6:18+4 yaml.number "0x10" is not a plain decimal number | write it in decimal digits',
      '6:34+4 yaml.number "0123" is not a plain decimal number | write 123',
      '7:18+3 yaml.number "1e3" is not a plain decimal number | write it in decimal digits',
      '7:33+3 config.id "1.0" is not an id | write 1',
      '8:18+4 config.id the Harvest end of this project is the text "12"; expected an id (a whole number) or `create` | write the id without quotes',
      '8:34+5 config.id the Forecast end of this project is the text "crate"; expected an id (a whole number) or `create` | did you mean "create"?',
      "9:18+2 config.id the Harvest end of this project is -1; expected an id (a whole number) or `create` | write the number from the address of the project's page in Harvest",
      '9:32+16 yaml.number "9007199254740993" is too large to be exact | write a number up to 9007199254740991',
      "10:18+1 config.id the Harvest end of this project is 0; expected an id (a whole number) or `create` | write the number from the address of the project's page in Harvest",
      "10:31+1 config.id the Forecast end of this project is nothing; expected an id (a whole number) or `create` | write the number from the address of the project's page in Forecast",
      '11:18+17 yaml.number "12345678901234567" is too large to be exact | write a number up to 9007199254740991',
      '11:47+4 yaml.number ".inf" is not a plain decimal number | write it in decimal digits',
    ],
  ],
  [
    'create where nothing can be created',
    `${HEAD}links:
  clients:
    - { harvest: create, forecast: 3 }
  projects:
    - { harvest: create, forecast: create }
  people:
    - { harvest: create, forecast: 3 }
  roles:
    - { harvest: 5, forecast: create }
`,
    [
      '6:18+6 config.create-client hfsync does not create a client in Harvest by itself: it is created only with one of its projects | write `harvest: create` on one of its projects and leave this entry out, or write the id here',
      '8:36+6 config.create-both a project cannot be created on both sides | write the id of one of the two',
      '10:18+6 config.create-person hfsync does not create people in Harvest: it would take a seat and send an invitation e-mail | create the user in Harvest by hand, then write the id here',
      '12:31+6 config.create-role a role is not created by declaring it | leave the entry out: hfsync creates a role that exists on one side only by itself',
    ],
  ],
  [
    'set: keys and values of the wrong kind',
    `${HEAD}links:
  people:
    - { harvest: 1, forecast: 2, set: { capacity: 126000, email: nobody, first_name: "", last_name: 5, status: archive } }
    - { harvest: 3, forecast: 4, set: { capacity: 35.25, name: X } }
    - { harvest: 5, forecast: 6, set: { capacity: 60.5 } }
  projects:
    - { harvest: 1, forecast: 1, set: { code: 12, status: Active, capacity: 5 } }
  roles:
    - { harvest: 1, forecast: 1, set: { nmae: x } }
`,
    [
      '6:51+6 config.value links.people.set.capacity is 126000; expected hours a week: 0 to 60, in half hours | that looks like seconds: write 35, in hours',
      '6:66+6 config.value links.people.set.email is the text "nobody"; expected an e-mail address | write an address such as kim@acme.example',
      '6:86+2 config.value links.people.set.first_name is empty text; expected text that is not empty | write text that is not empty',
      '6:101+1 config.value links.people.set.last_name is 5; expected text | write "5"',
      '6:112+7 config.choice links.people.set.status is the text "archive"; expected active or archived | write archived',
      '7:51+5 config.value links.people.set.capacity is 35.25; expected hours a week: 0 to 60, in half hours | write 35.5, or another number of half hours',
      '7:58+4 config.unknown-key "name" cannot be set on a person | known here: first_name, last_name, email, capacity, status',
      '8:51+4 config.value links.people.set.capacity is 60.5; expected hours a week: 0 to 60, in half hours | write 60, or another number of half hours',
      '10:47+2 config.value links.projects.set.code is 12; expected text | write "12"',
      '10:59+6 config.choice links.projects.set.status is the text "Active"; expected active or archived | did you mean "active"?',
      '10:67+8 config.unknown-key "capacity" cannot be set on a project | known here: name, code, status',
      '12:41+4 config.unknown-key "nmae" cannot be set on a role | did you mean "name"?',
    ],
  ],
  [
    'ids twice, linked and ignored, an empty pattern',
    `${HEAD}links:
  projects:
    - { harvest: 1, forecast: 2 }
    - { harvest: 1, forecast: 3 }
  clients:
    - { harvest: 1, forecast: 2 }
ignore:
  projects: { harvest: [1, ""], forecast: [x, 9] }
`,
    [
      '7:18+1 config.linked-twice Harvest project 1 is linked twice: here and at hfsync.yaml:6 | correct the id in one of the two entries, or remove one',
      '11:25+1 config.linked-and-ignored Harvest project 1 is both linked and ignored: linked at hfsync.yaml:6 | remove one of the two',
      '11:28+2 config.value this entry of ignore.projects.harvest is empty text; expected an id, or a pattern on the name | write an id, or a pattern on the name',
    ],
  ],
  [
    'a client that is linked, and ignored with its projects',
    `${HEAD}links:
  clients:
    - { harvest: 1, forecast: 2 }
ignore:
  clients_with_projects: { harvest: [1, 5, 5], forecast: "x" }
`,
    [
      '8:38+1 config.linked-and-ignored Harvest client 1 is both linked and ignored: linked at hfsync.yaml:6 | remove one of the two',
      '8:58+3 config.value ignore.clients_with_projects.forecast is the text "x"; expected a list | write ["x"]',
    ],
  ],
  [
    'temporary names of hfsync in any text that the file sets',
    `${HEAD}links:
  projects:
    - { name: hfsync-tmp-1, harvest: 1, forecast: 2, set: { name: hfsync-tmp-1 } }
    - { harvest: 3, forecast: create, set: { code: " hfsync-tmp-0a1b2c3d4e5f" } }
    - { harvest: 5, forecast: 6, set: { name: " HFSYNC-TMP-1" } }
  people:
    - harvest: 1
      forecast: 2
      set:
        first_name: "hfsync-tmp-"
        last_name: Not hfsync-tmp-1
`,
    [
      '6:67+12 config.temporary-name "hfsync-tmp-1" looks like a temporary hfsync name, which starts with hfsync-tmp- | choose a different text',
      '7:52+26 config.temporary-name " hfsync-tmp-0a1b2c3d4e5f" looks like a temporary hfsync name, which starts with hfsync-tmp- | choose a different text',
      '8:47+15 config.temporary-name " HFSYNC-TMP-1" looks like a temporary hfsync name, which starts with hfsync-tmp- | choose a different text',
      '13:21+13 config.temporary-name "hfsync-tmp-" looks like a temporary hfsync name, which starts with hfsync-tmp- | choose a different text',
    ],
  ],
  [
    'guards, state, include and new_project out of range',
    `${HEAD}guards: { max_changes: -1, max_changed_share: 1.5, max_archives: many, max_role_deletes: 1.5 }
state: { backend: s3, path: ../x }
include: ["../*.yaml", "no/*.yaml", 5, "/etc/*", "hfsync.yaml"]
new_project: { is_billable: yes, bill_by: project }
`,
    [
      '4:24+2 config.value guards.max_changes is -1; expected 0 or more | write 0 or more',
      '4:47+3 config.value guards.max_changed_share is 1.5; expected a number from 0 to 1 | write a number from 0 to 1',
      '4:66+4 config.value guards.max_archives is the text "many"; expected a whole number | write a whole number',
      '4:90+3 config.value guards.max_role_deletes is 1.5; expected a whole number | write a whole number',
      '5:19+2 config.choice state.backend is the text "s3"; expected local, http, postgres or git | write local, http, postgres or git',
      '5:29+4 config.state-path state.path "../x" leads out of the folder of hfsync.yaml | write a path such as .hfsync/state.json, or set HFSYNC_STATE_PATH',
      '6:11+11 config.include-outside the include "../*.yaml" leads out of the folder of hfsync.yaml | move the file beside or below that one',
      '6:24+11 config.include-nothing the include "no/*.yaml" matches no file | name a file in the folder of this one or below it; patterns know *, ? and **',
      '6:37+1 config.value this entry of include is 5; expected text | write "5"',
      '6:40+8 config.include-outside the include "/etc/*" leads out of the folder of hfsync.yaml | move the file beside or below that one',
      '6:50+13 config.include-nothing the include "hfsync.yaml" matches no file, other than hfsync.yaml itself | remove it: this file is read anyway',
      '7:29+3 config.value new_project.is_billable is the text "yes"; expected true or false | write true',
      '7:43+7 config.choice new_project.bill_by is the text "project"; expected none, Project, Tasks or People | did you mean "Project"?',
    ],
  ],
  [
    'a reference that YAML reads as a mapping',
    HEAD.replace('"${FORECAST_TOKEN}"', '${FORECAST_TOKEN}'),
    ['3:38+17 yaml.syntax a reference to a variable goes in quotes between { and } | write "${FORECAST_TOKEN}"'],
  ],
  [
    'duplicate keys',
    `${HEAD}links: {}\nlinks: {}\n`,
    [
      '5:1+5 yaml.duplicate-key the key "links" appears twice, first on line 4 | keep the one that is right, and remove the other',
    ],
  ],
  [
    'keys that are part of every object',
    `${HEAD}__proto__: {}\nlinks:\n  constructor: 1\n  "proto\\u0074ype": 1\n`,
    [
      '4:1+9 yaml.reserved-key hfsync refuses the key "__proto__" | remove it: no setting has this name',
      '6:3+11 yaml.reserved-key hfsync refuses the key "constructor" | remove it: no setting has this name',
      '7:3+16 yaml.reserved-key hfsync refuses the key "prototype" | remove it: no setting has this name',
    ],
  ],
  [
    'anchors, aliases and merge keys',
    `${HEAD}links: &a\n  projects: &b []\n  clients: *b\n<<: {}\n`,
    [
      '4:8+2 yaml.alias hfsync does not allow anchors ("&") and aliases ("*"); this file has 3 | write each value out; put text that starts with "*" or "&" in quotes',
      '7:1+2 yaml.merge-key hfsync does not allow merge keys ("<<") | write the entries out',
    ],
  ],
  [
    'an anchor that holds itself',
    `${HEAD}include: &a [*a]\n`,
    [
      '4:10+2 yaml.alias hfsync does not allow anchors ("&") and aliases ("*"); this file has 2 | write each value out; put text that starts with "*" or "&" in quotes',
    ],
  ],
  [
    'tags, known or not',
    `${HEAD}links: !foo {}\nroles: !!str sync\n`,
    [
      '4:8+4 yaml.tag this is a tag, which hfsync does not allow | remove it',
      '5:8+5 yaml.tag this is a tag, which hfsync does not allow | remove it',
    ],
  ],
  [
    'two documents',
    `${HEAD}---\nversion: 1\n`,
    ['4:1+3 yaml.documents a second document starts here | keep one of the two: the file is one document'],
  ],
  [
    'directives',
    `%YAML 1.1\n---\n${HEAD}`,
    ['1:1+1 yaml.directive hfsync does not allow lines that start with % | remove the line'],
  ],
  [
    'keys that are no words',
    `${HEAD}? [1, 2]\n: 5\n~: 1\n1: x\n`,
    [
      '4:3+6 yaml.key a key is a plain word | write `key: value`',
      '6:1+1 yaml.key a key is a plain word | write `key: value`',
      `7:1+1 config.unknown-key unknown key "1" | known here: ${ROOT_KEYS}`,
    ],
  ],
  [
    'a tab',
    'version: 1\nharvest:\n\taccount: 1\n',
    ['3:1+1 yaml.syntax a tab indents this line | indent every line with spaces'],
  ],
  [
    'characters that cannot be seen',
    `${HEAD}links:\n  clients:\n    - { name: "a\u202eb", harvest: 1, forecast: 2 }\n    - { name: "a\\u0007b", harvest: 3, forecast: 4 }\nro\u200bles: sync\n`,
    [
      '6:17+1 yaml.character this text contains U+202E, which is invisible | write "a\\u202Eb", or remove it',
      '8:3+1 yaml.character this key contains U+200B, which is invisible | remove it, or type the key again',
    ],
  ],
  [
    'an escape for the terminal, in a comment',
    `${HEAD}# \u001b[2J\n`,
    [
      '4:3+1 yaml.character this is the invisible character U+001B, which hfsync does not accept | remove it; a name that really contains it goes in double quotes, with \\u001B',
    ],
  ],
  [
    'nothing',
    '',
    [
      '0:0+0 file.empty the file is empty | write `version: 1`, `harvest:` and `forecast:`, as in examples/minimal/hfsync.yaml',
    ],
  ],
  [
    'comments only',
    '# x\n',
    [
      '0:0+0 file.empty the file contains nothing but comments | write `version: 1`, `harvest:` and `forecast:`, as in examples/minimal/hfsync.yaml',
    ],
  ],
])('%s', async (_, text, expected) => {
  expect(lines(await findings(text))).toEqual(expected.map((line) => `hfsync.yaml:${line}`));
});

it('finds the faults of all files in one run, the config first', async () => {
  const found = await findings({
    'hfsync.yaml': `${HEAD}include: [links/*.yaml]\nlinks: { projects: [{ harvest: 1, forecast: 2 }] }\nrolls: sync\n`,
    'links/b.yaml': 'links: { projects: [{ harvest: 1, forecast: 4 }] }\nclints: {}\n',
    'links/a.yaml': 'include: [x]\nroles: sync\nversion: 3\n',
    'links/c.yaml': '- x\n\t- y: [\n',
    'links/d.yaml': '',
  });
  expect(lines(found)).toEqual([
    'hfsync.yaml:6:1+5 config.unknown-key unknown key "rolls" | did you mean "roles"?',
    'links/a.yaml:1:1+7 config.include-nested an included file cannot include others | list them in hfsync.yaml',
    'links/a.yaml:2:1+5 config.root-only "roles" belongs in hfsync.yaml itself; an included file has links and ignore only | move it to hfsync.yaml',
    'links/a.yaml:3:10+1 config.version version 3 of the file format is newer than this hfsync, which knows version 1 | update hfsync',
    'links/b.yaml:1:32+1 config.linked-twice Harvest project 1 is linked twice: here and at hfsync.yaml:5 | correct the id in one of the two entries, or remove one',
    'links/b.yaml:2:1+6 config.unknown-key unknown key "clints" | did you mean "links"?',
    'links/c.yaml:2:1+1 yaml.syntax a tab indents this line | indent every line with spaces',
    'links/d.yaml:0:0+0 file.empty the file is empty | write `links:` or `ignore:` into it, or remove it from `include`',
  ]);
});

it('shows the source line', async () => {
  const [finding] = await findings(`${HEAD}  \tconflicts: forcast # \u202etsac\r\n`.replace('  \t', ''));
  expect(finding?.source).toBe('conflicts: forcast # \ufffdtsac');
});
