import { UserError } from '../model/error.ts';
import { problemsOf } from './world-problems.ts';
import { type World, WORLD_FORMAT } from './world.ts';

/** Two empty accounts. */
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

/** Checks a world that was read as JSON. Throws a `UserError` that says what is wrong, and where. */
export function asWorld(value: unknown, where: string): World {
  const problems = problemsOf(value, WORLD_FORMAT);
  if (problems.length > 0) {
    const told = problems.slice(0, MOST_TOLD);
    const rest = problems.length > told.length ? [`And ${problems.length - told.length} more.`] : [];
    const message = [`${where} does not contain the accounts of a sandbox.`, ...told, ...rest].join('\n');
    throw new UserError('sandbox.world', message, {
      hint: 'Name an empty folder to start with new accounts. docs/sandbox.md describes the file.',
    });
  }
  const empty = emptyWorld();
  const { harvest, forecast, ...rest } = value as World;
  const { clients, projects, users, roles } = harvest;
  const { people, placeholders } = forecast;
  return {
    ...empty,
    ...rest,
    harvest: { ...empty.harvest, ...harvest, next_id: nextId(harvest, [clients, projects, users, roles]) },
    forecast: {
      ...{ ...empty.forecast, ...forecast },
      next_id: nextId(forecast, [people, forecast.clients, forecast.projects, forecast.roles, placeholders]),
    },
  };
}

/** An id that was never used, whether or not the file says which is next. */
function nextId({ next_id: written }: { next_id?: number }, lists: readonly { id: number }[][]): number {
  return lists.flat().reduce((most, { id }) => Math.max(most, id + 1), written ?? 1);
}

const MOST_TOLD = 10;
