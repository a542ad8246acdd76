import { UserError } from '../model/error.ts';
import { type World, WORLD_FORMAT } from './world.ts';

/** Two accounts with nobody but the owner of the token in them. */

export function emptyWorld(): World {
  const at = '2024-01-08T09:00:00Z';
  return {
    format: WORLD_FORMAT,
    harvest: {
      account: 1234567,
      me: 1782959,
      next_id: 20000001,
      company: {
        name: 'Sample Agency',
        subdomain: 'sample-agency',
        weekly_capacity: 126000,
        wants_timestamp_timers: false,
        currency: 'EUR',
      },
      clients: [],
      projects: [],
      users: [],
      roles: [],
      user_assignments: [],
    },
    forecast: {
      account: 7654321,
      name: 'Sample Agency',
      me: 3001,
      next_id: 9001,
      weekly_capacity: 126000,
      created_at: at.replace('Z', '.000Z'),
      people: [],
      clients: [],
      projects: [],
      roles: [],
      placeholders: [],
      assignments: [],
      milestones: [],
    },
    connected: false,
    lag: {},
    deleted: [],
  };
}
/** A world that was read as JSON, or a `UserError` that says what it lacks. */

export function asWorld(value: unknown, where: string): World {
  const lists = {
    harvest: ['clients', 'projects', 'users', 'roles', 'user_assignments'],
    forecast: ['people', 'clients', 'projects', 'roles', 'placeholders', 'assignments', 'milestones'],
  };
  const missing: string[] = [];
  if (!isObject(value) || value['format'] !== WORLD_FORMAT) missing.push(`"format": "${WORLD_FORMAT}"`);
  for (const [side, names] of Object.entries(lists)) {
    const data = isObject(value) ? value[side] : undefined;
    for (const name of names) {
      const rows = isObject(data) ? data[name] : undefined;
      if (!Array.isArray(rows)) missing.push(`${side}.${name}`);
      else if (!rows.every((row) => isObject(row) && typeof row['id'] === 'number'))
        missing.push(`an id in each entry of ${side}.${name}`);
    }
  }
  if (missing.length > 0) {
    throw new UserError(
      'sandbox.world',
      `${where} does not contain the accounts of a sandbox. ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
      {
        hint: 'Name an empty folder to start with the sample agency, or save the accounts of a running sandbox.',
      },
    );
  }
  const empty = emptyWorld();
  const { harvest, forecast, ...rest } = value as World;
  return {
    ...empty,
    ...rest,
    harvest: { ...empty.harvest, ...harvest },
    forecast: { ...empty.forecast, ...forecast },
  };
}
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
