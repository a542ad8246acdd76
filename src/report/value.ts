/** Values of fields as people read them. In: a field and its value, or old and new. Out: segments, the changed words in styles. */
import { diffArrays, diffWordsWithSpace } from 'diff';
import { FORMS, type FieldName, type FieldValue } from '../model/field.ts';
import { name, namePart, segments, styled, type Layout, type Segment, type Style } from './line.ts';
import { graphemes, escapeText } from './escape.ts';

/** A value that is written, or that a person decides about, is never cut. */
const WHOLE = Infinity;

/** One value: texts in quotes, capacity in hours, roles as a list. */
export function value(field: FieldName, of: FieldValue): readonly Segment[] {
  if (Array.isArray(of)) return list(of.map((item: string) => ({ item, style: 'plain' })));
  if (of === null) return isNothing(field, of) ? segments`none` : segments`the company's default`;
  if (typeof of === 'number') return figure(field, of);
  if (FORMS[field] === 'status') return segments`${escapeText(String(of))}`;
  return [name(String(of), WHOLE)];
}

/** A number as people read it: a capacity in hours, an id as it is. */
export function figure(field: FieldName, of: number): readonly Segment[] {
  return FORMS[field] === 'capacity' ? segments`${hours(of)} h` : segments`${of}`;
}

/** Whether null says that there is none: of a capacity it says the company's default. */
export function isNothing(field: FieldName, of: FieldValue): boolean {
  return of === null && FORMS[field] !== 'capacity';
}

/** What a field had and what it gets, each as `value` shows it; the words that differ are in the styles `gone` and `fresh`. */
export interface Compared {
  readonly before: readonly Segment[];
  readonly after: readonly Segment[];
}

export function compare(field: FieldName, before: FieldValue, after: FieldValue): Compared {
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(before, after);
  if (typeof before !== 'string' || typeof after !== 'string' || FORMS[field] === 'status') {
    return { before: value(field, before), after: value(field, after) };
  }
  return compareWords(before, after);
}

/** `old → new`. Without colour the changed words stand in `[-…-]` and `{+…+}`. */
export function fromTo(field: FieldName, before: FieldValue, after: FieldValue, layout: Layout): readonly Segment[] {
  const both = compare(field, before, after);
  const marked = layout.colour ? (content: readonly Segment[]) => content : inMarks;
  return segments`${marked(both.before)} → ${marked(both.after)}`;
}

/** Seconds as hours, at most two decimals. */
export function hours(seconds: number): number {
  return Math.round(seconds / 36) / 100;
}

// Longer texts are compared only between the first and the last difference: the word diff is quadratic.
const DIFF_LIMIT = 2000;
// A text that shares this little is easier to read whole.
const LEAST_SHARED = 0.2;

interface Part {
  readonly text: string;
  readonly side: 'both' | 'old' | 'new';
}

function compareWords(before: string, after: string): Compared {
  const parts = differences(before, after);
  const shared = parts.filter((part) => part.side === 'both').reduce((sum, part) => sum + part.text.trim().length, 0);
  if (shared < LEAST_SHARED * Math.max(before.length, after.length)) {
    return { before: value('name', before), after: value('name', after) };
  }
  const of = (side: 'old' | 'new', style: Style): readonly Segment[] =>
    parts
      .filter((part) => part.side === 'both' || part.side === side)
      .flatMap((part, index, all) => {
        if (part.side !== 'both') return styled(style, namePart(part.text, WHOLE));
        return [middle(part.text, index === 0, index === all.length - 1)];
      });
  return { before: segments`"${of('old', 'gone')}"`, after: segments`"${of('new', 'fresh')}"` };
}

function differences(before: string, after: string): readonly Part[] {
  if (before.length + after.length <= DIFF_LIMIT) {
    const parts = diffWordsWithSpace(before, after).map(({ value: text, added, removed }): Part => ({
      text,
      side: added ? 'new' : removed ? 'old' : 'both',
    }));
    return joinNear(parts);
  }
  const [a, b] = [graphemes(before), graphemes(after)];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const parts: Part[] = [
    { text: a.slice(0, head).join(''), side: 'both' },
    { text: a.slice(head, a.length - tail).join(''), side: 'old' },
    { text: b.slice(head, b.length - tail).join(''), side: 'new' },
    { text: a.slice(a.length - tail).join(''), side: 'both' },
  ];
  return parts.filter((part) => part.text !== '');
}

/** `12.50` against `98.00` is one change, not two around a point. */
function joinNear(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  parts.forEach((part, index) => {
    const isBridge = part.side === 'both' && /^\S{1,2}$/.test(part.text) && index > 0 && index < parts.length - 1;
    const sides =
      part.side === 'both' && !isBridge ? (['both'] as const) : isBridge ? (['old', 'new'] as const) : [part.side];
    for (const side of sides) append(result, { text: part.text, side });
  });
  return result;
}

/** Between two unchanged stretches there is at most one old and one new part. */
function append(parts: Part[], part: Part): void {
  const lastShared = parts.findLastIndex((one) => one.side === 'both');
  const index = part.side === 'both' ? -1 : parts.findIndex((one, at) => at > lastShared && one.side === part.side);
  const known = parts[index];
  if (known) parts[index] = { ...known, text: known.text + part.text };
  else parts.push(part);
}

// Words kept around a change when what is equal is long.
const CONTEXT = 40;

/** An unchanged stretch: long ones keep what touches a change. */
function middle(text: string, first: boolean, last: boolean): Segment {
  const all = graphemes(text);
  const room = first || last ? CONTEXT : 2 * CONTEXT;
  if (all.length <= room + 10) return namePart(text, WHOLE);
  const head = first ? '' : all.slice(0, CONTEXT).join('');
  const tail = last ? '' : all.slice(-CONTEXT).join('');
  return namePart(`${head}…(+${all.length - room})…${tail}`);
}

function compareLists(before: readonly string[], after: readonly string[]): Compared {
  const parts = diffArrays([...before], [...after]);
  const of = (side: 'added' | 'removed', style: Style): readonly Segment[] =>
    list(
      parts
        .filter((part) => part[side] || (!part.added && !part.removed))
        .flatMap((part) => part.value.map((item) => ({ item, style: part[side] ? style : 'plain' }))),
    );
  return { before: of('removed', 'gone'), after: of('added', 'fresh') };
}

function list(items: readonly { item: string; style: Style }[]): readonly Segment[] {
  if (items.length === 0) return segments`none`;
  return items.flatMap(({ item, style }, index) => {
    const shown = styled(style, name(item, WHOLE));
    return index === 0 ? shown : segments`, ${shown}`;
  });
}

function inMarks(content: readonly Segment[]): readonly Segment[] {
  return content.flatMap((segment) => {
    const plain: Segment = { ...segment, style: 'plain' };
    if (segment.style === 'gone') return segments`[-${plain}-]`;
    return segment.style === 'fresh' ? segments`{+${plain}+}` : [segment];
  });
}
