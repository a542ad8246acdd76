/**
 * Compares two texts word by word. In: before and after. Out: the parts that both have, and those that only one has.
 * Most edits change a word or two in the middle. So the shared beginning and end are found first, and only the rest is
 * compared.
 */
import { diffWordsWithSpace } from 'diff';
import { graphemes } from './escape.ts';

export interface Part {
  readonly text: string;
  readonly side: 'both' | 'old' | 'new';
}

export function differences(before: string, after: string): readonly Part[] {
  if (before === after) return [{ text: before, side: 'both' }];
  const head = sharedHead(before, after);
  const tail = sharedTail(before.slice(head), after.slice(head));
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  const [start, end] = [before.slice(0, head), before.slice(before.length - tail)];
  // Nearly all edits replace one word between equal parts.
  if (isOneChange(old, fresh))
    return [...part(start, 'both'), ...part(old, 'old'), ...part(fresh, 'new'), ...part(end, 'both')];
  return joinNear(joinAlike([...part(start, 'both'), ...compared(old, fresh), ...part(end, 'both')]));
}

function part(text: string, side: Part['side']): readonly Part[] {
  return text === '' ? [] : [{ text, side }];
}

/** How many characters both texts begin with, up to a blank. */
function sharedHead(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a.charCodeAt(same) === b.charCodeAt(same)) same += 1;
  return same === 0 ? 0 : a.lastIndexOf(' ', same - 1) + 1;
}

/** How many characters both texts end with, from a blank on. */
function sharedTail(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a.charCodeAt(a.length - 1 - same) === b.charCodeAt(b.length - 1 - same)) same += 1;
  const blank = a.indexOf(' ', a.length - same);
  return same === 0 || blank < 0 ? 0 : a.length - blank;
}

const ONE_WORD = /^\w*$/;

function isOneChange(before: string, after: string): boolean {
  return before === '' || after === '' || (ONE_WORD.test(before) && ONE_WORD.test(after));
}

// In longer texts, everything from the first to the last difference counts as changed, because the word diff is
// quadratic.
const DIFF_LIMIT = 2000;

function compared(before: string, after: string): readonly Part[] {
  if (before.length + after.length > DIFF_LIMIT) return around(graphemes(before), graphemes(after));
  return diffWordsWithSpace(before, after).map(({ value: text, added, removed }) => ({
    text,
    side: added ? 'new' : removed ? 'old' : 'both',
  }));
}

function around(a: readonly string[], b: readonly string[]): readonly Part[] {
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  return [
    { text: a.slice(0, head).join(''), side: 'both' },
    { text: a.slice(head, a.length - tail).join(''), side: 'old' },
    { text: b.slice(head, b.length - tail).join(''), side: 'new' },
    { text: a.slice(a.length - tail).join(''), side: 'both' },
  ];
}

function joinAlike(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.text === '') continue;
    if (last?.side === part.side) result.splice(-1, 1, { ...last, text: last.text + part.text });
    else result.push(part);
  }
  return result;
}

/**
 * Joins changes around one or two unchanged characters: `12.50` against `98.00` is one change, not two around a point.
 */
function joinNear(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  parts.forEach((part, index) => {
    const isBridge = part.side === 'both' && index > 0 && index < parts.length - 1 && /^\S{1,2}$/.test(part.text);
    const sides = isBridge ? (['old', 'new'] as const) : [part.side];
    for (const side of sides) append(result, { text: part.text, side });
  });
  return result;
}

/** Adds a part, so that there is at most one old and one new part between two unchanged ones. */
function append(parts: Part[], part: Part): void {
  const lastShared = parts.findLastIndex((one) => one.side === 'both');
  const index = part.side === 'both' ? -1 : parts.findIndex((one, at) => at > lastShared && one.side === part.side);
  const known = parts[index];
  if (known) parts[index] = { ...known, text: known.text + part.text };
  else parts.push(part);
}
