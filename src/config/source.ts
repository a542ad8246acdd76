import type { Code } from '../model/code.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { invisibles } from '../model/invisible.ts';
import type { SourcePosition } from '../model/want.ts';
import { hideSecrets, opensSecret, stars } from './hide-secrets.ts';
import { plainLine } from './wording.ts';

/** Offsets into a file's text. The end is not included. */
export type Span = readonly [start: number, end: number];

/** The names of a file, for messages and for plans. */
export interface FileName {
  /** As a user would open it: the config's path as given. For an include, its name in the config's folder. */
  readonly path: string;
  /** Relative to the config's folder. */
  readonly name: string;
  /** Whether another file includes it. */
  readonly isIncluded: boolean;
}

/** One file and its findings. */
export interface Source extends FileName {
  readonly text: string;
  /** The line of an offset, counted from 1. */
  position(offset: number): SourcePosition;
  /** Adds a finding at a place. `null` is the whole file. */
  report(code: Code, span: Span | null, message: string, hint?: string): void;
  /** Adds a warning about something that is allowed but probably not meant. */
  warn(code: Code, span: Span, message: string, hint: string): void;
  /** Marks the node at this offset as reported. Nothing else is reported about it. */
  markReported(offset: number): void;
  isReported(offset: number): boolean;
  /** Keeps a part of the text out of every source line that is shown. */
  hide(span: Span): void;
  findings(): readonly Diagnostic[];
  warnings(): readonly Diagnostic[];
}

interface Found {
  readonly diagnostic: Omit<Diagnostic, 'source'>;
  readonly start: number | null;
}

const LONGEST_LINE = 400;
/** The name of a variable. Unlike its value, it may be shown. */
const NAMES = /[${(%]*\b(?:HARVEST|FORECAST|HFSYNC)[_-][A-Z0-9_]+\b[})%]*/g;

export function createSource({ path, name, isIncluded }: FileName, text: string): Source {
  const starts = lineStarts(text);
  const reported = new Set<number>();
  const hidden = new Map<number, Span[]>();
  const found: Found[] = [];
  const warned: Found[] = [];

  /** Counted from 0. */
  function lineAt(offset: number): number {
    return lineOf(starts, offset);
  }

  function lineSpan(line: number): Span {
    const start = starts[line] ?? text.length;
    const end = line + 1 < starts.length ? (starts[line + 1] ?? text.length) - 1 : text.length;
    return [start, text[end - 1] === '\r' && end > start ? end - 1 : end];
  }

  function rawLine(line: number): string {
    const [start, end] = lineSpan(line);
    return text.slice(start, Math.min(end, start + LONGEST_LINE));
  }

  /**
   * Whether a line continues the value of a secret key above it: on the nearest line before, or the nearest with less
   * indentation.
   */
  function continuesSecret(line: number): boolean {
    const indent = indentation(rawLine(line));
    let nearest = true;
    for (let above = line - 1; above >= 0 && above > line - 100; above -= 1) {
      const candidate = rawLine(above);
      if (candidate.trim() === '') continue;
      const opener = indentation(candidate) < indent;
      if ((nearest || opener) && opensSecret(candidate) && (opener || /[:=]\s*$/.test(candidate))) return true;
      if (opener) return false;
      nearest = false;
    }
    return false;
  }

  /** The line with a star for each character of a secret. */
  function maskedLine(offset: number): string {
    const line = lineAt(offset);
    const [start] = lineSpan(line);
    let shown = rawLine(line);
    for (const [from, to] of hidden.get(line) ?? [])
      shown = stars(shown, Math.max(0, from - start), Math.max(0, to - start));
    if (continuesSecret(line)) shown = stars(shown, 0, shown.length);
    return hideSecrets(shown);
  }

  /** Stored by line, so that a file full of secrets is not slower than any other. */
  function hide(span: Span): void {
    for (let line = lineAt(span[0]); line <= lineAt(Math.max(span[0], span[1] - 1)); line += 1) {
      const spans = hidden.get(line);
      if (spans) spans.push(span);
      else hidden.set(line, [span]);
    }
  }

  function noted(code: Code, span: Span | null, message: string, hint?: string): Found {
    const about = { code, message, ...(hint === undefined ? {} : { hint }), path };
    if (!span) return { diagnostic: { ...about, line: 0, column: 0, length: 0 }, start: null };
    const start = Math.min(span[0], text.length);
    const line = lineAt(start);
    const [lineStart, lineEnd] = lineSpan(line);
    const length = Math.max(1, Math.min(span[1], lineEnd) - start);
    return { diagnostic: { ...about, line: line + 1, column: start - lineStart + 1, length }, start };
  }

  /** Source lines are added last: what to hide is known only after the whole file was read. */
  function shown(all: readonly Found[]): readonly Diagnostic[] {
    return all.map(({ diagnostic, start }) =>
      start === null || diagnostic.column > LONGEST_LINE ? diagnostic : withSource(diagnostic, start),
    );
  }

  /** Also hides in the message what is starred in the line. */
  function withSource({ message, hint, ...rest }: Diagnostic, start: number): Diagnostic {
    const [masked, raw] = [maskedLine(start), rawLine(lineAt(start))];
    const span = [rest.column - 1, rest.column - 1 + rest.length] as const;
    const isMasked = masked.slice(...span) !== raw.slice(...span);
    const words = isMasked ? wordsOf(raw.slice(...span).replace(NAMES, ' ')) : [];
    const told = (said: string): string => words.reduce(withoutWord, said);
    return {
      ...rest,
      message: told(message),
      ...(hint !== undefined && { hint: told(hint) }),
      source: plainLine(masked),
    };
  }

  return {
    path,
    name,
    isIncluded,
    text,
    position: (offset) => ({ path: name, line: lineAt(offset) + 1 }),
    report: (...about) => void found.push(noted(...about)),
    warn: (...about) => void warned.push(noted(...about)),
    markReported: (offset) => void reported.add(offset),
    isReported: (offset) => reported.has(offset),
    hide,
    findings: () => shown(found),
    warnings: () => shown(warned),
  };
}

/**
 * Splits at characters that a message writes differently than the file: quotes, and those that `wording.ts` escapes.
 */
function wordsOf(text: string): readonly string[] {
  return text.replace(invisibles(), ' ').match(/[^\s"'\\#\p{M}]{3,}/gu) ?? [];
}

/** A message may contain only the start of a long word. */
const SHORTEST_START = 6;

function withoutWord(said: string, word: string): string {
  for (let length = word.length; length >= Math.min(word.length, SHORTEST_START); length -= 1) {
    const start = word.slice(0, length);
    if (said.includes(start)) return said.replaceAll(start, '***');
  }
  return said;
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** Counted here, not by the parser: some faults are reported in files that are never parsed. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line that starts at this offset or before it, counted from 0. */
function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
