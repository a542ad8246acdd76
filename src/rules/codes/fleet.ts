import type { Code } from '../../model/code.ts';

/** What can stop the schedules and workers of a fleet: what each means, and what to do next. */
export const FLEET_CODES = {
  'fleet.every': [
    'The schedules are kept as cron expressions, and cron cannot express this interval.',
    'Choose minutes that divide an hour, such as `15m`, or hours that divide a day, such as `2h`.',
  ],
  'fleet.local-state': [
    'A file of the fleet keeps its state on one machine, where workers on other machines cannot see it.',
    'Choose `state.backend: git`, `http` or `postgres` in that file. `hfsync state migrate --to` copies the state there.',
  ],
  'fleet.missing': [
    'The package pg-boss, which keeps the queue of a fleet, is not installed beside hfsync, or is older than version 12.',
    '`npm install hfsync pg-boss@12`, in one place.',
  ],
  'fleet.name': ['`HFSYNC_FLEET_NAME` is not a valid name for a fleet.', 'Use up to 50 letters, digits, `-` and `_`.'],
  'fleet.node': ['This Node is older than pg-boss allows.', 'Run workers and schedules with Node 22.12 or newer.'],
  'fleet.queue': [
    'The database of the queue cannot be reached, or does not let hfsync create its schema.',
    'Check the address in `HFSYNC_FLEET_URL` (or `HFSYNC_STATE_POSTGRES_URL`) and the rights of its user.',
  ],
  'fleet.twice': ['Two files name the same pair of accounts.', 'Put what they declare into one file.'],
  'fleet.unknown-pair': [
    'A worker was given a job for a pair of accounts that none of its files names.',
    'Update its checkout, or run `hfsync fleet schedule` again.',
  ],
} as const satisfies Partial<Record<Code, readonly [means: string, next: string]>>;
