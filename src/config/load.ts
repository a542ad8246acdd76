// The config room: turns hfsync.yaml and its includes into *want*, or diagnostics.
//
//   step     | in              | out                         | finds
//   text     | bytes           | text                        | missing, too large, not UTF-8, control characters
//   yaml     | text            | tree                        | syntax, depth, directives, several documents
//   plain    | tree            | plain data                  | aliases, tags, duplicate keys, inexact numbers, invisible characters, literal tokens
//   explain  | schema errors   | findings                    | unknown and missing keys, wrong values
//   include  | patterns        | more files, the same steps  | patterns without a match or outside the folder
//   check    | all files       |                             | duplicate ids, linked and ignored, temporary names, variables not set
//   warn     | all files       | warnings                    | what is allowed but probably not meant
//   toWant   | checked files   | want                        |
//
// No step stops the others, so one run reports all findings of all files. A token never gets past `plain` and is never shown.
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ParsedNode } from 'yaml';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Want } from '../model/want.ts';
import { at, checkAccounts, checkIds, checkTemporary, listAt, type WrittenFile } from './cross-checks.ts';
import { explainAll } from './schema-findings.ts';
import type { ConfigFiles } from '../files/config-files.ts';
import { validateConfig, validateIncluded } from './generated/hfsync-validator.js';
import { expandInclude, isInside, isOutside } from './include.ts';
import { plainData } from './plain-data.ts';
import { DEFAULT_STATE_PATH, toWant, type Checked } from './to-want.ts';
import { readQuickly } from './read-quickly.ts';
import { warn } from './warnings.ts';
import { quote } from './wording.ts';
import type { FileName, Source } from './source.ts';
import { LARGEST_FILE, readText } from './read-text.ts';
import { otherFile, otherPattern } from './near-files.ts';
import { locate, parseYaml, spanOf } from './parse-yaml.ts';

export type ConfigResult =
  | { readonly ok: true; readonly want: Want; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface LoadOptions {
  readonly files: ConfigFiles;
  /** Null offline: only the names of variables are checked. Values are never kept. */
  readonly environment: Readonly<Record<string, string | undefined>> | null;
}

/**
 * Reads the config at `file` (as the user named it) with all its includes. Expected faults are diagnostics, sorted by
 * file (the config first), line and column. It throws only because of a bug or a broken disk.
 */
export async function loadConfig(file: string, options: LoadOptions): Promise<ConfigResult> {
  const loaded = await load(file, options, true);
  // Findings and warnings need the tree of the whole file, with its places.
  const isTold = loaded.wasQuick && (!loaded.result.ok || loaded.result.warnings.length > 0);
  return isTold ? loadSlowly(file, options) : loaded.result;
}

/** The same, but `yaml` reads every file completely. */
export async function loadSlowly(file: string, options: LoadOptions): Promise<ConfigResult> {
  return (await load(file, options, false)).result;
}

interface Loaded {
  readonly result: ConfigResult;
  /** Whether any file was read quickly. */
  readonly wasQuick: boolean;
}

async function load(file: string, { files, environment }: LoadOptions, isQuick: boolean): Promise<Loaded> {
  const folder = path.dirname(file);
  const name: FileName = { path: toPosix(file), name: path.basename(file), isIncluded: false };
  const main = (await leadsOut(files, folder, file)) ? outside(name) : await readFile(files, name, file, isQuick);
  if (main.written) {
    check(main.written, validateConfig);
    checkAccounts(main.written, environment);
    await checkStatePath(files, folder, main.written);
  }
  const names = main.written ? await includedNames(files, folder, main.written) : [];
  const included = await readAll(files, folder, names, isQuick);
  const written = [main, ...included].flatMap((one) => one.written ?? []);
  for (const one of included) if (one.written) check(one.written, validateIncluded);
  checkIds(written);
  const inTrees = written.map((one) => (one.quick ? { ...one, data: one.quick.rest } : one));
  checkTemporary(inTrees);
  warn(inTrees);

  const wasQuick = written.some(({ quick }) => quick !== undefined);
  const sources = [main, ...included].map(({ source, written: one }) => one?.source ?? source);
  const diagnostics = sources.flatMap((source) => sorted(source.findings()));
  if (diagnostics.length > 0) return { result: { ok: false, diagnostics }, wasQuick };
  const identity = { path: toPosix(file), sha256: () => digest([main, ...included]) };
  const [first, ...rest] = written;
  if (!first) throw new Error('A config without findings has no content.');
  const want = toWant(
    checked(first, validateConfig),
    rest.map((one) => checked(one, validateIncluded)),
    identity,
  );
  return { result: { ok: true, warnings: sources.flatMap((source) => sorted(source.warnings())), want }, wasQuick };
}

interface ReadFile {
  readonly source: Source;
  readonly bytes: Uint8Array;
  /** Null if hfsync cannot use the file. */
  readonly written: WrittenFile | null;
}

/**
 * Whether the config is a symbolic link out of its folder. A pull request could add such a link, and findings would
 * show lines of its target.
 */
async function leadsOut(files: ConfigFiles, folder: string, file: string): Promise<boolean> {
  return (await files.realpath(file)) !== null && !(await isInside(files, folder, path.basename(file)));
}

function outside(name: FileName): ReadFile {
  return { source: readText(name, { ok: false, reason: 'outside' }, null), bytes: new Uint8Array(), written: null };
}

async function readFile(files: ConfigFiles, name: FileName, real: string, isQuick: boolean): Promise<ReadFile> {
  const content = await files.read(real, LARGEST_FILE);
  const source = readText(name, content, content.ok ? null : await otherFile(files, real, content.reason));
  const bytes = content.ok ? content.bytes : new Uint8Array();
  if (source.findings().length > 0) return { source, bytes, written: null };
  const quick = isQuick ? readQuickly(source) : null;
  if (quick) return { source, bytes, written: quick };
  const root = parseYaml(source);
  return { source, bytes, written: root && { source, root, data: plainData(source, root) } };
}

async function readAll(
  files: ConfigFiles,
  folder: string,
  names: readonly string[],
  isQuick: boolean,
): Promise<readonly ReadFile[]> {
  const read: ReadFile[] = [];
  for (const name of names) {
    const real = path.join(folder, name);
    read.push(await readFile(files, { path: toPosix(real), name, isIncluded: true }, real, isQuick));
  }
  return read;
}

/** The names of all included files, sorted. Each occurs once, however many patterns or symbolic links lead to it. */
async function includedNames(files: ConfigFiles, folder: string, main: WrittenFile): Promise<readonly string[]> {
  const byRealPath = new Map<string, string>();
  const itself = await files.realpath(path.join(folder, main.source.name));
  for (const [index, pattern] of listAt(main.data, ['include']).entries()) {
    if (typeof pattern !== 'string' || pattern.trim() === '') continue;
    const expansion = await expandInclude(files, folder, pattern);
    const found = expansion.ok ? expansion.names : [];
    let others = 0;
    for (const name of found) {
      const real = (await files.realpath(path.join(folder, name))) ?? name;
      if (real === itself) continue;
      others += 1;
      byRealPath.set(real, byRealPath.get(real) ?? name);
    }
    if (others > 0) continue;
    const node = locate(main.root, ['include', index]).value ?? main.root;
    const written = main.source.text.slice(...spanOf(node)).replace(/^(["'])(.*)\1$/s, '$2');
    reportInclude(main, node, pattern, expansion, await otherPattern(files, folder, written));
  }
  return [...new Set(byRealPath.values())].sort();
}

function reportInclude(
  main: WrittenFile,
  node: ParsedNode,
  pattern: string,
  expansion: Awaited<ReturnType<typeof expandInclude>>,
  other: string | null,
): void {
  if (!expansion.ok && expansion.reason === 'outside') {
    const name = expansion.name === undefined ? '' : `: ${quote(expansion.name)} is a symbolic link to elsewhere`;
    const message = `the include ${quote(pattern)} leads out of the folder of ${main.source.name}${name}`;
    main.source.report('config.include-outside', spanOf(node), message, 'move the file beside or below that one');
    return;
  }
  const itself = expansion.ok ? `, other than ${main.source.name} itself` : '';
  const message = `the include ${quote(pattern)} matches no file${itself}`;
  main.source.report(
    'config.include-nothing',
    spanOf(node),
    message,
    other ??
      (itself === ''
        ? 'name a file in the folder of this one or below it; patterns know *, ? and **'
        : 'remove it: this file is read anyway'),
  );
}

/**
 * Checks the path of the state, including the default one: a pull request could add a symbolic link that leads
 * elsewhere.
 */
async function checkStatePath(files: ConfigFiles, folder: string, main: WrittenFile): Promise<void> {
  const written = at(main.data, ['state', 'path']);
  const state = typeof written === 'string' && written.trim() !== '' ? written : DEFAULT_STATE_PATH;
  const names = state.split('/').filter((part) => part !== '' && part !== '.');
  const itself = names.length === 0 || names.join('/') === main.source.name || state.endsWith('/');
  if (!itself && !isOutside(state) && (await isInside(files, folder, state))) return;
  const node = locate(main.root, ['state', 'path']).value;
  const message = itself
    ? `state.path ${quote(state)} is not a separate file`
    : `state.path ${quote(state)} leads out of the folder of ${main.source.name}`;
  const hint = `write a path such as ${DEFAULT_STATE_PATH}, or set HFSYNC_STATE_PATH`;
  main.source.report('config.state-path', node && spanOf(node), message, hint);
}

type Validator = typeof validateConfig | typeof validateIncluded;

/** Which data passed which schema, so that a large file is not validated twice. */
const passed = new WeakMap<object, Validator>();

function check({ source, root, data, quick }: WrittenFile, validate: Validator): void {
  if (!validate(quick ? quick.unchecked : data)) explainAll(source, root, validate.errors ?? []);
  else if (typeof data === 'object' && data !== null) passed.set(data, validate);
}

/** Narrows the type of a file without findings. If it still fails its schema, a complaint was lost. */
function checked<T>(file: WrittenFile, validate: (data: unknown) => data is T): Checked<T> {
  const { source, data } = file;
  if (!hasPassed(data, validate)) throw new Error(`${source.path} fails its schema without a finding.`);
  return { ...file, data };
}

function hasPassed<T>(data: unknown, validate: (data: unknown) => data is T): data is T {
  return (typeof data === 'object' && data !== null && passed.get(data) === validate) || validate(data);
}

function sorted(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics
    .filter(({ line, column, message }) => {
      const key = `${line}:${column}:${message}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

function digest(files: readonly ReadFile[]): string {
  const hash = createHash('sha256');
  for (const { bytes } of files) hash.update(bytes);
  return hash.digest('hex');
}

function toPosix(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}
