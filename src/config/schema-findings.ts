import type { ParsedNode } from 'yaml';
import type { Code } from '../model/code.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import { sideName } from '../model/side.ts';
import type { SchemaError } from './generated/hfsync-validator.js';
import { codePoint, describe, either, quote } from './wording.ts';
import type { Source, Span } from './source.ts';
import { didYouMean } from './nearest.ts';
import { locate, spanOf } from './parse-yaml.ts';

type Path = readonly (string | number)[];

/** Schema errors → findings a person can act on: at the key or value itself, in the words of this file format. */
export function explainAll(source: Source, root: ParsedNode, errors: readonly SchemaError[], included: boolean): void {
  const explained = new Set<number>();
  for (const error of errors) {
    const path = pathOf(error.instancePath);
    if (error.keyword === 'required') explainMissing(source, root, error, path);
    else if (error.keyword === 'additionalProperties') explainUnknown(source, root, error, path, included);
    else if (error.keyword !== 'if') explainValue(source, root, error, path, explained);
  }
}

function explainMissing(source: Source, root: ParsedNode, error: SchemaError, path: Path): void {
  const { key, value } = locate(root, path);
  const at = key ?? value ?? root;
  if (source.settled((value ?? at).range[0])) return;
  const missing = String(error.params['missingProperty']);
  const where = path.length === 0 ? '' : ` in ${words(path)}`;
  const span: Span = key ? spanOf(key) : [at.range[0], at.range[0] + 1];
  source.report('config.missing-key', span, `the key "${missing}" is missing${where}`, example(missing, path));
}

function example(missing: string, path: Path): string {
  if (missing === 'version') return 'write `version: 1`';
  if (missing === 'token') return `write \`token: \${${String(path[0]).toUpperCase()}_TOKEN}\``;
  if (missing === 'account')
    return `write the id of the ${sideName(path[0] === 'harvest' ? 'harvest' : 'forecast')} account`;
  if (path[0] !== 'links') return `write \`${missing}:\` with \`account\` and \`token\` below it`;
  const side = missing === 'harvest' ? 'harvest' : 'forecast';
  const create = mayCreate(path, side) ? ', or `create`' : '';
  return `write the id that the ${kindOf(path) ?? 'record'} has in ${sideName(side)}${create}`;
}

function explainUnknown(source: Source, root: ParsedNode, error: SchemaError, path: Path, included: boolean): void {
  const name = String(error.params['additionalProperty']);
  const { key } = locate(root, [...path, name]);
  const at = key ?? locate(root, path).value ?? root;
  if (source.settled(at.range[0])) return;
  const known = Object.keys(record(error.parentSchema?.['properties']));
  const listed = `known here: ${known.join(', ')}`;
  if (included && path.length === 0 && name === 'include') {
    source.report(
      'config.include-nested',
      spanOf(at),
      'an included file may not include others',
      'list them in hfsync.yaml',
    );
    return;
  }
  if (included && path.length === 0 && ROOT_KEYS.includes(name)) {
    const message = `"${name}" belongs in hfsync.yaml itself; an included file holds links and ignore only`;
    source.report('config.root-only', spanOf(at), message, 'move it to hfsync.yaml');
    return;
  }
  const kind = kindOf(path);
  if (kind !== null && path.at(-1) === 'set') {
    const message = `${quote(name)} cannot be set on a ${kind}`;
    source.report('config.unknown-key', spanOf(at), message, didYouMean(name, known, listed));
    return;
  }
  const where = path.length === 0 ? '' : ` in ${words(path)}`;
  const message = `unknown key ${quote(name)}${where}${foreign(name)}`;
  source.report('config.unknown-key', spanOf(at), message, didYouMean(name, known, listed));
}

const ROOT_KEYS = [
  'harvest',
  'forecast',
  'pointers',
  'first_sync',
  'conflicts',
  'harvest_editor',
  'budgets',
  'roles',
  'company',
  'new_project',
  'guards',
  'state',
];

/** A letter that looks like another one is invisible in any quotation, so it is named. */
function foreign(name: string): string {
  const letter = [...name].find((character) => character > '\x7e');
  return letter === undefined ? '' : `: its ${quote(letter)} is ${codePoint(letter)}, not a letter of any key`;
}

function explainValue(source: Source, root: ParsedNode, error: SchemaError, path: Path, explained: Set<number>): void {
  const { key, value } = locate(root, path);
  const empty = value === null || value.range[0] === value.range[1];
  const at = (empty ? key : value) ?? value ?? root;
  const offset = at.range[0];
  if (explained.has(offset) || source.settled(offset) || (value && source.settled(value.range[0]))) return;
  explained.add(offset);
  const { code, message, hint } = valueFinding(error, path);
  source.report(code, spanOf(at), message, hint);
}

interface Finding {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
}

function valueFinding(error: SchemaError, path: Path): Finding {
  const { data } = error;
  if (path.length === 1 && path[0] === 'version') return versionFinding(data);
  if (isEnd(path)) return endFinding(error, path);
  if (error.keyword === 'enum') return choiceFinding(error, path);
  // Behind an anchor (`&token: value`) the whole file is that value.
  const isWholeText = path.length === 0 && typeof data === 'string';
  const got = `${words(path)} is ${isWholeText ? 'a text' : describe(data)}`;
  const expected = expectation(error, path);
  const hint = valueHint(error, path);
  return { code: 'config.value', message: `${got}; expected ${expected}`, ...(hint === null ? {} : { hint }) };
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
    'a person cannot be created in Harvest: it would cost a seat and send an invitation e-mail',
    'create the user in Harvest by hand, then write the id here',
  ],
  client: [
    'a client cannot be created in Harvest by itself: it gets there only with one of its projects',
    'write `harvest: create` on one of its projects and leave this entry out, or write the id here',
  ],
  role: [
    'a role is not created by declaring it',
    'leave the entry out: a role on one side only is created on the other',
  ],
  project: ['a project cannot be created on both sides', 'at most one end is `create`: write the id of the other'],
};

function endFinding(error: SchemaError, path: Path): Finding {
  const { data } = error;
  const kind = kindOf(path) ?? 'project';
  const side = path.at(-1) === 'harvest' ? 'harvest' : 'forecast';
  if (data === 'create') {
    const [message, hint] = WHY_NOT_CREATE[kind];
    const code = kind === 'project' ? 'config.create-both' : (`config.create-${kind}` as const);
    return { code, message, hint };
  }
  const words = mayCreate(path, side) ? 'an id (a whole number) or `create`' : 'an id (a whole number)';
  const message = `the ${sideName(side)} end of this ${kind} is ${describe(data)}; expected ${words}`;
  if (typeof data !== 'string') return { code: 'config.id', message };
  if (/^\d+$/.test(data)) return { code: 'config.id', message, hint: 'write the id without quotes' };
  const hint = didYouMean(data, ['create'], `the number in the address of the ${kind}'s page`);
  return { code: 'config.id', message, hint };
}

function choiceFinding(error: SchemaError, path: Path): Finding {
  const choices = Array.isArray(error.schema) ? error.schema.map(String) : [];
  const message = `${words(path)} is ${describe(error.data)}; expected ${either(choices)}`;
  if (typeof error.data !== 'string') return { code: 'config.choice', message };
  return { code: 'config.choice', message, hint: didYouMean(error.data, choices, `one of: ${choices.join(', ')}`) };
}

function expectation(error: SchemaError, path: Path): string {
  if (path.at(-1) === 'capacity') return 'hours a week: 0 to 60, in half hours';
  if (path.at(-1) === 'max_changed_share') return 'a number from 0 to 1';
  if (path.at(-1) === 'email') return 'an e-mail address';
  if (path[0] === 'ignore' && path.length === 4) return 'an id, or a pattern on the name';
  const limit = String(error.params['limit']);
  const choices = error.parentSchema?.['enum'];
  switch (error.keyword) {
    case 'type':
      return Array.isArray(choices) ? either(choices.map(String)) : typeWords(error.schema);
    case 'minimum':
      return `${limit} or more`;
    case 'maximum':
      return `at most ${limit}`;
    case 'exclusiveMinimum':
      return `more than ${limit}`;
    case 'pattern':
      return 'text that is not empty';
    default:
      return `what the schema says (${error.keyword})`;
  }
}

function valueHint(error: SchemaError, path: Path): string | null {
  const { data, keyword, schema } = error;
  if (path.at(-1) === 'capacity' && typeof data === 'number' && data > 60 && data % 1800 === 0)
    return `that looks like seconds: ${data} s are ${data / 3600} h`;
  if (keyword !== 'type') return null;
  if (data === null)
    return schema === 'array' ? 'leave the key out, or write []' : 'leave the key out, or give it a value';
  if (schema === 'string' && (typeof data === 'number' || typeof data === 'boolean'))
    return `put it in quotes: "${data}"`;
  if (typeof data !== 'string') return null;
  if (schema === 'boolean') return 'YAML has only true and false; yes, no, on and off are text';
  if (schema === 'array') return 'write a list: [ … ], or lines that start with "- "';
  return /^\d+(\.\d+)?$/.test(data) ? 'write it without quotes' : null;
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

/** Whether a path ends at the `harvest` or `forecast` of a link. */
function isEnd(path: Path): boolean {
  return path.length === 4 && path[0] === 'links' && (path[3] === 'harvest' || path[3] === 'forecast');
}

function mayCreate(path: Path, side: 'harvest' | 'forecast'): boolean {
  const kind = kindOf(path);
  return kind === 'project' || (side === 'forecast' && (kind === 'client' || kind === 'person'));
}

function kindOf(path: Path): RecordKind | null {
  if (path[0] !== 'links') return null;
  return RECORD_KINDS.find((kind) => PLURAL[kind] === path[1]) ?? null;
}

/** `links.projects.set`: which entry it is, the line says better than a number. */
function words(path: Path): string {
  if (path.length === 0) return 'the file';
  const keys = path.filter((step) => typeof step === 'string').join('.');
  return typeof path.at(-1) === 'number' ? `this entry of ${keys}` : keys;
}

function pathOf(instancePath: string): Path {
  const steps = instancePath.split('/').slice(1);
  return steps.map((text) => (/^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~')));
}

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
