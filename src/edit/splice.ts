/** Replaces the text from `start` up to, but not including, `end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies all splices and keeps every other character. Throws if two of them overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  let result = '';
  let done = 0;
  for (const { start, end, text: put } of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < done) throw new Error('two edits overlap');
    result += text.slice(done, start) + put;
    done = end;
  }
  return result + text.slice(done);
}

export function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}

/** The start of the line that contains this offset. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The end of that line, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' && end > offset ? end - 1 : end;
}

/** The start of the next line, or the end of the text. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** Adds lines after the line that contains this offset. A text without a final line break still has none afterwards. */
export function linesAfter(text: string, offset: number, lines: readonly string[], eol: string): Splice {
  return insert(lineEnd(text, offset), lines.map((line) => eol + line).join(''));
}

/** Whether the rest of the line has only spaces and a comment. */
export function endsLine(text: string, offset: number): boolean {
  return /^[ \t]*(?:#.*)?$/.test(text.slice(offset, lineEnd(text, offset)));
}

/** The next offset that is neither whitespace nor in a comment. */
export function skipBlank(text: string, offset: number): number {
  let at = offset;
  for (;;) {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at += 1;
    if (text[at] !== '#') return at;
    at = lineEnd(text, at);
  }
}

/** Counted from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
