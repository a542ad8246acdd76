/**
 * What a probe found out. In: its answers. Out: text. For each answer it says what was asked, what was seen, and what
 * hfsync does from now on.
 */
import { escapeProse, escapeText, type Printable } from './escape.ts';
import { line, renderLines, segments, type Layout } from './line.ts';

export interface ToldAnswer {
  readonly verdict: 'yes' | 'no' | 'unknown';
  readonly asked: string;
  readonly seen: string;
  /** What hfsync does, as the end of a sentence that begins with `hfsync`. */
  readonly then: string;
}

export function probeText(answers: readonly ToldAnswer[], layout: Layout): Printable {
  const rows = answers.map(({ verdict, asked, seen, then }) => {
    const what = escapeProse(`${asked}: ${seen.replace(/\.$/, '')}. hfsync ${then}.`);
    return line(0, segments`${escapeText(verdict.padEnd(7))}  ${what}`, 9);
  });
  return renderLines(rows, layout);
}
