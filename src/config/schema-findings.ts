import type { ParsedNode } from 'yaml';
import { sideName } from '../model/side.ts';
import type { SchemaError } from './generated/hfsync-validator.js';
import type { Path } from './keys.ts';
import { locate, spanOf } from './parse-yaml.ts';
import type { Source, Span } from './source.ts';
import { lineEnd } from './spot.ts';
import { reportUnknownKeys } from './unknown-keys.ts';
import { record } from './shape-hints.ts';
import { kindOf, mayCreate, valueFinding, words } from './value-findings.ts';

/**
 * Turns schema errors into findings that a person can act on: at the key or value itself, in the words of this file
 * format.
 */
export function explainAll(source: Source, root: ParsedNode, errors: readonly SchemaError[]): void {
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
    const place = { path: pathOf(at), unknown: new Set(names), known };
    meant.set(at, reportUnknownKeys(source, root, place));
  }
  reportEndless(source, root, errors);
  const explained = new Set<number>();
  for (const error of errors) {
    const path = pathOf(error.instancePath);
    if (error.keyword === 'required') {
      const missing = String(error.params['missingProperty']);
      const isMeant = meant.get(error.instancePath)?.has(missing) || (path.length === 1 && meant.get('')?.has(missing));
      if (!isMeant) explainMissing(source, root, error, path);
    } else if (error.keyword !== 'if' && error.keyword !== 'additionalProperties')
      explainValue(source, root, error, path, explained);
  }
}

/** An entry of `links` without any id: one finding, since it is one entry that nobody filled in. */
function reportEndless(source: Source, root: ParsedNode, errors: readonly SchemaError[]): void {
  const lacking = new Map<string, Set<string>>();
  for (const { instancePath, keyword, params, data } of errors) {
    const missing = keyword === 'required' ? String(params['missingProperty']) : undefined;
    const [, at = '', end = ''] =
      missing === undefined ? (/^(.*)\/(\w+)$/.exec(instancePath) ?? []) : ['', instancePath, missing];
    if (kindOf(pathOf(at)) === null || (missing === undefined && data !== null)) continue;
    lacking.set(at, (lacking.get(at) ?? new Set()).add(end));
  }
  for (const [at, ends] of lacking) {
    const path = pathOf(at);
    const { value } = locate(root, path);
    if (!value || path.length !== 3 || !ends.has('harvest') || !ends.has('forecast')) continue;
    if (source.isReported(value.range[0])) continue;
    const message = `this entry of ${words(path.slice(0, 2))} has no id`;
    source.report(
      'config.missing-key',
      [value.range[0], value.range[0] + 1],
      message,
      'write `harvest: ID` and `forecast: ID`, or remove it',
    );
    source.markReported(value.range[0]);
    for (const side of ['harvest', 'forecast']) {
      const place = locate(root, [...path, side]);
      for (const node of [place.key, place.value]) if (node) source.markReported(node.range[0]);
    }
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
