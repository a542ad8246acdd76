import type { Kind } from '../model/kind.ts';
import type { RuleId } from '../model/rule.ts';
import { SIDES } from '../model/side.ts';
import { FIELD_NAMES, fieldOn, keysOn } from './fields.ts';

/** The rule that a key of a service's answer is about, for the remark that it was null. A key of no field is one that makes a status or members. */
export function ruleOfKey(kind: Kind, key: string): RuleId {
  if (kind === 'person' && key === 'login') return 'person.name.no-sign-in';
  const field = FIELD_NAMES.find((name) => name === key || SIDES.some((side) => keysOn(kind, side)[name] === key));
  const rule = field && fieldOn(kind, field)?.rule;
  if (rule) return typeof rule === 'string' ? rule : rule.other;
  if (kind === 'company') return 'company.capacity';
  return kind === 'role' ? 'person.roles' : `${kind}.status`;
}
