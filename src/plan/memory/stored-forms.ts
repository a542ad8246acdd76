import { FORMS, sameValue, spacedAlike, type FieldName, type FieldValue, type Form } from '../../model/field.ts';
import type { Last, Stored, StoredForm, StoredForms } from '../../model/last.ts';
import { otherSide, type Side } from '../../model/side.ts';
import { isTemporary } from '../../model/temporary.ts';
import { KINDS } from '../../model/kind.ts';
import { FIELD_NAMES, KEPT_AS_READ } from '../../rules/fields.ts';
import type { CompareContext } from '../compare/context.ts';
import { sameComparable, comparableValue } from '../compare/comparable.ts';
import { fieldsOf, setValueOf } from '../compare/winner.ts';
import { isElsewhere } from '../join/elsewhere.ts';
import { keptOf } from '../join/kept.ts';
import { addressOf, endOf, type Pair } from '../join/pair.ts';

/** What the state keeps of values that are stored in another form (decide/stored-otherwise.ts). */
export function storedMemory(now: CompareContext, stored: NonNullable<Last['stored']>): Pick<Last, 'stored'> {
  const kept = keptOf(now, stored);
  for (const pair of now.pairs.all) {
    const address = addressOf(pair);
    const known = kept.get(address);
    if (!known || isElsewhere(now, pair)) continue;
    const open = Object.entries(known).filter(([field]) => !isInSync(now, pair, field as FieldName));
    if (open.length > 0) kept.set(address, Object.fromEntries(open));
    else kept.delete(address);
  }
  return kept.size > 0 ? { stored: Object.fromEntries(kept) } : {};
}

/** Both sides show one value, and the file wants no other. */
function isInSync(now: CompareContext, pair: Pair, field: FieldName): boolean {
  const harvest = endOf(now.have, pair, 'harvest');
  const forecast = endOf(now.have, pair, 'forecast');
  if (!harvest || !forecast || !fieldsOf(now, pair).includes(field)) return false;
  const [left, right] = [comparableValue(now, harvest, field), comparableValue(now, forecast, field)];
  if (left === undefined || right === undefined || !sameComparable(field, left, right)) return false;
  const wanted = setValueOf({ pair }, field);
  return wanted === undefined || sameComparable(field, wanted, left);
}

/** One value of a write that was applied: `got` is what the service has now. */
export interface AppliedValue {
  readonly field: FieldName;
  readonly before: FieldValue | undefined;
  readonly asked: FieldValue;
  readonly got: FieldValue | undefined;
}

/** Fields whose values a service may store in a different form: trimmed, cut, rounded. A status or a client has no other form. */
const STORED_OTHERWISE: readonly Form[] = ['text', 'email', 'capacity'];
const FIELDS = FIELD_NAMES.filter(
  (field) => STORED_OTHERWISE.includes(FORMS[field]) && KINDS.some((kind) => KEPT_AS_READ[kind].includes(field)),
);

/**
 * What a pair's values are stored as after a write. A write ends what was known of its fields, on the other side too, unless that
 * side was asked for the same value.
 */
export function storedAfter(known: Stored | undefined, side: Side, answers: readonly AppliedValue[]): Stored {
  const stored: { [F in FieldName]?: StoredForms } = { ...known };
  for (const answer of answers) {
    const { field, asked } = answer;
    if (!FIELDS.includes(field)) continue;
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

/**
 * Null if the value is stored as asked. A value that is the same as before may not have been accepted at all. Only a difference in
 * blanks proves that it was.
 */
function formOf({ field, before, asked, got }: AppliedValue, known: StoredForm | undefined): StoredForm | null {
  if (!isFormValue(asked) || !isFormValue(got) || sameValue(field, asked, got)) return null;
  if (known && sameValue(field, known.asked, asked) && sameValue(field, known.got, got)) return known;
  return sameValue(field, before, got) && !spacedAlike(field, asked, got) ? null : { asked, got };
}

function isFormValue(value: FieldValue | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
