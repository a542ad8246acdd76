/**
 * The difference between two texts, line by line. A line that only one text has is certainly added or removed, so the
 * comparison leaves it out. With thousands of new lines the usual algorithm alone takes seconds.
 */
import { diffArrays } from 'diff';
import { escapeVerbatim } from '../report/escape.ts';
import type { DraftFile, Hunk } from './wire.ts';

/** Unchanged lines shown before and after a change. */
const CONTEXT = 2;

interface Line {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

export function draftFile(path: string, before: string, after: string): DraftFile {
  const lines = compareLines(linesOf(before), linesOf(after));
  const count = (wanted: Line['sign']): number => lines.filter(({ sign }) => sign === wanted).length;
  return { path, added: count('+'), removed: count('-'), hunks: hunksOf(lines) };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function compareLines(before: readonly string[], after: readonly string[]): readonly Line[] {
  const [old, fresh] = [new Set(before), new Set(after)];
  const common = diffArrays(
    before.filter((text) => fresh.has(text)),
    after.filter((text) => old.has(text)),
  ).flatMap(({ value, added, removed }) => (added || removed ? [] : value));
  const lines: Line[] = [];
  let [at, to] = [0, 0];
  for (const text of common) {
    while (before[at] !== text) lines.push({ sign: '-', text: before[at++]! });
    while (after[to] !== text) lines.push({ sign: '+', text: after[to++]! });
    lines.push({ sign: ' ', text });
    at += 1;
    to += 1;
  }
  for (const left of before.slice(at)) lines.push({ sign: '-', text: left });
  for (const left of after.slice(to)) lines.push({ sign: '+', text: left });
  return lines;
}

function hunksOf(lines: readonly Line[]): readonly Hunk[] {
  const hunks: { line: number; lines: string[] }[] = [];
  let [number, shownTo] = [1, -1];
  const numbers = lines.map(({ sign }) => (sign === '-' ? number : number++));
  for (const [place, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const from = Math.max(shownTo + 1, place - CONTEXT);
    const to = Math.min(lines.length - 1, place + CONTEXT);
    if (from > shownTo + 1 || hunks.length === 0) hunks.push({ line: numbers[from]!, lines: [] });
    for (let each = from; each <= to; each += 1) {
      const shown = lines[each]!;
      // The next change is shown when its turn comes.
      if (each > place && shown.sign !== ' ') break;
      hunks.at(-1)!.lines.push(`${shown.sign}${escapeVerbatim(shown.text)}`);
      shownTo = each;
    }
  }
  return hunks;
}
