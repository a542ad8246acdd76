import { FORMS, sameValue, spacedAlike, type FieldName, type FieldValue, type Form } from './field.ts';
import type { Stored, StoredForm, StoredForms } from './last.ts';
import { otherSide, type Side } from './side.ts';
import { isTemporary } from './temporary.ts';

/** One value of a write that was applied: `got` is what the service has now. */
export interface AppliedValue {
  readonly field: FieldName;
  readonly before: FieldValue | undefined;
  readonly asked: FieldValue;
  readonly got: FieldValue | undefined;
}

/** Of these a service may keep another form: trimmed, cut, rounded. A status or a client is one or another. */
const STORED_OTHERWISE: readonly Form[] = ['text', 'email', 'capacity'];

/**
 * What a pair's values are stored as after a write. A write ends what was known of its fields, on the other side too, unless that
 * side was asked for the same value.
 */
export function storedAfter(known: Stored | undefined, side: Side, answers: readonly AppliedValue[]): Stored {
  const stored: { [F in FieldName]?: StoredForms } = { ...known };
  for (const answer of answers) {
    const { field, asked } = answer;
    // Notes are on one side alone, so nothing is compared with them.
    if (field === 'notes' || !STORED_OTHERWISE.includes(FORMS[field])) continue;
    if (typeof asked === 'string' && isTemporary(asked)) continue;
    const other = known?.[field]?.[otherSide(side)];
    const form = formOf(answer, known?.[field]?.[side]);
    const forms: StoredForms = {
      ...(other && sameValue(field, other.asked, asked) && { [otherSide(side)]: other }),
      ...(form && { [side]: form }),
    };
    if (Object.keys(forms).length > 0) stored[field] = forms;
    else delete stored[field];
  }
  return stored;
}

/** null where the value is stored as asked. One that is as it was before may not have been taken at all: only its blanks tell. */
function formOf({ field, before, asked, got }: AppliedValue, known: StoredForm | undefined): StoredForm | null {
  if (!isFormValue(asked) || !isFormValue(got) || sameValue(field, asked, got)) return null;
  if (known && sameValue(field, known.asked, asked) && sameValue(field, known.got, got)) return known;
  return sameValue(field, before, got) && !spacedAlike(field, asked, got) ? null : { asked, got };
}

function isFormValue(value: FieldValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
