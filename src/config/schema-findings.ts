import type { ParsedNode } from 'yaml';
import { sideName } from '../model/side.ts';
import type { SchemaError } from './generated/hfsync-validator.js';
import { locate, spanOf } from './parse-yaml.ts';
import type { Source, Span } from './source.ts';
import { lineEnd } from './spot.ts';
import { reportUnknownKeys } from './unknown-keys.ts';
import { kindOf, mayCreate, record, valueFinding, words, type Path } from './value-findings.ts';

/**
 * Turns schema errors into findings that a person can act on: at the key or value itself, in the words of this file
 * format.
 */
export function explainAll(source: Source, root: ParsedNode, errors: readonly SchemaError[], included: boolean): void {
  // Unknown keys first: a misspelt or misplaced key explains what is missing elsewhere.
  const meant = new Map<string, ReadonlySet<string>>();
  const unknown = new Map<string, SchemaError[]>();
  for (const error of errors.filter(({ keyword }) => keyword === 'additionalProperties')) {
    const group = unknown.get(error.instancePath);
    if (group) group.push(error);
    else unknown.set(error.instancePath, [error]);
  }
  for (const [at, [first, ...rest]] of unknown) {
    if (!first) continue;
    const names = [first, ...rest].map(({ params }) => String(params['additionalProperty']));
    const known = Object.keys(record(first.parentSchema?.['properties']));
    const place = { path: pathOf(at), unknown: new Set(names), known, included };
    meant.set(at, reportUnknownKeys(source, root, place));
  }
  const explained = new Set<number>();
  for (const error of errors) {
    const path = pathOf(error.instancePath);
    if (error.keyword === 'required') {
      const isMeant = meant.get(error.instancePath)?.has(String(error.params['missingProperty']));
      if (!isMeant) explainMissing(source, root, error, path);
    } else if (error.keyword !== 'if' && error.keyword !== 'additionalProperties')
      explainValue(source, root, error, path, explained);
  }
}

function explainMissing(source: Source, root: ParsedNode, error: SchemaError, path: Path): void {
  const { key, value } = locate(root, path);
  const at = key ?? value ?? root;
  if (source.isReported((value ?? at).range[0])) return;
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

function explainValue(source: Source, root: ParsedNode, error: SchemaError, path: Path, explained: Set<number>): void {
  const { key, value } = locate(root, path);
  const empty = value === null || value.range[0] === value.range[1];
  const at = (empty ? key : value) ?? value ?? root;
  const offset = at.range[0];
  if (explained.has(offset) || source.isReported(offset) || (value && source.isReported(value.range[0]))) return;
  explained.add(offset);
  const written = empty ? restOfLine(source, key?.range[1] ?? offset) : source.text.slice(...spanOf(at));
  const { code, message, hint } = valueFinding(error, path, written);
  source.report(code, spanOf(at), message, hint);
}

/** The rest of the line after a key with an empty value: perhaps a comment. */
function restOfLine(source: Source, offset: number): string {
  return source.text.slice(offset, lineEnd(source.text, offset)).replace(/^\s*:/, '');
}

function pathOf(instancePath: string): Path {
  const steps = instancePath.split('/').slice(1);
  return steps.map((text) => (/^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~')));
}
