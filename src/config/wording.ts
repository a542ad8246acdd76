import { hideSecrets } from './secret.ts';

/** Characters that have no place in a name: control, format (bidirectional too), surrogates, private, unassigned, line separators. */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
const HIDDEN_ALL = new RegExp(HIDDEN.source, 'gu');
const LONGEST = 60;

/** A user's text inside a message: in quotes, escaped, cut, without anything that looks like a secret. */
export function quote(text: string): string {
  const characters = [...hideSecrets(text.slice(0, 4 * LONGEST))];
  const cut = characters.length > LONGEST ? [...characters.slice(0, LONGEST), '…'] : characters;
  return `"${cut.map((character) => character.replace(HIDDEN_ALL, escape)).join('')}"`;
}

/** `U+0430`, as character tables call it. */
export function codePoint(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return `U+${hex.padStart(4, '0')}`;
}

/** A source line without characters that could change how it is shown; the columns stay what they were. */
export function plainLine(line: string): string {
  return line.replace(HIDDEN_ALL, (character) => (character === '\t' ? ' ' : '\uFFFD'.repeat(character.length)));
}

/** "a, b or c" */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** What kind of thing a value is, in words, with its content where that is short. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text ${quote(value)}`;
  return `${value as number | boolean | bigint}`;
}

function escape(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
