import type { FileContent } from './files.ts';
import type { FileName, Source } from './source.ts';
import { createSource } from './source.ts';
import { codePoint, quote } from './wording.ts';

/** No config is this large; the parser needs memory for many times the file. */
export const LARGEST_FILE = 32 * 1024 * 1024;

const REASONS = {
  missing: ['file.missing', 'there is no such file'],
  folder: ['file.folder', 'this is a folder, not a file'],
  special: ['file.special', 'this is not a regular file'],
  large: ['file.large', 'the file is larger than 32 MiB'],
  refused: ['file.refused', 'the file may not be read by this user'],
  outside: ['file.outside', 'this is a symbolic link that leads out of its folder'],
} as const;

/** Bytes → text, or a finding: hfsync reads UTF-8 only, and a file that can be shown safely. */
export function readText(file: FileName, content: FileContent): Source {
  if (!content.ok) {
    const source = createSource(file, '');
    const [code, message] = REASONS[content.reason];
    source.report(code, null, `${quote(file.path)}: ${message}`, hintFor(content.reason));
    return source;
  }
  const text = new TextDecoder('utf-8').decode(content.bytes);
  const source = createSource(file, text);
  if (reportEncoding(source, content.bytes)) return source;
  if (text.trim() === '') {
    source.report('file.empty', null, `${quote(file.path)}: the file is empty`, 'start with `version: 1`');
    return source;
  }
  reportControls(source);
  return source;
}

function hintFor(reason: keyof typeof REASONS): string | undefined {
  if (reason === 'missing') return 'examples/minimal/hfsync.yaml is one to start from; --config FILE names another';
  if (reason === 'folder') return 'name the file itself, for example hfsync.yaml in it';
  if (reason === 'outside') return 'put the file itself there, or name the one it leads to with --config';
  return undefined;
}

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

/** YAML allows none of these in a file, and the parser uses some of them as marks of its own. */
function reportControls(source: Source): void {
  for (const match of source.text.matchAll(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]|\r(?!\n)/g)) {
    const span = [match.index, match.index + 1] as const;
    source.report(
      'yaml.character',
      span,
      `the character ${codePoint(match[0])} may not stand in this file`,
      'remove it; it is invisible in most editors',
    );
  }
}
