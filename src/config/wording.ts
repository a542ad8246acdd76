import { invisibles, quotedYaml, yamlEscape } from '../model/invisible.ts';
import { hideSecrets } from './hide-secrets.ts';

const LONGEST = 60;

/** A user's text inside a message: in quotes, escaped, shortened, with anything that looks like a secret hidden. */
export function quote(text: string): string {
  const characters = [...hideSecrets(text.slice(0, 4 * LONGEST))];
  const cut = characters.length > LONGEST ? [...characters.slice(0, LONGEST), '…'] : characters;
  return `"${cut.map((character) => character.replace(invisibles(), yamlEscape)).join('')}"`;
}

/**
 * A user's text as the file should have it, in double quotes. Null if it is too long for a message, or may be a secret.
 */
export function pasteable(text: string): string | null {
  if (text.length > LONGEST || hideSecrets(text) !== text) return null;
  return quotedYaml(text);
}

/** A source line without characters that could change how it is shown. The columns do not move. */
export function plainLine(line: string): string {
  return line.replace(invisibles(), (character) => (character === '\t' ? ' ' : '\uFFFD'.repeat(character.length)));
}

/** "a, b or c" */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

/** What kind of value this is, in words, with the value itself. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value === 'string') return value === '' ? 'empty text' : `the text ${quote(value)}`;
  return `${value as number | boolean | bigint}`;
}
