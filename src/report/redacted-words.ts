import type { FieldName, FieldValue } from '../model/field.ts';
import type { Plan, Differences } from '../model/plan.ts';
import { rowOf } from '../rules/fields.ts';

/** The placeholder for a value. `which` says which of a field's values it is. */
export type Words = (field: FieldName, value: FieldValue, which: Which, id?: number | null) => FieldValue;
type Which = 'old' | 'new' | 'in_Harvest' | 'in_Forecast' | 'at_baseline';
export function wordsOf(plan: Plan): Words {
  const roles = [...new Set(rolesIn(plan))];
  return (field, value, which, id) => {
    const noun = rowOf(field).redacted;
    if (value === null || value === '' || noun === null) return value;
    if (Array.isArray(value)) return value.map((role: string) => `${noun}_${roles.indexOf(role) + 1}`);
    return typeof id === 'number' ? `${noun}_${id}` : placed(noun, which);
  };
}
/** The placeholder is one word, so that no view marks only a part of it as changed. */
function placed(noun: string, which: Which): string {
  return which === 'old' || which === 'new' ? `${which}_${noun}` : `${noun}_${which}`;
}
function* rolesIn({ changes, manual, conflicts, since }: Plan): Iterable<string> {
  const values = [
    ...[...changes, ...before(since?.changes)].flatMap(({ baseline }) => Object.values(baseline ?? {})),
    ...[...changes, ...before(since?.changes)].flatMap(({ fields }) =>
      fields.flatMap((each) => [each.before, each.after]),
    ),
    ...[...manual, ...before(since?.manual)].flatMap(({ fields }) =>
      fields.flatMap((each) => [each.harvest, each.forecast]),
    ),
    ...[...conflicts, ...before(since?.conflicts)].flatMap((each) => [each.baseline, each.harvest, each.forecast]),
  ];
  for (const value of values) if (Array.isArray(value)) yield* value as readonly string[];
}
function before<T>(differences: Differences<T> | undefined): readonly T[] {
  return differences ? [...differences.different, ...differences.gone] : [];
}
