/**
 * Folds texts so that similar names compare equal. In: a text as a service has it. Out: its words, in lower case and
 * without accents.
 *
 * | text                 | words            |
 * | -------------------- | ---------------- |
 * | `Café  Größe`        | cafe grosse      |
 * | `E-Commerce / B2B`   | e commerce b 2 b |
 * | `S.A.` `Kim's`       | sa kims          |
 * | `C++`                | c++              |
 */
export interface Word {
  /** Without accents: `muller`. */
  readonly plain: string;
  /** As German and the Nordic languages spell umlauts out: `mueller`. The same as `plain` if there are none. */
  readonly spelled: string;
}

const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const SPELLED: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ø: 'oe', å: 'aa' };

export function withoutCase(text: string): string {
  return text.toLowerCase();
}

/** Removes the accents of Latin, Greek and Cyrillic letters. In other scripts a mark makes a different letter, so it stays. */
export function withoutAccents(text: string): string {
  if (isAscii(text)) return text;
  const letters = text.replace(/[ßæœøłđðþıẞÆŒØŁĐÐÞ]/gu, (letter) => {
    const lower = letter.toLowerCase();
    const plain = LETTERS[lower] ?? lower;
    return lower === letter ? plain : plain.toUpperCase();
  });
  return letters
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/gu, '')
    .normalize('NFC');
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Keeps letters and digits. Apostrophes and the dots of an abbreviation go; everything else separates words. */
export function withoutPunctuation(text: string): string {
  if (/^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/.test(text)) return text;
  return text
    .replace(/\b(?:\p{L}\.){2,}/gu, (initials) => `${initials.replaceAll('.', '')} `)
    .replace(/(?<=\p{L})['’`´](?=\p{L})/gu, '')
    .replace(/&/g, ' and ')
    .replace(/(?<=\p{L})(?:\+\+|#)/gu, (sign) => (sign === '#' ? 'sharp' : 'plusplus'))
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

export function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, '');
}

/** Digits and letters are separate words: `Phase2` is `Phase 2`. */
export function wordsOf(text: string): readonly Word[] {
  const lower = withoutCase(text.normalize('NFC'));
  if (isAscii(lower)) return split(withoutPunctuation(lower)).map((plain) => ({ plain, spelled: plain }));
  const spelled = lower.replace(/[äöüøå]/gu, (letter) => SPELLED[letter] ?? letter);
  const plainWords = split(withoutPunctuation(withoutAccents(lower)));
  const spelledWords = spelled === lower ? plainWords : split(withoutPunctuation(withoutAccents(spelled)));
  return plainWords.map((plain, index) => ({ plain, spelled: spelledWords[index] ?? plain }));
}

function split(text: string): readonly string[] {
  return text.match(/\p{N}+|[^\p{N}\s]+/gu) ?? [];
}

/** The words written as one. */
export function joined(words: readonly Word[]): Word {
  let [plain, spelled] = ['', ''];
  for (const word of words) {
    plain += word.plain;
    spelled += word.spelled;
  }
  return { plain, spelled };
}

export function sameWord(left: Word, right: Word): boolean {
  return (
    left.plain === right.plain ||
    left.spelled === right.plain ||
    left.plain === right.spelled ||
    left.spelled === right.spelled
  );
}

/** Only the letters and digits of a code or an e-mail. */
export function bare(text: string): string {
  if (/^[a-z0-9]*$/.test(text)) return text;
  return withoutBlanks(withoutPunctuation(withoutAccents(withoutCase(text.normalize('NFC')))));
}
