/** The forms in which values of both accounts compare, and the type of a value in each. */
export interface FormTypes {
  /** In NFC. A service's null is "". */
  text: string;
  /** A text in any case. */
  email: string;
  /** The client's id in the account that the value comes from. Null (Forecast only) means no client. */
  client: number | null;
  status: Status;
  /** Seconds a week. Null (Forecast only) means "the company's default". */
  capacity: number | null;
  /** Role names as that account has them, in any order. */
  roles: readonly string[];
  /** Forecast's native pointer: the Harvest id it stores, or null. */
  pointer: number | null;
}
export type Form = keyof FormTypes;

/**
 * The fields that hfsync knows, by the names that plans and their JSON use. `rules/fields.ts` has everything else about
 * them.
 */
export const FORMS = {
  name: 'text',
  code: 'text',
  client: 'client',
  status: 'status',
  /** Forecast project notes. */
  notes: 'text',
  first_name: 'text',
  last_name: 'text',
  email: 'email',
  capacity: 'capacity',
  roles: 'roles',
  pointer: 'pointer',
} as const satisfies { readonly [field: string]: Form };
export type FieldTypes = { [F in keyof typeof FORMS]: FormTypes[(typeof FORMS)[F]] };
export type Status = 'active' | 'archived';
export type FieldName = keyof FieldTypes;
export type FieldValue = FieldTypes[FieldName];

/**
 * A record's values. If a key is missing or undefined, the answer did not contain it: the value is *unknown*, which is
 * never a change and never written.
 */
export type Values = { readonly [F in FieldName]?: FieldTypes[F] };

/** The fields whose values are known. */
export function knownFields(values: Values): readonly FieldName[] {
  return (Object.keys(values) as FieldName[]).filter((field) => values[field] !== undefined);
}

/** The newer values, and the older ones where the newer are unknown. */
export function updatedValues(older: Values, newer: Values): Values {
  return { ...older, ...Object.fromEntries(knownFields(newer).map((field) => [field, newer[field]])) };
}

/**
 * Whether two values are equal. Unicode normal form does not matter, nor the case of an e-mail or the order of roles.
 */
export function sameValue(field: FieldName, left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  if (left === right) return true;
  if (isList(left) && isList(right)) return listKey(left) === listKey(right);
  if (typeof left === 'string' && typeof right === 'string') return textKey(field, left) === textKey(field, right);
  return false;
}

/** The wanted values that differ from the found ones. */
export function differing(wanted: Values, found: Values): Values {
  const fields = knownFields(wanted).filter((field) => !sameValue(field, found[field], wanted[field]));
  return Object.fromEntries(fields.map((field) => [field, wanted[field]]));
}

/** The form in which texts compare: NFC, and for e-mails lower case as well (3-decisions: "Text"). */
export function textKey(field: FieldName, text: string): string {
  return FORMS[field] === 'email' ? text.normalize('NFC').toLowerCase() : text.normalize('NFC');
}

/** Whether two texts differ only in blanks: around them, or in the number between two words. */
export function spacedAlike(field: FieldName, left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return sameValue(field, collapsed(left), collapsed(right));
}

function collapsed(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** Whether a list of names has this one, in any normal form. */
export function includesText(list: readonly string[], text: string): boolean {
  return list.some((item) => sameValue('name', item, text));
}

function isList(value: FieldValue | undefined): value is readonly string[] {
  return Array.isArray(value);
}

function listKey(list: readonly string[]): string {
  return JSON.stringify(list.map((item) => item.normalize('NFC')).sort());
}
