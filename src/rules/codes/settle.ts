import type { Code } from '../../model/code.ts';

/** What stops an edit of the configuration: what each means, and what to do next. */
export const SETTLE_CODES = {
  'adopt.declined': [
    'The answer to the question of `adopt` was not `yes`. Nothing was written.',
    'Run `hfsync adopt` again when you are ready.',
  ],
  'adopt.guard': [
    'A guard doubts the accounts: most records of a list are gone, or Forecast belongs to another Harvest account. The file was left as it is.',
    'Check both accounts and the tokens. `hfsync plan` says what the guard found.',
  ],
  'page.idle': [
    'Nobody used the local page for a while, so it ended. Nothing was written.',
    'Run the command again. The page starts anew.',
  ],
  'page.port': [
    'The local page cannot listen on the port that `--port` names.',
    'Name another one, or leave `--port` out.',
  ],
  'settle.declined': [
    'The answer to the question of `settle` was not `yes`. Nothing was written.',
    'Run `hfsync settle` again when you are ready.',
  ],
  'settle.nothing': [
    'Nothing that waits for a person there can be settled in the file.',
    'Run `hfsync plan`. It shows what waits, and the ways to settle it.',
  ],
  'settle.refused': [
    'The file cannot be edited without changing something else in it.',
    'Edit it by hand. `hfsync plan` shows the lines.',
  ],
  'settle.stale': ['The file changed after it was read. It was left as it is.', 'Run the same command again.'],
  'settle.unapproved': [
    '`settle` was not approved, and there is no terminal to ask on.',
    'Use `--yes` to write the file, or `--dry-run` to see the diff.',
  ],
  'settle.unwritable': [
    'The configuration or an included file cannot be written.',
    'Check the permissions of the file and its folder.',
  ],
  'settle.way': [
    'The item has no such way out, or the way needs an id.',
    'The message lists the ways. Name an open id with `--id`.',
  ],
  'settle.which': [
    '`settle` was run without anything to settle.',
    'Name a record (`project:14308069/-`), a rule (`--rule`), or `--exact`.',
  ],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
