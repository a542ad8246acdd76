import { FORMS, type FieldName, type Form } from '../model/field.ts';
import type { Code } from '../model/code.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import { sideName } from '../model/side.ts';
import type { SchemaError } from './generated/hfsync-validator.js';
import { choiceHint, idHint, quantityHint, strippedHint, textHint } from './hints.ts';
import type { Path } from './keys.ts';
import { didYouMean } from './nearest.ts';
import { ignoredHint, listHint, mappingHint, record } from './shape-hints.ts';
import { describe, either } from './wording.ts';

export interface Finding {
  readonly code: Code;
  readonly message: string;
  readonly hint: string;
}

/** What is wrong with a value, and what to write instead. `written`: as the file has it, with what follows on its line. */
export function valueFinding(error: SchemaError, path: Path, written: string): Finding {
  const { data, keyword } = error;
  if (path.length === 1 && path[0] === 'version') return versionFinding(data);
  if (isEnd(path)) return endFinding(error, path, written);
  const choices = error.parentSchema?.['enum'];
  if (Array.isArray(choices) && (keyword === 'enum' || keyword === 'type') && data !== null) {
    return choiceFinding(error, path, choices.map(String));
  }
  // Behind an anchor (`&token: value`) the whole file is that value.
  const isWholeText = path.length === 0 && typeof data === 'string';
  const got = `${words(path)} is ${isWholeText ? 'a text' : describe(data)}`;
  const message = `${got}; expected ${expectation(error, path)}`;
  return { code: 'config.value', message, hint: valueHint(error, path, written) };
}

function versionFinding(data: unknown): Finding {
  if (typeof data === 'number' && data > 1) {
    const message = `version ${data} of the file format is newer than this hfsync, which knows version 1`;
    return { code: 'config.version', message, hint: 'update hfsync' };
  }
  return { code: 'config.version', message: `version is ${describe(data)}; expected 1`, hint: 'write `version: 1`' };
}

const WHY_NOT_CREATE: { readonly [K in RecordKind]: readonly [message: string, hint: string] } = {
  person: [
    'hfsync does not create people in Harvest: it would take a seat and send an invitation e-mail',
    'create the user in Harvest by hand, then write the id here',
  ],
  client: [
    'hfsync does not create a client in Harvest by itself: it is created only with one of its projects',
    'write `harvest: create` on one of its projects and leave this entry out, or write the id here',
  ],
  role: [
    'a role is not created by declaring it',
    'leave the entry out: hfsync creates a role that exists on one side only by itself',
  ],
  project: ['a project cannot be created on both sides', 'write the id of one of the two'],
};

function endFinding(error: SchemaError, path: Path, written: string): Finding {
  const { data } = error;
  const kind = kindOf(path) ?? 'project';
  const side = path.at(-1) === 'harvest' ? 'harvest' : 'forecast';
  if (data === 'create') {
    const [message, hint] = WHY_NOT_CREATE[kind];
    const code = kind === 'project' ? 'config.create-both' : (`config.create-${kind}` as const);
    return { code, message, hint };
  }
  const creates = mayCreate(path, side);
  const expected = creates ? 'an id (a whole number) or `create`' : 'an id (a whole number)';
  const message = `the ${sideName(side)} end of this ${kind} is ${describe(data)}; expected ${expected}`;
  const otherwise = `write the number from the address of the ${kind}'s page in ${sideName(side)}`;
  if (typeof data !== 'string') {
    const commented = data === null ? /^\s*#\s*(\d+)\s*$/.exec(written)?.[1] : undefined;
    const [only, ...others] = Object.values(record(data)) as unknown[];
    const id = commented ?? (typeof only === 'number' && (others.length === 0 || 'id' in record(data)) ? only : null);
    return { code: 'config.id', message, hint: id === null ? otherwise : `write ${id}` };
  }
  const hint = idHint(data, side) ?? (creates ? didYouMean(data, ['create'], otherwise) : otherwise);
  return { code: 'config.id', message, hint };
}

function choiceFinding({ data }: SchemaError, path: Path, choices: readonly string[]): Finding {
  const message = `${words(path)} is ${describe(data)}; expected ${either(choices)}`;
  const hint = choiceHint(data, choices) ?? didYouMean(String(data), choices, `write ${either(choices)}`);
  return { code: 'config.choice', message, hint };
}

function expectation(error: SchemaError, path: Path): string {
  if (formAt(path) === 'capacity') return 'hours a week: 0 to 60, in half hours';
  if (path.at(-1) === 'max_changed_share') return 'a number from 0 to 1';
  if (formAt(path) === 'email') return 'an e-mail address';
  if (path[0] === 'contact') return 'an e-mail address or a link';
  if (path[0] === 'ignore' && path.length === 4) return 'an id, or a pattern on the name';
  const limit = String(error.params['limit']);
  const choices = error.parentSchema?.['enum'];
  if (Array.isArray(choices)) return either(choices.map(String));
  switch (error.keyword) {
    case 'type':
      return typeWords(error.schema);
    case 'minimum':
      return `${limit} or more`;
    case 'maximum':
      return `at most ${limit}`;
    case 'exclusiveMinimum':
      return `a number above ${limit}`;
    case 'pattern':
      return 'text that is not empty';
    default:
      return `what the schema says (${error.keyword})`;
  }
}

function valueHint(error: SchemaError, path: Path, written: string): string {
  const { data, keyword, schema } = error;
  const key = String(path.at(-1));
  if (key === 'capacity' && typeof data === 'number') return capacityHint(data);
  if (key === 'max_changed_share' && typeof data === 'number' && data >= 2 && data <= 100)
    return `write the share and not the percentage: ${data / 100}`;
  if (key === 'email' && typeof data === 'string') return emailHint(data);
  if (data === undefined || (keyword !== 'type' && keyword !== 'enum')) return `write ${expectation(error, path)}`;
  if (data === null)
    return typeof path.at(-1) === 'number' ? 'remove the "-", or write an entry after it' : emptyHint(schema, written);
  const types = Array.isArray(schema) ? schema.map(String) : [String(schema)];
  if (types.includes('object')) return mappingHint(error, path, written);
  if (types.includes('array')) return listHint(data, path);
  if (types.includes('string') && typeof data !== 'object') return textHint(written);
  if (typeof data === 'string') return textInPlaceHint(data, key, types);
  if (path[0] === 'ignore' && path.length === 4) return ignoredHint(data, written);
  if (types.includes('boolean') && (data === 0 || data === 1)) return `write ${data === 1}`;
  return `write ${typeWords(schema)}`;
}

/** `Kim <kim@acme.example>` */
function emailHint(data: string): string {
  const address = /[^\s<>"@:|,;()]+@[^\s<>"@:|,;()]+/.exec(data)?.[0];
  return address === undefined ? 'write an address such as kim@acme.example' : `write ${address}`;
}

function capacityHint(hours: number): string {
  if (hours > 60 && hours % 1800 === 0) return `that looks like seconds: write ${hours / 3600}, in hours`;
  return `write ${Math.min(60, Math.max(0, Math.round(hours * 2) / 2))}, or another number of half hours`;
}

/** `name: Null`, `name: #1 client`: text that YAML takes for something else. */
function emptyHint(schema: unknown, written: string): string {
  const comment = /^\s*(#\S.*?)\s*$/.exec(written)?.[1];
  if (schema === 'string' && comment !== undefined) return `${textHint(comment)}, since " #" starts a comment`;
  if (schema === 'string' && /^\s*null\b/i.test(written)) return `${textHint(written.trim())}, or leave the key out`;
  if (schema === 'object') return 'leave the key out, or indent below it what belongs to it';
  return schema === 'array' ? 'leave the key out, or write []' : 'leave the key out, or give it a value';
}

function textInPlaceHint(data: string, key: string, types: readonly string[]): string {
  if (types.includes('boolean')) {
    const hint = strippedHint(data, (text) => text === 'true' || text === 'false');
    if (hint !== null) return hint;
    return /^(?:yes|on|y)$/i.test(data)
      ? 'write true'
      : /^(?:no|off|n)$/i.test(data)
        ? 'write false'
        : 'write true or false';
  }
  if (key === 'account' && data.includes('$')) return 'write the id itself: only tokens come from the environment';
  return quantityHint(data, key) ?? `write ${typeWords(types)}`;
}

const TYPES: { readonly [type: string]: string } = {
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
};

function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type : [type];
  return either(types.map((name) => TYPES[String(name)] ?? String(name)));
}

/** The form of the field that the file owns there (`set:`). */
function formAt(path: Path): Form | null {
  const field = path.at(-2) === 'set' ? String(path.at(-1)) : '';
  return Object.hasOwn(FORMS, field) ? FORMS[field as FieldName] : null;
}

/** Whether a path ends at the `harvest` or `forecast` of a link. */
function isEnd(path: Path): boolean {
  return path.length === 4 && path[0] === 'links' && (path[3] === 'harvest' || path[3] === 'forecast');
}

export function mayCreate(path: Path, side: 'harvest' | 'forecast'): boolean {
  const kind = kindOf(path);
  return kind === 'project' || (side === 'forecast' && (kind === 'client' || kind === 'person'));
}

export function kindOf(path: Path): RecordKind | null {
  if (path[0] !== 'links') return null;
  return RECORD_KINDS.find((kind) => PLURAL[kind] === path[1]) ?? null;
}

/** `links.projects.set`: which entry it is, the line says better than a number. */
export function words(path: Path): string {
  if (path.length === 0) return 'the file';
  const keys = path.filter((step) => typeof step === 'string').join('.');
  return typeof path.at(-1) === 'number' ? `this entry of ${keys}` : keys;
}
