import { reads, demand, isFilled, take, type Operation, type Resource } from '../resource.ts';
import { readFields } from '../input.ts';
import type { ForecastPerson } from '../world.ts';
import { edited, withoutPointers, save, stamps } from './edit.ts';
import { leaveRoles, rolesOf, setRoles } from './roles.ts';

const FIELDS = {
  first_name: 'text',
  last_name: 'text',
  email: 'text?',
  login: 'text',
  admin: 'flag',
  archived: 'flag',
  subscribed: 'flag',
  avatar_url: 'text',
  harvest_user_id: 'whole?',
  weekly_capacity: 'whole?',
  working_days: 'flags',
  color_blind: 'flag',
  personal_feed_token_id: 'whole?',
} as const;

/** People (community OpenAPI files; the create body is the web app's own). Roles are written by name. */
export const people: Resource<ForecastPerson> = {
  rows: (world) => world.forecast.people,

  create(operation, given) {
    const input = withoutPointers(operation, given);
    const { forecast } = operation.world;
    const { login, ...written } = readFields(input, FIELDS);
    const { roles } = readFields(input, { roles: 'texts' });
    const person: ForecastPerson = { ...blankPerson(forecast.next_id++), ...stamps(operation), ...written };
    check(operation, person, login);
    if (login === 'enabled') person.login = 'enabled';
    forecast.people.push(person);
    if (roles) setRoles(operation, 'person_ids', person.id, roles);
    return person;
  },

  update(operation, person, input) {
    const next = edited(operation, person, input, FIELDS);
    const { roles } = readFields(input, { roles: 'texts' });
    check(operation, next, next.login);
    const joined = roles ? setRoles(operation, 'person_ids', person.id, roles) : false;
    return save(operation, person, next, joined);
  },

  remove(operation, person) {
    const { forecast } = operation.world;
    demand(operation, [[person.id !== forecast.me, "You can't delete yourself"]]);
    leaveRoles(operation.world, 'person_ids', person.id);
    forecast.assignments = forecast.assignments.filter((one) => one['person_id'] !== person.id);
    return take(forecast.people, person);
  },

  view(world) {
    const roles = rolesOf(world, 'person_ids');
    return ({ updated_at, updated_by_id, harvest_user_id, weekly_capacity, working_days, color_blind, ...person }) => ({
      ...person,
      roles: roles.get(person.id) ?? [],
      updated_at,
      updated_by_id,
      harvest_user_id,
      weekly_capacity,
      working_days,
      color_blind,
    });
  },
};

/** A person as Forecast creates one from two names: not invited, and on the account's default capacity. */
export function blankPerson(id: number): ForecastPerson {
  return {
    id,
    first_name: '',
    last_name: '',
    email: null,
    login: 'disabled',
    admin: false,
    archived: false,
    subscribed: false,
    avatar_url: `https://secure.gravatar.com/avatar/${id}.jpg`,
    updated_at: '',
    updated_by_id: null,
    harvest_user_id: null,
    weekly_capacity: null,
    working_days: {
      monday: true,
      tuesday: true,
      wednesday: true,
      thursday: true,
      friday: true,
      saturday: false,
      sunday: false,
    },
    color_blind: false,
    personal_feed_token_id: null,
  };
}

function check(operation: Operation, next: ForecastPerson, login: string | undefined): void {
  demand(operation, [
    [isFilled(next.first_name), "First name can't be blank"],
    [login === undefined || login === 'enabled' || login === 'disabled', 'Login is not included in the list'],
    [!reads(operation, 'halfHours') || (next.weekly_capacity ?? 0) % 1800 === 0, 'Weekly capacity is invalid'],
    [next.weekly_capacity === null || next.weekly_capacity >= 0, 'Weekly capacity must be greater than or equal to 0'],
  ]);
}
