/**
 * The Markdown boundary, on top of `Escaped`. In: any text. Out: `Markdown`, in which text from outside is never markup. It
 * appears only in code, where no renderer looks for HTML, tables, links, mentions or references.
 *
 * | form        | closed by                                  | so it                                                |
 * | ----------- | ------------------------------------------ | ---------------------------------------------------- |
 * | code span   | a run of back-ticks as long as its opening | opens with one more than any run inside              |
 * | fence       | a line of back-ticks at least as long      | opens with one more than any run inside, at least 3  |
 * | link        | `>`                                        | accepts only plain addresses of the two services     |
 */
import { escapeText, type Printable } from '../escape.ts';

declare const markdown: unique symbol;
export type Markdown = Printable & { readonly [markdown]: true };

/** The marker by which hfsync finds its own comment. Throws if it could contain anything else. */
export function comment(text: string): Markdown {
  if (!/^<!-- (?:(?!--)[\w .:"{},-])+ -->$/.test(text)) throw new Error(`no marker: ${JSON.stringify(text)}`);
  return text as Markdown;
}

/**
 * A template whose own words are hfsync's. Everything inserted must be `Markdown` already, or a number. It is not
 * called `md`, because prettier would format such a template as Markdown.
 */
export function markup(words: TemplateStringsArray, ...parts: readonly (Markdown | number)[]): Markdown {
  return String.raw({ raw: words }, ...parts) as Markdown;
}

export function join(parts: readonly Markdown[], between: string): Markdown {
  return parts.join(between) as Markdown;
}

/**
 * hfsync's own words that are not a template, such as a summary line or a heading. Throws if they contain anything but
 * letters, digits and plain punctuation.
 */
export function words(text: string): Markdown {
  if (!/^[\w .,:()'/+=!~-]*$/.test(text)) throw new Error(`no plain words: ${JSON.stringify(text)}`);
  return text as Markdown;
}

/** One line of text from outside. */
export function code(text: string): Markdown {
  const shown: string = escapeText(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // A space separates a back-tick at the end. Renderers remove one space at each end.
  const padded = /^[` ]|[` ]$/.test(shown) || shown === '' ? ` ${shown} ` : shown;
  return `${ticks}${padded}${ticks}` as Markdown;
}

/** Complete lines in a fence. Blank lines at the end are left out. */
export function fence(lines: readonly Printable[], language: 'diff' | 'yaml'): Markdown {
  const body = lines.join('').replace(/\n+$/, '\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${ticks}${language}\n${body}${ticks}\n` as Markdown;
}

/** In a `diff` fence, GitHub colours a row by its first character: `+`, `-`, `!` and `#`. hfsync's sign follows it. */
const COLUMN = { '+': '+', '-': '-', '!': '!', '~': '!', x: '!', '=': '#' } as const;

/** Moves the sign of each row that begins with one to the column that colours the row. */
export function coloured(text: Printable): Printable {
  return text.replace(/^(?: {2})?([-+!~x=]) /gm, (row, sign: keyof typeof COLUMN) => {
    if (row.startsWith(' ')) return `${COLUMN[sign]}${row.slice(1)}`;
    return COLUMN[sign] === sign ? row : `${COLUMN[sign]} ${row}`;
  }) as Printable;
}

const PAGE = /^https:\/\/([\w-]+\.harvestapp\.com|forecastapp\.com)(\/[\w./-]*)?$/;

/** A link to a page of one of the two services. Anything else stays text. */
export function page(url: string): Markdown {
  return PAGE.test(url) ? (`<${url}>` as Markdown) : code(url);
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
