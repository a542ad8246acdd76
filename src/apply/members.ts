import { sameValue } from '../model/field.ts';
import type { AccountRecord } from '../model/record.ts';

/**
 * People with the roles that the list of roles gives them. In: people, all roles of their account. Out: those who have other roles
 * than was known, with these; nobody where a role does not say its members or its name.
 */
export function withRoles(people: Iterable<AccountRecord>, roles: readonly AccountRecord[]): readonly AccountRecord[] {
  if (roles.some(({ members, values }) => members === undefined || values.name === undefined)) return [];
  return [...people].flatMap((person) => {
    if (!person.values.roles) return [];
    const names = roles.filter((role) => hasMember(role, person)).map(({ values }) => values.name ?? '');
    return sameValue('roles', person.values.roles, names)
      ? []
      : { ...person, values: { ...person.values, roles: names } };
  });
}

function hasMember({ members }: AccountRecord, { id }: AccountRecord): boolean {
  return members?.people.some((member) => member === id) ?? false;
}
