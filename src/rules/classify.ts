import type { FieldName } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Editor } from '../model/want.ts';

/** What has to be known about a person before an edit of a name or an e-mail can be judged. */
export interface Identity {
  /** `login: enabled` and not archived, as this plan read it. */
  readonly maySignIn: boolean;
  readonly editor: Editor;
}

export interface Judgement {
  readonly rule: RuleId;
  readonly class: 'auto' | 'manual';
}

/**
 * The rule under which a changed field goes to the other side, or waits for a person.
 *
 * | field | may sign in | editor | rule |
 * | --- | --- | --- | --- |
 * | first_name, last_name | yes | self | person.name.self, auto |
 * | first_name, last_name | yes | other, unknown | person.name.other, auto |
 * | first_name, last_name | no | any | person.name.no-sign-in, manual |
 * | email | yes | self | person.email.self, auto |
 * | email | yes | other, unknown | person.email.other, manual |
 * | email | no | any | person.email.no-sign-in, manual |
 * | status of a person | any | any | person.status, manual |
 * | all others | | | the field's own rule, auto |
 */
export function classify(kind: Kind, field: FieldName, identity: Identity): Judgement {
  if (kind !== 'person') return { rule: plainRule(kind, field), class: 'auto' };
  if (field === 'capacity') return { rule: 'person.capacity', class: 'auto' };
  if (field === 'roles') return { rule: 'person.roles', class: 'auto' };
  if (field === 'status') return { rule: 'person.status', class: 'manual' };
  if (field === 'email') return classifyEmail(identity);
  return classifyName(identity);
}

function classifyName({ maySignIn, editor }: Identity): Judgement {
  if (!maySignIn) return { rule: 'person.name.no-sign-in', class: 'manual' };
  return { rule: editor === 'self' ? 'person.name.self' : 'person.name.other', class: 'auto' };
}

function classifyEmail({ maySignIn, editor }: Identity): Judgement {
  if (!maySignIn) return { rule: 'person.email.no-sign-in', class: 'manual' };
  if (editor === 'self') return { rule: 'person.email.self', class: 'auto' };
  return { rule: 'person.email.other', class: 'manual' };
}

function plainRule(kind: Exclude<Kind, 'person'>, field: FieldName): RuleId {
  if (kind === 'company') return 'company.capacity';
  if (kind === 'role') return 'role.edited';
  if (kind === 'client') return field === 'status' ? 'client.status' : 'client.name';
  if (field === 'code' || field === 'client' || field === 'status') return `project.${field}`;
  return 'project.name';
}
