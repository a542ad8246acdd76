import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import { sideName, type Side } from '../model/side.ts';

/** The rule that a key of a service's answer is about, for the remark that it was null. */
export function ruleOfKey(kind: Kind, key: string): RuleId {
  switch (kind) {
    case 'company':
      return 'company.capacity';
    case 'role':
      return key === 'name' ? 'role.edited' : 'person.roles';
    case 'client':
      return key === 'name' ? 'client.name' : 'client.status';
    case 'project':
      return key === 'name' ? 'project.name' : key === 'client' ? 'project.client' : 'project.status';
    case 'person':
      return ruleOfPerson(key);
  }
}

function ruleOfPerson(key: string): RuleId {
  switch (key) {
    case 'weekly_capacity':
      return 'person.capacity';
    case 'roles':
      return 'person.roles';
    case 'email':
      return 'person.email.other';
    case 'first_name':
    case 'last_name':
      return 'person.name.other';
    case 'login':
      return 'person.name.no-sign-in';
    default:
      return 'person.status';
  }
}

export function untoldText(side: Side, keys: readonly string[]): string {
  const list = keys.map((key) => JSON.stringify(key)).join(', ');
  return `${sideName(side)} does not tell ${list} (null): it is unknown, and stays as it is.`;
}
