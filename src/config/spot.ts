import type { YAMLError } from 'yaml';
import type { Span } from './source.ts';

/** The place at which YAML stops understanding a file, with its surroundings. */
export interface Spot {
  readonly text: string;
  readonly code: YAMLError['code'];
  /** The parser's own words. They only tell its cases apart and are never shown, since they may quote a token. */
  readonly reason: string;
  readonly at: number;
  /** The line without its line break, and the offset at which it starts. */
  readonly line: string;
  readonly start: number;
  /** The line up to the place, and from it on. */
  readonly before: string;
  readonly after: string;
  /** The offsets of the brackets that are open there, outermost first. */
  readonly open: readonly number[];
  /**
   * The offset of a quote that is open at the place, or of a quoted text over several lines that ends on this line.
   * Else null.
   */
  readonly quote: number | null;
}

/** One mistake in words, and how to repair a copy of the text so that the next mistake can be found. */
export interface SyntaxFault {
  readonly span: Span;
  readonly message: string;
  readonly hint?: string;
  /** Whether it speaks for all such places of its line. */
  readonly isSaidOnce?: true;
  /** The filler replaces each character of the span, so all offsets stay valid. */
  readonly repair?: readonly [span: Span, filler: string];
}

export type Recognizer = (spot: Spot) => SyntaxFault | null;

export function spotOf(text: string, error: YAMLError): Spot {
  const at = Math.min(error.pos[0], text.length);
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = lineEnd(text, at);
  const line = text.slice(start, end);
  return {
    ...{ text, at, start, line, code: error.code, reason: error.message },
    before: line.slice(0, at - start),
    after: line.slice(at - start),
    ...scan(text, at),
  };
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  const stop = end < 0 ? text.length : end;
  return text[stop - 1] === '\r' && stop > at ? stop - 1 : stop;
}

/**
 * Where a text without quotes ends: at a comment, at the end of the line, or within brackets at the next `,`, `]` or
 * `}`.
 */
export function plainEnd(text: string, from: number, inFlow: boolean): number {
  const rest = text.slice(from, lineEnd(text, from));
  const stop = rest.search(inFlow ? /\s*(?:[,\]}]|\s#|$)/ : /\s*(?:\s#|$)/);
  return from + (stop < 0 ? rest.length : stop);
}

/** A bracket that matters is rarely further away. */
const FAR = 20_000;

/** Follows brackets and quotes up to a place, as well as a broken file allows. */
function scan(text: string, until: number): Pick<Spot, 'open' | 'quote'> {
  const from = text.lastIndexOf('\n', Math.max(0, until - FAR)) + 1;
  const open: number[] = [];
  let quote: number | null = null;
  let previous = '\n';
  for (let at = from; at < until; at += 1) {
    const character = text[at] ?? '';
    const begins = /[\n,[{:?-]/.test(previous) || (open.length > 0 && previous === '}');
    if (character === '#' && /\s/.test(text[at - 1] ?? '\n')) {
      at = lineEnd(text, at) - 1;
      continue;
    }
    if (begins && (character === '"' || character === "'")) {
      const end = quoteEnd(text, at);
      quote = end > until || text.slice(at, end).includes('\n') ? at : null;
      at = Math.min(end, until) - 1;
      previous = character;
      continue;
    }
    if ((character === '{' || character === '[') && (begins || open.length > 0)) open.push(at);
    if (character === '}' || character === ']') {
      const last = open.at(-1);
      if (last !== undefined && CLOSES[text[last] ?? ''] === character) open.pop();
    }
    if (character === '\n') previous = open.length > 0 ? previous : '\n';
    else if (!/\s/.test(character)) previous = character;
  }
  const line = text.lastIndexOf('\n', until - 1) + 1;
  const last = quote === null ? 0 : quoteEnd(text, quote);
  return { open, quote: quote !== null && last >= line ? quote : null };
}

export const CLOSES: { readonly [open: string]: string } = { '{': '}', '[': ']' };

/** The offset after the closing quote, or the end of the text. */
function quoteEnd(text: string, start: number): number {
  const pattern = text[start] === '"' ? /\\[^]|"/g : /''|'/g;
  pattern.lastIndex = start + 1;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    if (found[0] === text[start]) return pattern.lastIndex;
  }
  return text.length;
}
