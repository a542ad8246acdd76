import { knownFields, sameValue, spacedAlike, type FieldName, type FieldValue, type Values } from '../model/field.ts';
import type { Change } from '../model/plan.ts';
import { FIELD_NAMES, FIELDS } from '../rules/fields.ts';
import type { OwnChanges } from './own.ts';

/**
 * Whether a record may be written, from how it is right now. Pure.
 *
 * | the record right now                               | result |
 * | -------------------------------------------------- | ------- |
 * | has every wanted value                             | already: done without a request |
 * | a synced field is neither as expected nor wanted   | stale: the change is refused |
 * | a field to write is no longer visible              | stale |
 * | else                                               | ready |
 *
 * Some fields are looked at only by a change that writes them: people write in notes all the time.
 */
export type Precheck =
  | { readonly kind: 'already' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'stale'; readonly differences: readonly Difference[] };

/** One field that is not as expected: what was expected or asked for, and what was found. */
export interface Difference {
  readonly field: FieldName;
  readonly expected: FieldValue | undefined;
  readonly found: FieldValue | undefined;
}

const ALWAYS = FIELD_NAMES.filter((field) => FIELDS[field].looked === 'always');
const IF_WRITTEN = FIELD_NAMES.filter((field) => FIELDS[field].looked === 'if-written');

export function precheck(
  change: Change,
  fresh: Values,
  expected: Values,
  wanted: Values,
  own: Pick<OwnChanges, 'explains'>,
): Precheck {
  const asked = knownFields(wanted);
  if (asked.every((field) => sameValue(field, fresh[field], wanted[field]))) return { kind: 'already' };
  const looked = [...ALWAYS, ...IF_WRITTEN.filter((field) => asked.includes(field))];
  const edited = looked.filter((field) => {
    const found = fresh[field];
    const before = expected[field];
    const isAsked = field in wanted;
    // A key that is missing from an answer is unknown and proves no edit; but what is not seen is not written either.
    if (found === undefined) return isAsked && before !== undefined;
    if (before === undefined || sameValue(field, found, before)) return false;
    if (isAsked && sameValue(field, found, wanted[field])) return false;
    return !(change.kind === 'person' && own.explains(change.account, field, before, found));
  });
  if (edited.length === 0) return { kind: 'ready' };
  return {
    kind: 'stale',
    differences: edited.map((field) => ({ field, expected: expected[field], found: fresh[field] })),
  };
}

/** A record that shows it may have been written so: a service may trim a text. */
export function isStoredAs(field: FieldName, found: FieldValue | undefined, asked: FieldValue | undefined): boolean {
  return sameValue(field, found, asked) || spacedAlike(field, found, asked);
}

/** Values that were asked for and are not there. */
export function unstored(wanted: Values, found: Values): readonly Difference[] {
  return knownFields(wanted)
    .filter((field) => !sameValue(field, found[field], wanted[field]))
    .map((field) => ({ field, expected: wanted[field], found: found[field] }));
}
