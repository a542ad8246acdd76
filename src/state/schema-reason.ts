import type { Validate } from './generated/state-validator.js';

type Found = NonNullable<NonNullable<Validate<unknown>['errors']>[number]>;

/**
 * What is wrong in a text, by its schema: the path of keys, and what is expected there. `root` is the name of the whole
 * text.
 */
export function reasonOf(errors: Validate<unknown>['errors'], root: string): string {
  const all = errors ?? [];
  // An unknown key explains more than the key that is missing in its place.
  const found = all.find(({ keyword }) => keyword === 'additionalProperties') ?? all[0];
  if (!found) return `${root}: expected another shape`;
  const keys = found.instancePath.split('/').slice(1);
  const at = [...keys.map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')), ...keyOf(found, all)];
  return `${(keys.length > 0 ? at : [root, ...at]).join('.')}: expected ${expected(found)}`;
}

/** The key that an error is about, if it is about a key of an object. */
function keyOf({ keyword, params, instancePath }: Found, all: readonly Found[]): readonly string[] {
  if (keyword === 'additionalProperties') return [String(params['additionalProperty'])];
  if (keyword === 'required') return [String(params['missingProperty'])];
  // The validator reports what is wrong with a key and which key it is as two errors.
  const name = all.find((one) => one.keyword === 'propertyNames' && one.instancePath === instancePath);
  return name && ['pattern', 'enum'].includes(keyword) ? [String(name.params['propertyName'])] : [];
}

const TYPES: { readonly [type: string]: string } = {
  string: 'text',
  integer: 'a whole number',
  array: 'a list',
  object: 'an object',
};

function expected({ keyword, schema, parentSchema }: Found): string {
  switch (keyword) {
    case 'additionalProperties':
      return `only ${Object.keys(parentSchema?.['properties'] ?? {}).join(', ')}`;
    case 'type':
      return typesOf(schema);
    case 'enum':
      return `one of ${(schema as readonly unknown[]).join(', ')}`;
    case 'pattern':
      return patternWords(String(schema));
    case 'minimum':
    case 'maximum':
      return 'a whole number';
    default:
      return 'a value';
  }
}

function patternWords(pattern: string): string {
  if (pattern.startsWith('^(company')) return 'an address';
  return pattern.startsWith('^[a-z]') ? 'the name of a capability' : 'a time';
}

function typesOf(types: unknown): string {
  const all = (Array.isArray(types) ? types : [types]) as readonly string[];
  return all.map((type) => TYPES[type] ?? type).join(' or ');
}
