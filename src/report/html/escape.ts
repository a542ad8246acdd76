/**
 * The boundary of the HTML page, on top of `escapeText`. In: `Escaped` text, numbers, pieces of a value. Out: `Html`, which nothing but
 * this file can make. In a template only its own words are markup; whatever is put in is escaped, unless it is `Html` itself.
 *
 * | put in                    | comes out                                                               |
 * | ------------------------- | ----------------------------------------------------------------------- |
 * | `Escaped`, `Printable`    | `& < >` as entities, and in an attribute `" '` too                        |
 * | a piece of a value        | the same, in `<bdi>` where it is a name, in `<del>`, `<ins>` where marked |
 * | `Html`, or a list of them | as it is                                                                  |
 */
import type { Segment } from '../line.ts';
import { escapeProse, escapeVerbatim, type Printable, type Escaped } from '../escape.ts';

// Not exported: a saved plan can contain any object, but never this key.
const MARKUP = Symbol('markup');

export interface Html {
  readonly [MARKUP]: string;
}

type Part = Html | Printable | number | readonly Html[];

/** `html\`<b>${escapeText(name)}</b>\``. Attributes stand in double quotes; a line's end and the indent after it are left out. */
export function html(words: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const own = TEMPLATES.get(words) ?? templateOf(words);
  let markup = own.words[0] ?? '';
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    markup += part === undefined ? '' : markupOf(part, own.quotes[index] === true);
    markup += own.words[index + 1] ?? '';
  }
  return { [MARKUP]: markup };
}

interface Template {
  /** Its own words, without the line ends and indents of its source. */
  readonly words: readonly string[];
  /** Of each part whether it stands between the quotes of an attribute. */
  readonly quotes: readonly boolean[];
}

const TEMPLATES = new WeakMap<TemplateStringsArray, Template>();

/** Worked out once for each template. */
function templateOf(source: TemplateStringsArray): Template {
  const words = source.map((word) => word.replace(/\n\s*/g, ''));
  let before = '';
  const quotes = words.map((word) => {
    before += word;
    // Since the start of the tag, which may be in another template.
    return before.slice(before.lastIndexOf('<') + 1).split('"').length % 2 === 0;
  });
  const template = { words, quotes };
  TEMPLATES.set(source, template);
  return template;
}

interface Memory {
  html: Html | null;
  readonly next: Map<string, Memory>;
}

const REMEMBERED: Memory = { html: null, next: new Map() };
let size = 0;

/** Makes markup that many records share only once. `keys`: all that it depends on, one by one, because joining them takes longer. */
export function remembered(keys: readonly string[], make: () => Html): Html {
  let memory = REMEMBERED;
  for (const key of keys) {
    let next = memory.next.get(key);
    if (!next) {
      // A saved plan can hold any texts.
      if (size === 1000) return make();
      size += 1;
      next = { html: null, next: new Map() };
      memory.next.set(key, next);
    }
    memory = next;
  }
  memory.html ??= make();
  return memory.html;
}

export const NOTHING: Html = { [MARKUP]: '' };
export const NEWLINE: Html = { [MARKUP]: '\n' };

/** The finished markup. */
export function markup(of: Html): Printable {
  return of[MARKUP] as Printable;
}

/** A value, its changed words marked; the parts with the same name stay together. */
export function valueHtml(content: readonly Segment[]): Html {
  let markup = '';
  let inName = false;
  for (const { from, style, text } of content) {
    if ((from === 'name') !== inName) markup += inName ? '</bdi>' : '<bdi>';
    inName = from === 'name';
    const tag = style === 'gone' ? 'del' : style === 'fresh' ? 'ins' : null;
    // `segments` accepts only `Escaped` and our own words.
    const own = textMarkup(text);
    markup += tag === null ? own : `<${tag}>${own}</${tag}>`;
  }
  return { [MARKUP]: inName ? `${markup}</bdi>` : markup };
}

/** A name by itself. `<bdi>`: one that reads from right to left leaves its surroundings alone. */
export function nameHtml(text: Escaped): Html {
  return html`<bdi>${text}</bdi>`;
}

/** Names and values stand in double quotes. Back-ticks inside them belong to the name, and are shown as they are. */
const TO_TYPE = /("(?:[^"\\]|\\.)*")|`([a-z][\w:. /\n-]*)`/g;

/** A sentence of ours: what stands between back-ticks is to be typed. */
export function proseHtml(text: string): Html {
  return typedHtml(escapeProse(text));
}

/** The same of text that is safe already, a sentence or lines of them. */
export function typedHtml(text: Printable): Html {
  // Each match gives two parts, one of them undefined.
  const parts = text.split(TO_TYPE) as (Printable | undefined)[];
  return html`${parts.map((part, index) => proseParts(part, index % 3 === 2))}`;
}

function proseParts(part: Printable | undefined, isTyped: boolean): Html {
  if (part === undefined) return NOTHING;
  return isTyped ? html`<code>${part}</code>` : html`${part}`;
}

/** An address in full. Only plain http and https become links, if a browser can take them; `javascript:` and all others stay text. */
export function linkHtml(url: string): Html {
  const shown = escapeVerbatim(url);
  if (shown !== url || url.length > 2000 || !/^https?:\/\/[\x21-\x7e]+$/i.test(url)) return html`<code>${shown}</code>`;
  return html`<a href="${shown}" rel="noreferrer noopener">${shown}</a>`;
}

function markupOf(part: Part, isQuoted: boolean): string {
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') return isQuoted ? quotedMarkup(part) : textMarkup(part);
  if (!isList(part)) return part[MARKUP];
  let all = '';
  for (const each of part) all += each[MARKUP];
  return all;
}

const [SPECIAL, SPECIAL_IN_QUOTES] = [/[&<>]/, /[&<>"']/];

function textMarkup(text: string): string {
  return SPECIAL.test(text) ? text.replace(/[&<>]/g, entityOf) : text;
}

function quotedMarkup(text: string): string {
  return SPECIAL_IN_QUOTES.test(text) ? text.replace(/[&<>"']/g, entityOf) : text;
}

const ENTITIES: { readonly [char: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function entityOf(char: string): string {
  return ENTITIES[char] ?? char;
}

function isList(part: Html | readonly Html[]): part is readonly Html[] {
  return Array.isArray(part);
}
