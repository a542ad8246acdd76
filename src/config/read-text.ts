import { codePoint, yamlEscape } from '../model/invisible.ts';
import type { FileContent } from '../files/config-files.ts';
import type { FileName, Source } from './source.ts';
import { createSource } from './source.ts';

/** No config is this large, and the parser needs many times that much memory. */
export const LARGEST_FILE = 32 * 1024 * 1024;

const REASONS = {
  missing: ['file.missing', 'there is no such file'],
  folder: ['file.folder', 'this is a folder, not a file'],
  special: ['file.special', 'this is not a regular file'],
  large: ['file.large', 'the file is larger than 32 MiB'],
  refused: ['file.refused', 'this user cannot read the file'],
  outside: ['file.outside', 'this is a symbolic link that leads out of its folder'],
} as const;

/**
 * Decodes bytes to text, or reports why not. hfsync accepts only UTF-8 that can be shown safely. `other`: the file that
 * was probably meant instead.
 */
export function readText(file: FileName, content: FileContent, other: string | null): Source {
  if (!content.ok) {
    const source = createSource(file, '');
    const [code, message] = REASONS[content.reason];
    source.report(code, null, message, other ?? HINTS[content.reason]);
    return source;
  }
  const text = new TextDecoder('utf-8').decode(content.bytes);
  const source = createSource(file, text);
  if (reportEncoding(source, content.bytes)) return source;
  if (text.trim() === '') {
    reportEmpty(source, 'the file is empty');
    return source;
  }
  reportControls(source);
  return source;
}

export function reportEmpty(source: Source, message: string): void {
  const hint = source.isIncluded
    ? 'write `links:` or `ignore:` into it, or remove it from `include`'
    : 'write `version: 1`, `harvest:` and `forecast:`, as in examples/minimal/hfsync.yaml';
  source.report('file.empty', null, message, hint);
}

const HINTS: { readonly [R in keyof typeof REASONS]: string } = {
  missing: 'write it with hfsync init, or name another file with --config',
  folder: 'name the file itself, for example hfsync.yaml in it',
  special: 'name a file',
  large: 'split it with `include`',
  refused: 'let this user read it',
  outside: 'put the file itself there, or name the one that it leads to with --config',
};

function reportEncoding(source: Source, bytes: Uint8Array): boolean {
  const again = Buffer.from(source.text, 'utf8');
  const skip = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const original = Buffer.from(bytes.buffer, bytes.byteOffset + skip, bytes.byteLength - skip);
  if (original.equals(again)) return false;
  let same = 0;
  while (same < again.length && original[same] === again[same]) same += 1;
  const offset = Buffer.from(again.subarray(0, same))
    .toString('utf8')
    .replace(/\uFFFD$/, '').length;
  source.report('file.encoding', [offset, offset + 1], 'the file is not UTF-8 from here on', 'save it as UTF-8');
  return true;
}

/** Reports control characters. YAML allows none of them in a file, and the parser uses some as its own marks. */
function reportControls(source: Source): void {
  const { text } = source;
  if (/\r(?!\n)/.test(text) && !text.includes('\n')) {
    const hint = 'save it with LF or CRLF at the end of lines';
    source.report('yaml.character', [text.indexOf('\r'), text.indexOf('\r') + 1], 'lines end in U+000D alone', hint);
    return;
  }
  for (const match of text.matchAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]|\r(?!\n)/g)) {
    const span = [match.index, match.index + 1] as const;
    const message = `this is the invisible character ${codePoint(match[0])}, which hfsync does not accept`;
    const hint = `remove it; a name that really contains it goes in double quotes, with ${yamlEscape(match[0])}`;
    source.report('yaml.character', span, message, hint);
  }
}
