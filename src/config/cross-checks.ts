import type { ParsedNode } from 'yaml';
import type { Code } from '../model/code.ts';
import { isId } from '../model/id.ts';
import { isObject } from '../model/json.ts';
import { IGNORED_KIND, IGNORE_KEYS, type IgnoreKey } from '../model/ignored.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import { sideName, SIDES, type Side } from '../model/side.ts';
import { isTemporary, TEMPORARY_PREFIX } from '../model/temporary.ts';
import { referencedVariable } from './hide-secrets.ts';
import type { Path } from './keys.ts';
import { quote } from './wording.ts';
import type { SourceLines } from '../model/want.ts';
import type { Source } from './source.ts';
import { locate, spanOf } from './parse-yaml.ts';

/** A file that YAML could read: its tree for places, its plain data for values (of any shape: the schema may have refused it). */
export interface WrittenFile {
  readonly source: Source;
  readonly root: ParsedNode;
  readonly data: unknown;
  /** Only if the regular entries of `links` were read without `yaml`: `root` and the places of the source lack them. */
  readonly quick?: {
    /** The data without them, as it stands in `root`. */
    readonly rest: unknown;
    /** The data without those entries that the schema accepts wherever they stand. */
    readonly unchecked: unknown;
    /** The lines of an entry; null: see `root`. */
    readonly at: (kind: RecordKind, index: number) => SourceLines | null;
  };
}

/** What no schema can say: ids that stand twice, over all files, and ids that are not written as ids. */
export function checkIds(files: readonly WrittenFile[]): void {
  for (const kind of RECORD_KINDS) {
    const told = new Map<string, LinkedEnd>();
    for (const side of SIDES) {
      const linked = checkLinkedTwice(files, kind, side, told);
      for (const key of IGNORE_KEYS) if (IGNORED_KIND[key] === kind) checkLinkedAndIgnored(files, key, side, linked);
    }
  }
}

/** hfsync replaces its temporary names wherever it finds them, so a `set:` with one would never come true. Capitals make no difference. */
export function checkTemporary(files: readonly WrittenFile[]): void {
  for (const file of files) {
    for (const kind of RECORD_KINDS) {
      for (const [index, entry] of listAt(file.data, ['links', PLURAL[kind]]).entries()) {
        for (const [field, value] of Object.entries(at(entry, ['set']) ?? {})) {
          if (typeof value !== 'string' || !isTemporary(value.trim().toLowerCase())) continue;
          const message = `${quote(value)} looks like a temporary hfsync name, which starts with ${TEMPORARY_PREFIX}`;
          const path = ['links', PLURAL[kind], index, 'set', field];
          report(file, path, 'config.temporary-name', message, 'choose a different text');
        }
      }
    }
  }
}

/** Each account's id must be written plainly, and its token's variable must be set; `environment` null: offline, values unknown. */
export function checkAccounts(
  file: WrittenFile,
  environment: Readonly<Record<string, string | undefined>> | null,
): void {
  for (const side of SIDES) {
    checkWritten(file, [side, 'account']);
    const token = at(file.data, [side, 'token']);
    const variable = typeof token === 'string' ? referencedVariable(token) : null;
    if (variable === null || environment === null) continue;
    const value = environment[variable];
    if (value !== undefined && value.trim() !== '') continue;
    const message = `the environment variable ${variable} is ${value === undefined ? 'not set' : 'empty'}`;
    report(file, [side, 'token'], 'config.variable', message, `set ${variable} to the ${sideName(side)} token`);
  }
}

/** One end of an entry of `links`. */
interface LinkedEnd {
  readonly file: WrittenFile;
  readonly kind: RecordKind;
  readonly index: number;
  readonly side: Side;
}

function pathOf({ kind, index, side }: LinkedEnd): Path {
  return ['links', PLURAL[kind], index, side];
}

/** `told`: entries that repeat another, and which one. A pair that is there twice is one mistake, not one per side. */
function checkLinkedTwice(
  files: readonly WrittenFile[],
  kind: RecordKind,
  side: Side,
  told: Map<string, LinkedEnd>,
): ReadonlyMap<number, LinkedEnd> {
  const linked = new Map<number, LinkedEnd>();
  for (const file of files) {
    const entries = listAt(file.data, ['links', PLURAL[kind]]);
    for (let index = 0; index < entries.length; index += 1) {
      const written = entries[index];
      const id = isObject(written) ? written[side] : undefined;
      if (!isId(id)) continue;
      const end = { file, kind, index, side };
      // A file that was read quickly has no such mistake.
      if (!file.quick) checkWritten(file, pathOf(end));
      const first = linked.get(id);
      if (!first) {
        linked.set(id, end);
        continue;
      }
      const entry = `${file.source.path}:${index}`;
      const other = told.get(entry);
      if (other?.file === first.file && other.index === first.index) continue;
      told.set(entry, first);
      const message = `${sideName(side)} ${kind} ${id} is linked twice: here and at ${placeText(first)}`;
      report(file, pathOf(end), 'config.linked-twice', message, twiceHint(end, first));
    }
  }
  return linked;
}

/** The same pair twice, or two pairs with one id, which may be a typing error. */
function twiceHint(end: LinkedEnd, first: LinkedEnd): string {
  const ends = ({ file, kind, index }: LinkedEnd): string =>
    JSON.stringify(SIDES.map((side) => at(file.data, ['links', PLURAL[kind], index, side])));
  return ends(end) === ends(first)
    ? 'remove one of the two entries'
    : 'correct the id in one of the two entries, or remove one';
}

function checkLinkedAndIgnored(
  files: readonly WrittenFile[],
  key: IgnoreKey,
  side: Side,
  linked: ReadonlyMap<number, LinkedEnd>,
): void {
  for (const file of files) {
    const entries = listAt(file.data, ['ignore', key, side]);
    for (const [index, id] of entries.entries()) {
      if (!isId(id)) continue;
      const path = ['ignore', key, side, index];
      checkWritten(file, path);
      const link = linked.get(id);
      if (!link) continue;
      const message = `${sideName(side)} ${IGNORED_KIND[key]} ${id} is both linked and ignored: linked at ${placeText(link)}`;
      report(file, path, 'config.linked-and-ignored', message, 'remove one of the two');
    }
  }
}

/** `1.0` is a whole number to YAML and to the schema; as an id it is a mistake. */
function checkWritten(file: WrittenFile, path: Path): void {
  // Such a file is not read quickly.
  if (file.quick && path[0] !== 'harvest' && path[0] !== 'forecast') return;
  const { value } = locate(file.root, path);
  if (!value || file.source.isReported(value.range[0])) return;
  const written = file.source.text.slice(value.range[0], value.range[1]);
  if (!/^[0-9]+\.[0-9]+$/.test(written)) return;
  report(file, path, 'config.id', `${quote(written)} is not an id`, `write ${written.replace(/\..*/, '')}`);
}

function report(file: WrittenFile, path: Path, code: Code, message: string, hint: string): void {
  const { value } = locate(file.root, path);
  file.source.report(code, value ? spanOf(value) : null, message, hint);
}

function placeText(end: LinkedEnd): string {
  const { file } = end;
  const { value } = locate(file.root, pathOf(end));
  return `${file.source.path}:${file.source.position(value?.range[0] ?? 0).line}`;
}

/** The value at a path of plain data, whatever shape that has. */
export function at(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string | number]: unknown })[step];
  }
  return value;
}

export function listAt(data: unknown, path: Path): readonly unknown[] {
  const value = at(data, path);
  return Array.isArray(value) ? value : [];
}
