/**
 * Characters that cannot be seen, or that move what follows. In: any text. Out: the first such character that no script
 * and no emoji needs, or the text as a YAML scalar that shows each of them as an escape.
 */

// Cc Cf Cs Co Cn, both separators, and characters that look empty: combining joiner, Hangul fillers, inherent vowels,
// empty Braille.
const INVISIBLE = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u3164\uFFA0\u2800`;
const SELECTOR = String.raw`\uFE00-\uFE0F\u{E0100}-\u{E01EF}`;

/** Unicode tables take milliseconds to compile, and most texts do not need them. */
const PRINTABLE = /^[ -~]*$/;
export const invisibles = lazily(() => new RegExp(`[${INVISIBLE}]`, 'gu'));

/** Scripts in which a joiner (U+200C, U+200D) changes how a letter is written. */
const JOINING = [
  ...['Arabic', 'Syriac', 'Mandaic', 'Mongolian', 'Nko', 'Adlam', 'Hanifi_Rohingya', 'Phags_Pa'],
  ...['Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil', 'Telugu', 'Kannada', 'Malayalam'],
  ...['Sinhala', 'Khmer', 'Myanmar', 'Tibetan', 'Javanese', 'Balinese', 'Sundanese', 'Meetei_Mayek'],
];
const LETTER = `[${JOINING.map((script) => `\\p{scx=${script}}`).join('')}]`;
const EMOJI = String.raw`\p{Extended_Pictographic}`;

/**
 * Where joiners belong: beside a letter of such a script, between two emoji, and in the flag of a region (England,
 * Texas).
 */
const needed = lazily(
  () =>
    new RegExp(
      [
        `(?<=${LETTER})[\\u200C\\u200D]`,
        `[\\u200C\\u200D](?=${LETTER})`,
        `(?<=${EMOJI}[\\uFE0F\\u20E3\\p{Emoji_Modifier}]*)\\u200D(?=${EMOJI})`,
        String.raw`(?<=\u{1F3F4})[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]{3,6}\u{E007F}`,
      ].join('|'),
      'gu',
    ),
);
/** Also finds a variation selector with nothing before it to change. */
const stray = lazily(() => new RegExp(`[${INVISIBLE}]|(?<=^|[\\s${SELECTOR}])[${SELECTOR}]`, 'u'));

export interface Character {
  readonly character: string;
  /** In UTF-16 units. */
  readonly index: number;
}

/** The first invisible character that a reader would miss. Joiners that scripts and emoji need do not count. */
export function strayCharacter(text: string): Character | null {
  if (PRINTABLE.test(text)) return null;
  const found = stray().exec(text.replace(needed(), (joiners) => 'x'.repeat(joiners.length)));
  return found && { character: found[0], index: found.index };
}

/** `U+0430`, as character tables call it. */
export function codePoint(character: string): string {
  return `U+${hex(character).padStart(4, '0')}`;
}

/** `\u200D`, `\U000E0062`: a character as YAML escapes it in double quotes. */
export function yamlEscape(character: string): string {
  const digits = hex(character);
  return digits.length > 4 ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
}

const PLAIN = /^[A-Za-z][A-Za-z0-9 _.@+-]*$/;
const RESERVED = /^(true|false|null|yes|no|on|off|y|n)$/i;
/** What copying could lose or a screen could cut: stray selectors, unusual blanks, a fifth mark on one letter. */
const unsafe = lazily(
  () => new RegExp(`[${INVISIBLE}]|(?<=^|[\\s${SELECTOR}])[${SELECTOR}]|(?! )\\p{Z}|(?<=\\p{M}{4})\\p{M}`, 'gu'),
);
/** CI runners look for `##[` and `##word[` in any line. */
const LOG_COMMAND = /##(?=[a-z]*\[)/gi;

/**
 * A text as YAML: plain if it certainly reads as text, else in double quotes. It reads back as exactly the same text.
 */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text) && text === text.trim()) return text;
  return quotedYaml(text);
}

/** The same, always in double quotes. */
export function quotedYaml(text: string): string {
  const inner = text
    .replace(/["\\]/g, '\\$&')
    .replace(unsafe(), yamlEscape)
    .replace(LOG_COMMAND, String.raw`#\x23`);
  return `"${inner}"`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
}

function lazily(make: () => RegExp): () => RegExp {
  let made: RegExp | undefined;
  return () => (made ??= make());
}
