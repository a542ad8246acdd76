import type { Code } from '../../model/code.ts';

/** What can go wrong with the state, its journal and its lock: what each means, and what to do next. */
export const STATE_CODES = {
  'state.damaged': ['The state is damaged.', '`hfsync state restore` replaces it with its backup.'],
  'state.foreign': [
    'The place of the state keeps something that hfsync did not write.',
    'Choose another place. A state of Terraform needs an address of its own.',
  ],
  'state.git': [
    'The git backend cannot use git, or cannot tell which remote keeps the state.',
    'The message says what is missing.',
  ],
  'state.gone': [
    'The folder of the state was deleted, moved or replaced while a run held its lock.',
    'The message names the file with everything that the run knew, and the commands that restore it.',
  ],
  'state.journal-damaged': [
    'The journal of the state is damaged, and not just at its end.',
    'The message says how to go on.',
  ],
  'state.journal-foreign': [
    'The journal belongs to another state.',
    'Restore the state that it belongs to, or move the journal away.',
  ],
  'state.key-invalid': ['`HFSYNC_STATE_KEY` is not a key.', 'Make one with `openssl rand -base64 32`.'],
  'state.key-missing': [
    'The state is encrypted, and `HFSYNC_STATE_KEY` is not set.',
    'Set it to the key that the state was written with.',
  ],
  'state.key-unset': [
    'The state has to be encrypted, and `HFSYNC_STATE_KEY` is not set.',
    'Make a key with `openssl rand -base64 32`, and set `HFSYNC_STATE_KEY` to it.',
  ],
  'state.key-wrong': [
    'The state was encrypted with another key, or was changed.',
    'Set `HFSYNC_STATE_KEY` to the key that the state was written with.',
  ],
  'state.lock-id': ['The lock has a different id from the one given.', '`hfsync apply` prints the id of the lock.'],
  'state.locked': [
    'Another run holds the lock of the state.',
    'Wait until that run has ended, or give `--lock-timeout SECONDS`.',
  ],
  'state.lost': [
    'Another run took over the lock of the state, because this one gave no sign of life for too long.',
    'Nothing more was sent. The message names the file with everything that the run knew, and says what to do with it.',
  ],
  'state.missing': [
    'The state is missing, although hfsync has worked here before.',
    '`hfsync state restore` restores the backup. The message says how to start over instead.',
  ],
  'state.moved': [
    'Something else changed the state while this run held its lock.',
    'What this run did is in the journal. Find out what writes that file.',
  ],
  'state.newer': ['The state was written by a newer hfsync.', 'Update hfsync.'],
  'state.no-backup': ['There is no backup of the state to restore.', 'Restore the state from another copy.'],
  'state.no-state': ['There is no state yet.', 'Every apply writes it.'],
  'state.not-locked': ['The state is not locked.', 'Nothing to do.'],
  'state.not-missing': [
    'The state is intact, so hfsync does not replace it with its backup.',
    'To go back to the backup anyway, move the state away first.',
  ],
  'state.not-sealed': [
    'The state, its journal or its backup is not encrypted, and `HFSYNC_STATE_KEY` is set.',
    'If it is yours, encrypt it once with `hfsync state seal`. Otherwise find out who can write there.',
  ],
  'state.older': [
    'The state to put in place is older than the one that is there, or another one of the same serial.',
    'Nothing was written. To go back to it all the same: `hfsync state push FILE --force`.',
  ],
  'state.other-accounts': [
    'The state and the configuration name different accounts.',
    'Correct the account ids, or keep their state at another place.',
  ],
  'state.other-lineage': [
    'The state to put in place has another history than the one that is there.',
    'Nothing was written. Make sure that it is the right one, then: `hfsync state push FILE --force`.',
  ],
  'state.outside': [
    'The path of the state leaves the folder of `hfsync.yaml`.',
    'Name a path inside it, such as `.hfsync/state.json`, or set `HFSYNC_STATE_PATH`.',
  ],
  'state.same-place': ['The state is there already.', 'Name another backend with `--to`.'],
  'state.symlink': [
    'The state is a symbolic link, which hfsync does not follow.',
    'Name the real file in `state.path`.',
  ],
  'state.taken': [
    'The state remembers a record of the new address already.',
    'Forget that one first, with `hfsync state rm ADDRESS`, if it is wrong.',
  ],
  'state.unknown': [
    'The state does not contain this record.',
    '`hfsync state list` prints the records that it contains.',
  ],
  'state.unreachable': ['The place of the state cannot be reached.', 'The message gives the reason.'],
  'state.unreadable': ['The state cannot be read.', 'The message gives the reason.'],
  'state.unsettled': [
    'An interrupted run left writes that nobody has checked yet.',
    'Let the next apply check them first: `hfsync apply`.',
  ],
  'state.unwritable': [
    'The state cannot be written. hfsync writes to no account without it.',
    'The message gives the reason.',
  ],
  'state.variable': [
    'An environment variable that says where the state is has no usable value.',
    'The message says what it may be.',
  ],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
