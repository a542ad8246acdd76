import type { FieldName } from '../model/field.ts';
import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import type { Editor } from '../model/want.ts';
import { fieldOn } from './fields.ts';
import { type IdentityRules } from './field-row.ts';
import { ruleOf } from './table.ts';

/** What hfsync must know about a person before it can judge an edit of a name or an e-mail. */
export interface Identity {
  /** Whether this plan read the person as not archived and with `login: enabled`. */
  readonly maySignIn: boolean;
  readonly editor: Editor;
}

export interface Judgement {
  readonly rule: RuleId;
  readonly class: 'auto' | 'manual';
}

/**
 * The rule under which a changed field goes to the other side, or waits for a person. The fields' rows name the rules, and the
 * rule table says which of them are manual.
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
  const found = fieldOn(kind, field);
  if (!found) throw new Error(`a ${kind} has no ${field}`);
  const rule = typeof found.rule === 'string' ? found.rule : identityRule(found.rule, identity);
  return { rule, class: ruleOf(rule).class === 'manual' ? 'manual' : 'auto' };
}

function identityRule(rules: IdentityRules, { maySignIn, editor }: Identity): RuleId {
  if (!maySignIn) return rules.noSignIn;
  return editor === 'self' ? rules.self : rules.other;
}
