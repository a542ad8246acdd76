import type { FieldName } from '../../model/field.ts';
import type { StoredForms } from '../../model/last.ts';
import type { StoredField } from '../../model/reason.ts';
import type { RuleId } from '../../model/rule.ts';
import { SIDES, type Side } from '../../model/side.ts';
import { sameComparable, comparableValue, type ComparableValue } from '../compare/comparable.ts';
import { storedForms, verdictOn } from '../compare/verdict.ts';
import { fieldsOf, setValueOf } from '../compare/winner.ts';
import { addressOf } from '../join/pair.ts';
import { judge, judgeSet, type LinkedPair } from './linked-pair.ts';
import { addManual, subjectOf } from './sheet.ts';
import { shownValue } from './shown.ts';

/*
 * A service may store a value in a different form from what hfsync asked for: a name without its last blank, a capacity rounded. Then
 * the two
 * sides differ although nobody changed anything, and the same request would end the same way. The state keeps what was asked for and
 * what the service made of it (`last.stored`), as long as it is so:
 *
 * | the field, since then                            | then |
 * | ------------------------------------------------ | ---- |
 * | is on both sides as it was                       | an item: what was written, what is stored, and `set:` with that |
 * | was edited                                       | three ways, each side with a baseline of its own (`compareStored`) |
 * | is written again                                 | follows that answer (`storedAfter`) |
 * | is the same on both sides, and as the file wants | is forgotten |
 * | is out of sight                                  | stays |
 */

/** Reports what is stored otherwise: one item per rule, so that one edit can accept them all. */
export function reportStored(linked: LinkedPair): void {
  const { context, sheet, pair } = linked;
  if (!context.last?.stored?.[addressOf(pair)]) return;
  const fields = fieldsOf(context, pair).flatMap((field) => {
    const forms = standingForms(linked, field);
    return Object.keys(forms).length > 0 ? [{ field, forms, rule: ruleOf(linked, field, forms) }] : [];
  });
  const subject = subjectOf(context, pair);
  for (const rule of new Set(fields.map((each) => each.rule))) {
    const under = fields.filter((each) => each.rule === rule);
    const stored = under.flatMap(({ field, forms }) => storedFields(field, forms));
    const waiting = under.map(({ field }) => ({
      field,
      harvest: shownValue(context.have, linked.harvest, field),
      forecast: shownValue(context.have, linked.forecast, field),
    }));
    addManual(sheet, subject, rule, { code: 'stored-otherwise', stored }, waiting);
  }
}

function storedFields(field: FieldName, forms: StoredForms): StoredField[] {
  return SIDES.flatMap((side) => {
    const form = forms[side];
    return form ? [{ field, side, asked: form.asked, got: form.got }] : [];
  });
}

function ruleOf(linked: LinkedPair, field: FieldName, forms: StoredForms): RuleId {
  if (setValueOf(linked, field) !== undefined) return judgeSet(linked, field).rule;
  return judge(linked, field, forms.harvest ? 'forecast' : 'harvest').rule;
}

/** The sides on which the field still has the form in which it was stored. */
function standingForms(linked: LinkedPair, field: FieldName): StoredForms {
  const { context, pair } = linked;
  const wanted = setValueOf(linked, field);
  const forms = storedForms(context, pair, field) ?? {};
  if (wanted === undefined) return verdictOn(context, pair, field) === 'stored' ? forms : {};
  const standing = SIDES.filter((side) => isStoredOtherwise(linked, field, side, wanted));
  return Object.fromEntries(standing.map((side) => [side, forms[side]]));
}

/** hfsync wrote the value to this side, and the side still has the form that it stored. */
export function isStoredOtherwise(linked: LinkedPair, field: FieldName, side: Side, wanted: ComparableValue): boolean {
  const form = storedForms(linked.context, linked.pair, field)?.[side];
  const current = comparableValue(linked.context, linked[side], field);
  if (!form || current === undefined || sameComparable(field, current, wanted)) return false;
  return sameComparable(field, form.asked, wanted) && sameComparable(field, form.got, current);
}
