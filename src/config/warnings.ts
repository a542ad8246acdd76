import type { Scalar } from 'yaml';
import { isScalar } from './nodes.ts';
import { IGNORE_KEYS, type IgnoreKey } from '../model/ignored.ts';
import { PLURAL, RECORD_KINDS, type RecordKind } from '../model/kind.ts';
import { SIDES, type Side } from '../model/side.ts';
import { at, listAt, type WrittenFile } from './cross-checks.ts';
import { ignoredIdHint, textHint } from './hints.ts';
import type { Path } from './keys.ts';
import { locate, spanOf } from './parse-yaml.ts';
import { quote } from './wording.ts';

/** What is allowed and probably not meant: in text that is written to the accounts, and in what is ignored. */
export function warn(files: readonly WrittenFile[]): void {
  for (const file of files) {
    for (const kind of RECORD_KINDS) warnSet(file, kind);
    for (const key of IGNORE_KEYS) for (const side of SIDES) warnIgnored(file, key, side);
  }
}

/** `trim` would also take off U+FEFF, which nobody writes as an escape by accident. */
const BLANK_ENDS = /^[^\S\uFEFF]+|[^\S\uFEFF]+$/gu;

function warnSet(file: WrittenFile, kind: RecordKind): void {
  for (const index of listAt(file.data, ['links', PLURAL[kind]]).keys()) {
    const path = ['links', PLURAL[kind], index, 'set'];
    const set = at(file.data, path);
    for (const [field, text] of Object.entries(set ?? {})) {
      if (typeof text === 'string') warnText(file, [...path, field], text, 'both accounts get it as it is');
    }
  }
}

/** Blanks at the ends, quotes that YAML does not treat as quotes, an escape outside of double quotes. */
function warnText(file: WrittenFile, path: Path, text: string, effect: string): void {
  const trimmed = text.replace(BLANK_ENDS, '');
  if (trimmed !== text && trimmed !== '') {
    const [starts, ends] = [text.startsWith(trimmed), text.endsWith(trimmed)];
    const where = starts ? 'ends' : ends ? 'starts' : 'starts and ends';
    report(
      file,
      path,
      `${quote(text)} ${where} with a blank: ${effect}`,
      `${textHint(trimmed)} if you do not mean that`,
    );
  } else if (/^[“”„«‘][^“”„«»‘]*[“”»’]$/u.test(text)) {
    const hint = `${textHint(trimmed.slice(1, -1))} if they are not part of the text`;
    report(file, path, `the quotes of ${quote(text)} are part of the text, since YAML knows only straight ones`, hint);
  } else if (
    /\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2})/.test(text) &&
    nodeAt(file, path)?.type !== 'QUOTE_DOUBLE'
  ) {
    report(
      file,
      path,
      'YAML reads an escape only in double quotes',
      `put double quotes around ${quote(text).slice(1, -1)}`,
    );
  }
}

function warnIgnored(file: WrittenFile, key: IgnoreKey, side: Side): void {
  const path = ['ignore', key, side];
  const seen = new Set<unknown>();
  for (const [index, entry] of listAt(file.data, path).entries()) {
    const here = [...path, index];
    if (seen.has(entry)) report(file, here, `${JSON.stringify(entry)} is ignored twice`, 'remove one of the two');
    seen.add(entry);
    if (typeof entry !== 'string') continue;
    const hint = ignoredIdHint(entry, nodeAt(file, here)?.type === 'PLAIN', side);
    if (hint !== null) report(file, here, `${quote(entry)} is a pattern on the name, not an id`, hint);
    else if (REGULAR.test(entry)) warnRegular(file, here, entry);
    else warnText(file, here, entry, 'it matches no name without it');
  }
}

/** A regular expression: between slashes, or with an anchor or `.*`. */
const REGULAR = /^\/.+\/[gimsu]*$|^\^|\.[*+]|\$$/;

function warnRegular(file: WrittenFile, path: Path, entry: string): void {
  const bare = entry.replace(/^\/(.+)\/[gimsu]*$/, '$1');
  const glob = `${bare.startsWith('^') ? '' : '*'}${bare.replace(/^\^|\$$/g, '')}${bare.endsWith('$') ? '' : '*'}`;
  const meant = glob.replace(/\.[*+]/g, '*').replace(/\*{2,}/g, '*');
  const message = `${quote(entry)} is a pattern on the name, not a regular expression`;
  report(file, path, message, `${textHint(meant)} if you mean that: "*" stands for any text, "?" for one character`);
}

function report(file: WrittenFile, path: Path, message: string, hint: string): void {
  const node = nodeAt(file, path);
  if (node && !file.source.isReported(node.range[0])) file.source.warn('config.doubtful', spanOf(node), message, hint);
}

function nodeAt(file: WrittenFile, path: Path): Scalar.Parsed | null {
  const { value } = locate(file.root, path);
  return isScalar(value) ? value : null;
}
