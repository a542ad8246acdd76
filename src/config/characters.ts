import type { ParsedNode, Scalar } from 'yaml';
import { strayCharacter, codePoint, yamlEscape, type Character } from '../model/invisible.ts';
import { isText } from './hints.ts';
import { spanOf } from './parse-yaml.ts';
import { reportNode } from './report-node.ts';
import type { Source, Span } from './source.ts';
import { entryOfRow, ROW_MESSAGE } from './table-row.ts';
import { pasteable } from './wording.ts';

/** A key never needs an invisible character, not even as an escape. */
export function reportKeyCharacters(source: Source, node: ParsedNode, name: string): boolean {
  const found = strayCharacter(name);
  if (!found) return false;
  const message = `this key contains ${codePoint(found.character)}, which is invisible`;
  reportNode(source, 'yaml.character', node, message, 'remove it, or type the key again', spanIn(source, node, found));
  return true;
}
/**
 * A text may contain any character that a name in Harvest or Forecast can. The joiners that scripts and emoji need are
 * allowed as they are. Any other invisible character must be an escape in double quotes, where a reviewer sees it.
 */
export function reportTextCharacters(source: Source, node: Scalar.Parsed, text: string, path: readonly string[]): void {
  const written = source.text.slice(...spanOf(node));
  const isQuoted = node.type === 'QUOTE_DOUBLE';
  if (text.includes('\n') && !(isQuoted && !written.includes('\n'))) {
    const hint = pasteable(text.trim().replace(/\s*\n\s*/g, ' '));
    reportNode(source, 'yaml.character', node, 'this text spans several lines', `write ${hint ?? 'it on one line'}`);
    return;
  }
  const half = /\p{Cs}/u.exec(text)?.[0];
  if (half !== undefined) {
    const message = `this text contains ${codePoint(half)}, which is half a character`;
    reportNode(source, 'yaml.character', node, message, 'write the whole character');
    return;
  }
  const found = strayCharacter(written.replace(/[\r\n]/g, ' '));
  if (!found) return;
  const entry = path[0] === 'links' && path.at(-1) === '-' ? entryOfRow(text) : null;
  if (entry !== null) return reportNode(source, 'config.value', node, ROW_MESSAGE, `write ${entry}`);
  const { character } = found;
  const message = `this text contains ${codePoint(character)}, which is invisible`;
  const whole = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED' ? null : pasteable(text);
  const escape = whole === null ? `write it as ${yamlEscape(character)} in double quotes` : `write ${whole}`;
  const hint = isText(path) ? `${escape}, or remove it` : 'remove it';
  reportNode(source, 'yaml.character', node, message, hint, spanIn(source, node, found));
}
/** The place of the character, or of the whole node if it is written as an escape. */
function spanIn(source: Source, node: ParsedNode, { character }: Character): Span {
  const [start, end] = spanOf(node);
  const inside = source.text.slice(start, end).indexOf(character);
  return inside < 0 ? [start, end] : [start + inside, start + inside + character.length];
}
