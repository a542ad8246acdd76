import type { FieldName } from '../model/field.ts';
import type { Stored, StoredForm, StoredForms } from '../model/last.ts';
import { SIDES, type Side } from '../model/side.ts';
import { FIELD_NAMES } from '../rules/fields.ts';
import { count, entries, fieldName, onlyKeys, text } from './shape.ts';

/** What a pair's values are stored as, from the state or from the journal. Throws `ShapeError`. */
export function readStored(value: unknown, where: string): Stored {
  const result: { [F in FieldName]?: StoredForms } = {};
  for (const [key, item] of entries(value, where)) {
    const at = `${where}.${key}`;
    result[fieldName(key, at)] = readForms(item, at);
  }
  return result;
}

function readForms(value: unknown, where: string): StoredForms {
  const found = entries(value, where);
  onlyKeys(found, SIDES, where);
  const form = (side: Side) => found.has(side) && { [side]: readForm(found.get(side), `${where}.${side}`) };
  return { ...form('harvest'), ...form('forecast') };
}

function readForm(value: unknown, where: string): StoredForm {
  const found = entries(value, where);
  onlyKeys(found, ['asked', 'got'], where);
  return {
    asked: readValue(found.get('asked'), `${where}.asked`),
    got: readValue(found.get('got'), `${where}.got`),
  };
}

function readValue(value: unknown, where: string): string | number {
  return typeof value === 'number' ? count(value, where) : text(value, where);
}

/** Always in the same order. */
export function storedInOrder(stored: Stored): Stored {
  const present = FIELD_NAMES.filter((field) => stored[field] !== undefined);
  return Object.fromEntries(present.map((field) => [field, formsInOrder(stored[field] ?? {})]));
}

function formsInOrder(forms: StoredForms): StoredForms {
  const present = SIDES.flatMap((side) => (forms[side] ? [[side, forms[side]] as const] : []));
  return Object.fromEntries(present.map(([side, { asked, got }]) => [side, { asked, got }]));
}
