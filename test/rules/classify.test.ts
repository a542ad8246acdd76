import { describe, expect, test } from 'vitest';
import type { FieldName } from '../../src/model/field.ts';
import type { Kind, RecordKind } from '../../src/model/kind.ts';
import type { RuleId } from '../../src/model/rule.ts';
import type { Side } from '../../src/model/side.ts';
import type { Editor } from '../../src/model/want.ts';
import { classify } from '../../src/rules/classify.ts';
import { createRule, deletedRule, newRule } from '../../src/rules/existence-rules.ts';

const yes = true;
const no = false;

const judged: readonly (readonly [Kind, FieldName, boolean, Editor, RuleId, 'auto' | 'manual'])[] = [
  ['company', 'capacity', no, 'unknown', 'company.capacity', 'auto'],
  ['role', 'name', no, 'unknown', 'role.edited', 'auto'],
  ['client', 'name', no, 'unknown', 'client.name', 'auto'],
  ['client', 'status', no, 'unknown', 'client.status', 'auto'],
  ['project', 'name', no, 'unknown', 'project.name', 'auto'],
  ['project', 'code', no, 'unknown', 'project.code', 'auto'],
  ['project', 'client', no, 'unknown', 'project.client', 'auto'],
  ['project', 'status', no, 'unknown', 'project.status', 'auto'],
  ['person', 'capacity', no, 'unknown', 'person.capacity', 'auto'],
  ['person', 'roles', no, 'unknown', 'person.roles', 'auto'],
  ['person', 'status', yes, 'self', 'person.status', 'manual'],
  ['person', 'first_name', yes, 'self', 'person.name.self', 'auto'],
  ['person', 'first_name', yes, 'other', 'person.name.other', 'auto'],
  ['person', 'last_name', yes, 'unknown', 'person.name.other', 'auto'],
  ['person', 'last_name', no, 'self', 'person.name.no-sign-in', 'manual'],
  ['person', 'email', yes, 'self', 'person.email.self', 'auto'],
  ['person', 'email', yes, 'other', 'person.email.other', 'manual'],
  ['person', 'email', yes, 'unknown', 'person.email.other', 'manual'],
  ['person', 'email', no, 'self', 'person.email.no-sign-in', 'manual'],
];

describe('the rule of an edited field', () => {
  test.each(judged)('%s %s, may sign in: %s, by %s: %s, %s', (kind, field, maySignIn, editor, rule, judgement) => {
    expect(classify(kind, field, { maySignIn, editor })).toEqual({ rule, class: judgement });
  });
});

/** The side is where the record is, or was: a create goes to the other one. */
const ends: readonly (readonly [Exclude<RecordKind, 'role'>, Side, RuleId, RuleId])[] = [
  ['client', 'harvest', 'client.new-in-harvest', 'client.deleted-in-harvest'],
  ['client', 'forecast', 'client.new-in-forecast', 'client.deleted-in-forecast'],
  ['project', 'harvest', 'project.new-in-harvest', 'project.deleted-in-harvest'],
  ['project', 'forecast', 'project.new-in-forecast', 'project.deleted-in-forecast'],
  ['person', 'harvest', 'person.new-in-harvest', 'person.deleted-in-harvest'],
  ['person', 'forecast', 'person.forecast-only', 'person.deleted-in-forecast'],
];

describe('the rules of a record that is on one side only', () => {
  test.each(ends)('%s in %s: %s, %s', (kind, side, isNew, isDeleted) => {
    expect(newRule(kind, side)).toBe(isNew);
    expect(createRule(kind, side === 'harvest' ? 'forecast' : 'harvest')).toBe(isNew);
    expect(deletedRule(kind, side)).toBe(isDeleted);
  });

  test('role.created: a role goes to either side', () => {
    expect(createRule('role', 'harvest')).toBe('role.created');
    expect(createRule('role', 'forecast')).toBe('role.created');
  });
});
