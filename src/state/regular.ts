import { isObject } from '../model/json.ts';
import { FIELD_NAMES } from '../rules/fields.ts';

/**
 * Checks those tables of a state that grow with the accounts. In: a parsed state. Out: the state for the schema's
 * validator, in which each table is left empty if hfsync could have written all its entries. Such entries are valid,
 * and no other part of the schema depends on them.
 */
export function withoutRegular(found: { readonly [key: string]: unknown }): { readonly [key: string]: unknown } {
  const rest = { ...found };
  if (isTable(found['baseline'], isBaseline)) rest['baseline'] = {};
  if (isTable(found['updated'], isUpdated)) rest['updated'] = {};
  const { pointed } = found;
  if (Array.isArray(pointed) && pointed.every((address) => typeof address === 'string' && ADDRESS.test(address)))
    rest['pointed'] = [];
  return rest;
}

/** Ids of up to 15 digits. No real id is longer, and the validator checks longer ones. */
const ADDRESS = /^(?:company|(?:role|client|person|project):(?:-|[1-9][0-9]{0,14})\/(?:-|[1-9][0-9]{0,14}))$/;
const FIELDS: ReadonlySet<string> = new Set(FIELD_NAMES);
/** A time as `Date` writes it. */
const DATE =
  /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;

function isTable(table: unknown, accepts: (entry: { readonly [key: string]: unknown }) => boolean): boolean {
  if (!isObject(table)) return false;
  for (const address in table) {
    const entry = table[address];
    if (!ADDRESS.test(address) || !isObject(entry) || !accepts(entry)) return false;
  }
  return true;
}

function isBaseline(entry: { readonly [key: string]: unknown }): boolean {
  for (const field in entry) {
    if (!FIELDS.has(field)) return false;
    const value = entry[field];
    const isPlain =
      typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
    if (!isPlain && !(Array.isArray(value) && value.every((item) => typeof item === 'string'))) return false;
  }
  return true;
}

function isUpdated(entry: { readonly [key: string]: unknown }): boolean {
  for (const side in entry) {
    if (side !== 'harvest' && side !== 'forecast') return false;
    const date = entry[side];
    if (typeof date !== 'string' || !DATE.test(date)) return false;
  }
  return true;
}
