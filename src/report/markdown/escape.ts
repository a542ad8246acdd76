/**
 * The Markdown boundary, on top of `Escaped`. In: any text. Out: `Markdown`, in which nobody else's words are markup: they stand in
 * code alone, where no renderer looks for HTML, tables, links, mentions or references.
 *
 * | form        | closed by                                  | so it                                                |
 * | ----------- | ------------------------------------------ | ---------------------------------------------------- |
 * | code span   | a run of back-ticks as long as its opening | opens with one more than any run inside              |
 * | fence       | a line of back-ticks at least as long      | opens with one more than any run inside, at least 3  |
 * | link        | `>`                                        | takes plain addresses of the two services alone      |
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
 * No `md`: prettier would take that for Markdown to format. The template's own words are ours; everything put in must be `Markdown`
 * already, or a number.
 */
export function markup(words: TemplateStringsArray, ...parts: readonly (Markdown | number)[]): Markdown {
  return String.raw({ raw: words }, ...parts) as Markdown;
}

export function join(parts: readonly Markdown[], between: string): Markdown {
  return parts.join(between) as Markdown;
}

/**
 * Words of ours that are not a template: a summary line, a heading. Throws where there is anything but letters, digits and plain
 * punctuation.
 */
export function words(text: string): Markdown {
  if (!/^[\w .,:()'/+=!~-]*$/.test(text)) throw new Error(`no plain words: ${JSON.stringify(text)}`);
  return text as Markdown;
}

/** One line of somebody else's text. */
export function code(text: string): Markdown {
  const shown: string = escapeText(text);
  const ticks = '`'.repeat(longestRun(shown) + 1);
  // A space separates a back-tick at the end. Renderers remove one space at each end.
  const padded = /^[` ]|[` ]$/.test(shown) || shown === '' ? ` ${shown} ` : shown;
  return `${ticks}${padded}${ticks}` as Markdown;
}

/** Whole lines, blank ones at the end left out. */
export function fence(lines: readonly Printable[], language: 'diff' | 'yaml'): Markdown {
  const body = lines.join('').replace(/\n+$/, '\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${ticks}${language}\n${body}${ticks}\n` as Markdown;
}

/** What GitHub colours in a `diff` fence is known by the first character: `+`, `-`, `!` and `#`. Our signs come after it. */
const COLUMN = { '+': '+', '-': '-', '!': '!', '~': '!', x: '!', '=': '#' } as const;

/** Rows that begin with one of our signs, with the sign moved to the column that gives the row its colour. */
export function coloured(text: Printable): Printable {
  return text.replace(/^(?: {2})?([-+!~x=]) /gm, (row, sign: keyof typeof COLUMN) => {
    if (row.startsWith(' ')) return `${COLUMN[sign]}${row.slice(1)}`;
    return COLUMN[sign] === sign ? row : `${COLUMN[sign]} ${row}`;
  }) as Printable;
}

const PAGE = /^https:\/\/([\w-]+\.harvestapp\.com|forecastapp\.com)(\/[\w./-]*)?$/;

/** A page of one of the two services to open; anything else stays text. */
export function page(url: string): Markdown {
  return PAGE.test(url) ? (`<${url}>` as Markdown) : code(url);
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}
