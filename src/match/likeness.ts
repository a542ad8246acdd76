import leven from 'leven';
import type { NameDifference } from '../model/counterpart.ts';
import { joined, sameWord, withoutAccents, withoutBlanks, withoutCase, withoutPunctuation, type Word } from './fold.ts';
import { CLIENT_PREFIX, type Name } from './name.ts';

/**
 * How similar two names are. In: both, parsed. Out: a rank (the lower, the nearer) and their differences, or null if
 * they are not similar.
 */
export interface Likeness {
  readonly rank: Rank;
  readonly differences: readonly NameDifference[];
}

/**
 * | rank | means                                                            |
 * | ---- | ---------------------------------------------------------------- |
 * | 0    | the same text                                                    |
 * | 1    | the same except for case, accents, punctuation and blanks        |
 * | 2    | the same except for the order of words, a prefix or a legal form |
 * | 3    | the same except for a year that only one of them has             |
 * | 4    | the same except for one typing mistake                           |
 * | 5    | other numbers, years, prefixes or words: likely another record   |
 */
export type Rank = 0 | 1 | 2 | 3 | 4 | 5;
export const LIKELY_RANK = 4;

/** Whether several names contain a word. Then it is not a misspelling of another one. */
export type IsCommon = (word: string) => boolean;

export function likenessOf(left: Name, right: Name, isCommon: IsCommon): Likeness | null {
  if (left.text === right.text) return { rank: 0, differences: [] };
  if (left.words.length === 0 || right.words.length === 0) return null;
  if (sameWord(left.line, right.line))
    return { rank: 1, differences: fineDifferences(left.text, right.text) ?? ['accents'] };
  const found: NameDifference[] = [...markDifferences(left, right)];
  const words = wordDifference(left, right, isCommon);
  if (words === null) return null;
  if (words !== 'same') found.push(words);
  const isOther = contradicts(left, right) || words === 'words';
  if (isOther) return { rank: 5, differences: found };
  if (found.length === 0) return { rank: 1, differences: ['punctuation'] };
  return {
    rank: found.length > 2 ? 5 : (Math.max(...found.map((difference) => RANK[difference] ?? 1)) as Rank),
    differences: found,
  };
}

const RANK: { readonly [D in NameDifference]?: Rank } = {
  'word-order': 2,
  prefix: 2,
  'legal-form': 2,
  year: 3,
  typo: 4,
};

const FINE = {
  case: withoutCase,
  accents: withoutAccents,
  punctuation: withoutPunctuation,
  blanks: withoutBlanks,
} as const;
const FINE_NAMES = Object.keys(FINE) as (keyof typeof FINE)[];

/** Which of the four foldings it takes to make the texts equal. Null if all four together do not. */
function fineDifferences(left: string, right: string): readonly NameDifference[] | null {
  const isEqual = (used: readonly (keyof typeof FINE)[]): boolean => {
    const fold = (text: string): string => used.reduce((folded, name) => FINE[name](folded), text);
    const folded = fold(left);
    return folded !== '' && folded === fold(right);
  };
  if (!isEqual(FINE_NAMES)) return null;
  const needed = FINE_NAMES.filter((name) => !isEqual(FINE_NAMES.filter((other) => other !== name)));
  return needed.length > 0 ? needed : ['punctuation'];
}

function sameJoined(left: readonly Word[], right: readonly Word[]): boolean {
  if (left.length === 0 || right.length === 0) return false;
  return sameWord(joined(left), joined(right));
}

function markDifferences(left: Name, right: Name): readonly NameDifference[] {
  return [
    ...(left.prefix === right.prefix ? [] : (['prefix'] as const)),
    ...(left.legal === right.legal ? [] : (['legal-form'] as const)),
    ...(sameList(left.years, right.years) ? [] : (['year'] as const)),
    ...(sameList(left.numbers, right.numbers) ? [] : (['number'] as const)),
  ];
}

/** Two names contradict each other if both have a mark of one kind with different values. A number in only one of them is enough. */
export function contradicts(left: Name, right: Name): boolean {
  const both = (a: string, b: string): boolean => a !== '' && b !== '' && a !== b;
  const code = ({ prefix }: Name): string => (prefix === CLIENT_PREFIX ? '' : prefix);
  return (
    !sameList(left.numbers, right.numbers) ||
    both(left.years.join(' '), right.years.join(' ')) ||
    both(code(left), code(right)) ||
    both(left.legal, right.legal)
  );
}

function sameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

/** `words`: some words match, but not all. Null if none match, or too few. */
function wordDifference(left: Name, right: Name, isCommon: IsCommon): 'same' | 'word-order' | 'typo' | 'words' | null {
  if (
    left.words.length === right.words.length &&
    left.words.every((word, index) => sameWord(word, right.words[index]!))
  )
    return 'same';
  const [onlyLeft, onlyRight] = [without(left.words, right.words), without(right.words, left.words)];
  if (onlyLeft.length === 0 && onlyRight.length === 0) return 'word-order';
  if (sameJoined(onlyLeft, onlyRight)) return 'same';
  const size = Math.min(left.base.plain.length, right.base.plain.length);
  if (isTypo(joined(onlyLeft).plain, joined(onlyRight).plain, { size, isCommon })) return 'typo';
  const shared = left.words.length - onlyLeft.length;
  return shared > 0 && shared * 2 >= Math.min(left.words.length, right.words.length) ? 'words' : null;
}

/** The words that the other name does not have, each as often as it is missing there. */
function without(words: readonly Word[], others: readonly Word[]): readonly Word[] {
  const rest = [...others];
  return words.filter((word) => {
    const index = rest.findIndex((other) => sameWord(word, other));
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  });
}

/**
 * One letter added, missing or replaced, or two swapped. A different first letter makes a different name, as in
 * `Hansen` and `Jansen`, and so does any different letter in a word of up to four letters. `size`: letters in the
 * whole name.
 */
export function isTypo(
  left: string,
  right: string,
  { size, isCommon }: { readonly size: number; readonly isCommon: IsCommon },
): boolean {
  const [short, long] = [Math.min(left.length, right.length), Math.max(left.length, right.length)];
  if (short < 3 || long - short > 1 || /\p{N}/u.test(left + right) || (isCommon(left) && isCommon(right))) return false;
  const distance = leven(left, right, { maxDistance: 2 });
  const isSwapped = distance === 2 && short === long && isSwap(left, right);
  const isOther = distance === 1 && short === long;
  if (!isSwapped && distance !== 1) return false;
  if (isOther) return long >= 5 && left[0] === right[0];
  return (isSwapped || left[0] === right[0] || long >= 6) && (long >= 5 || size >= 8);
}

function isSwap(left: string, right: string): boolean {
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  return left[at] === right[at + 1] && left[at + 1] === right[at] && left.slice(at + 2) === right.slice(at + 2);
}
