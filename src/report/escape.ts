/**
 * The output boundary. In: any text that somebody else wrote (names, e-mails, notes, error bodies, saved plans). Out:
 * `Escaped`, text that is safe on a terminal and in a CI log. Only `Escaped` text can be put into a line, so an
 * unescaped print does not compile.
 *
 * | in                                                   | out                       |
 * | ---------------------------------------------------- | ------------------------- |
 * | control, format, surrogate, private, unassigned      | `\u{…}`                   |
 * | line and paragraph separator, blanks that look empty | `\u{…}`                   |
 * | more than 4 combining marks in a row                 | the rest is `…(+N marks)` |
 * | `##[` and `##word[` (CI log commands)                | `#\u{23}[`                |
 * | more than 200 graphemes, or 800 UTF-16 units          | cut, `…(+N)`              |
 */
declare const printed: unique symbol;
/** Text that may be written: lines made of `Escaped` segments, or JSON, Markdown and HTML with their own escapes. */
export type Printable = string & { readonly [printed]: true };

declare const shown: unique symbol;
export type Escaped = Printable & { readonly [shown]: true };

/**
 * `printable\`reads ${escapeText(name)}\``: the words of the template are hfsync's own, and everything inserted is safe
 * already.
 */
export function printable(words: TemplateStringsArray, ...parts: readonly (Printable | number)[]): Printable {
  return String.raw({ raw: words }, ...parts) as Printable;
}

/** Joins texts without anything in between. */
export function joinPrintable(parts: readonly Printable[]): Printable {
  return parts.join('') as Printable;
}

const MOST_GRAPHEMES = 200;
const MOST_UNITS = 800;

// Cc Cf Cs Co Cn, the two separators, Hangul fillers and the empty Braille cell: invisible, or able to move what follows.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029\u115F\u1160\u3164\uFFA0\u2800]/gu;
const MARKS = /(\p{M}{4})(\p{M}+)/gu;
// GitHub, Azure and TeamCity runners look for these anywhere in a line of a log.
const LOG_COMMAND = /##(?=[a-z]*\[)/giu;

let segmenter: Intl.Segmenter | undefined;

/** User-perceived characters. */
export function graphemes(text: string): string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Makes text safe to print. `limit` is in graphemes. */
export function escapeText(text: string, limit: number = MOST_GRAPHEMES): Escaped {
  return escapeUnsafe(cut(text, limit)) as Escaped;
}

/** Sentences that may contain names (reasons, messages): like `escapeText`, but long enough for a paragraph. */
export function escapeProse(text: string): Escaped {
  return escapeText(text, 4000);
}

/** A name in double quotes, so that its ends are visible. Quotes and backslashes inside are escaped. */
export function quote(text: string, limit: number = MOST_GRAPHEMES): Escaped {
  return `"${quotePart(text, limit)}"` as Escaped;
}

/** The text that `quote` puts between the quotes, for names shown in parts. */
export function quotePart(text: string, limit: number = MOST_GRAPHEMES): Escaped {
  const kept = cut(text, limit);
  const needs = kept.includes('"') || kept.includes('\\');
  return escapeUnsafe(needs ? kept.replace(/["\\]/g, '\\$&') : kept) as Escaped;
}

/**
 * A line that people paste, which is never shortened. CI runners trim a line before they look for `::`, so that is
 * escaped at the start.
 */
export function escapeVerbatim(text: string): Escaped {
  const safe = escapeUnsafe(text, (marks) => marks.replace(/./gu, codePointEscape));
  return (safe.includes('::') ? safe.replace(/^(\s*):(?=:)/u, '$1\\u{3a}') : safe) as Escaped;
}

/** Cuts a text to a number of graphemes. One grapheme can have thousands of code units, so these are limited too. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const most = Math.max(2 * limit, MOST_UNITS);
  const whole = text.length <= most;
  const parts = graphemes(whole ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, ''));
  if (whole && parts.length <= limit) return text;
  const kept = parts.slice(0, limit).join('');
  return whole ? `${kept}…(+${parts.length - limit})` : `${kept}…(+${text.length - kept.length} units)`;
}

// A quick check that most texts pass: only Latin letters, dashes, quotes and arrows, which need no escaping.
const SUSPECT = /[^ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u21FF]|##/;

function escapeUnsafe(
  text: string,
  shortened = (marks: string): string => `…(+${Array.from(marks).length} marks)`,
): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(UNSAFE, codePointEscape)
    .replace(MARKS, (_, kept: string, rest: string) => `${kept}${shortened(rest)}`)
    .replace(LOG_COMMAND, '#\\u{23}');
}

function codePointEscape(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
