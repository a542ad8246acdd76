import type { Code } from '../../model/code.ts';

/** Findings in the configuration: what each means, and what to do next. */
export const FILE_CODES = {
  'config.choice': ['A setting has a value that is not among its choices.', 'The message lists the choices.'],
  'config.create-both': [
    'Both ends of a project link say `create`.',
    'Write the id of the record that exists. Only one end can be `create`.',
  ],
  'config.create-client': [
    'A client has `harvest: create`, but hfsync does not create a client in Harvest by itself.',
    "Create one of the client's projects in Harvest. hfsync creates the client with it.",
  ],
  'config.create-person': [
    'A person has `harvest: create`, but hfsync never invites anybody to Harvest.',
    'Create the user in Harvest, then link the two.',
  ],
  'config.create-role': [
    'A role has `create`. hfsync creates a role that exists on one side only without an entry.',
    'Remove the entry.',
  ],
  'config.doubtful': [
    'Something in the file is allowed but probably not what you mean. This is a warning.',
    'Write what the message suggests, or leave it if you mean it.',
  ],
  'config.id': [
    'Something that should be an id is not a whole number.',
    "Write the number from the record's address in the web app, without quotes.",
  ],
  'config.include-nested': ['An included file includes other files.', 'List every file in `include` of `hfsync.yaml`.'],
  'config.include-nothing': ['A pattern under `include` matches no file.', 'Correct the pattern, or remove it.'],
  'config.include-outside': [
    'An included file lies outside the folder of `hfsync.yaml`.',
    'Move it inside. Symbolic links are resolved.',
  ],
  'config.invalid': [
    'The configuration has errors. Each is listed with its line.',
    'Correct them and run `hfsync validate`.',
  ],
  'config.linked-and-ignored': ['A record is linked and ignored by its id.', 'Remove one of the two entries.'],
  'config.linked-twice': ['A record is linked twice.', 'Remove one of the two entries.'],
  'config.missing-key': ['A required key is missing.', 'The message shows the line to add.'],
  'config.none': [
    'No file matches the pattern of `--config`.',
    'Correct the pattern. `*` and `?` stay within one name.',
  ],
  'config.root-only': [
    'An included file has a setting, but it may only have links and ignores.',
    'Move it to `hfsync.yaml`.',
  ],
  'config.state-path': [
    'The path of the state leaves the folder of `hfsync.yaml`.',
    'Name a path inside it, such as `.hfsync/state.json`.',
  ],
  'config.temporary-name': [
    'A text under `set` looks like a temporary name that hfsync uses.',
    'Choose a text that does not begin with `hfsync-tmp-`.',
  ],
  'config.token-literal': [
    'A token is written into the file.',
    'Write `${HARVEST_TOKEN}` or `${FORECAST_TOKEN}` instead. If the token was ever committed, revoke it.',
  ],
  'config.token-missing': ['The key `token` is empty.', 'Write `${HARVEST_TOKEN}` or `${FORECAST_TOKEN}`.'],
  'config.token-variable': [
    'A token comes from a variable that hfsync does not accept.',
    'Use a name that starts with `HARVEST_`, `FORECAST_` or `HFSYNC_`.',
  ],
  'config.unknown-key': ['A key is unknown here.', 'The message names the nearest known key.'],
  'config.value': ['A value has the wrong type or is out of range.', 'The message says what was expected.'],
  'config.variable': [
    'The environment variable that should hold a token is not set.',
    'Set it and run the command again.',
  ],
  'config.version': ['`version` is not 1.', 'Write `version: 1`. For a newer version, update hfsync.'],
  'file.empty': ['The file is empty.', 'Start from `examples/minimal/hfsync.yaml`.'],
  'file.encoding': ['The file is not UTF-8.', 'Save it as UTF-8.'],
  'file.folder': ['The path is a folder, not a file.', 'Name the file.'],
  'file.large': ['The file is larger than 32 MiB.', 'Split it with `include`, or check that it is the right file.'],
  'file.missing': [
    'The file does not exist.',
    'Write it with `hfsync init`, or name another one with `--config FILE`.',
  ],
  'file.outside': [
    'The configuration is a symbolic link that leads out of its folder.',
    'Put the file itself there, or name the one it leads to with `--config`.',
  ],
  'file.refused': ['This user may not read the file.', 'Correct its permissions.'],
  'file.special': ['The file is a device, a socket or a pipe.', 'Name a regular file.'],
  'yaml.alias': [
    'The file uses an anchor or an alias.',
    'Write the values out. Text that starts with `*` goes in quotes.',
  ],
  'yaml.character': [
    'The file contains a character that cannot be shown safely.',
    'Remove it, or type the text again.',
  ],
  'yaml.depth': ['The file is nested too deeply.', 'Remove levels of nesting.'],
  'yaml.directive': ['A line starts with `%`.', 'Remove the line.'],
  'yaml.documents': ['The file contains a second document.', 'Remove the `---`. A file is one document.'],
  'yaml.duplicate-key': ['A key appears twice.', 'Keep one of the two.'],
  'yaml.key': ['A key is not a plain word.', 'Write `key: value`.'],
  'yaml.merge-key': ['The file uses a merge key (`<<`).', 'Write the entries out.'],
  'yaml.number': [
    'A number is not written as a plain decimal.',
    'Write only its digits, or put it in quotes if it is a text.',
  ],
  'yaml.reserved-key': ['A key has a name that no setting has, such as `__proto__`.', 'Remove it.'],
  'yaml.syntax': ['The file is not valid YAML.', 'The message shows where.'],
  'yaml.tag': ['The file uses a tag.', 'Remove the tag.'],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
