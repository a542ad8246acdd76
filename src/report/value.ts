/**
 * Values of fields as people read them. In: a field and its value, or the old and the new one. Out: segments, with the
 * changed words in styles.
 */
import { diffArrays } from 'diff';
import { FORMS, type FieldName, type FieldValue } from '../model/field.ts';
import { sideName, type Side } from '../model/side.ts';
import { name, namePart, segments, styled, type Layout, type Segment, type Style } from './line.ts';
import { differences, type Part } from './differences.ts';
import { graphemes, escapeText, quotePart } from './escape.ts';

/** A value that is written, or that a person decides about, is never cut. */
const WHOLE = Infinity;

/** One value: a text in quotes, a capacity in hours, roles as a list. */
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

/** Whether null means none. For a capacity it means the company's default. */
export function isNothing(field: FieldName, of: FieldValue): boolean {
  return of === null && FORMS[field] !== 'capacity';
}

/**
 * The old and the new value of a field, each as `value` shows it. The words that differ have the styles `gone` and
 * `fresh`.
 */
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

const CREATE = /^(harvest|forecast):create:(client|person|project|role):/;

/** A value that the answer to a create gives: `the new client "Acme"`, or `the id of the new Harvest project`. */
export function created(from: string, after: FieldValue): readonly Segment[] {
  const [, side, kind] = CREATE.exec(from) ?? [];
  if (side === undefined || kind === undefined) return segments`the id from ${escapeText(from)}`;
  if (typeof after === 'string') return segments`the new ${escapeText(kind)} ${name(after, WHOLE)}`;
  return segments`the id of the new ${escapeText(sideName(side as Side))} ${escapeText(kind)}`;
}

/** `old → new`. Without colour, the changed words are put in `[-…-]` and `{+…+}`. */
export function fromTo(field: FieldName, before: FieldValue, after: FieldValue, layout: Layout): readonly Segment[] {
  const both = compare(field, before, after);
  const marked = layout.colour ? (content: readonly Segment[]) => content : inMarks;
  return segments`${marked(both.before)} → ${marked(both.after)}`;
}

/** Seconds as hours, at most two decimals. */
export function hours(seconds: number): number {
  return Math.round(seconds / 36) / 100;
}

// If two texts share less than this, they are easier to read whole.
const LEAST_SHARED = 0.2;

function compareWords(before: string, after: string): Compared {
  const parts = differences(before, after);
  let shared = 0;
  for (const { side, text } of parts) if (side === 'both') shared += text.trim().length;
  if (shared < LEAST_SHARED * Math.max(before.length, after.length)) {
    return { before: value('name', before), after: value('name', after) };
  }
  return { before: inQuotes(parts, 'old', 'gone'), after: inQuotes(parts, 'new', 'fresh') };
}

/** The parts of one side. Those that the other lacks have the style. */
function inQuotes(parts: readonly Part[], side: 'old' | 'new', style: Style): readonly Segment[] {
  const own = parts.filter((part) => part.side === 'both' || part.side === side);
  const shown = own.map((part, index): Segment =>
    part.side === 'both'
      ? middle(part.text, index === 0, index === own.length - 1)
      : { text: quotePart(part.text, WHOLE), style, from: 'name' },
  );
  return segments`"${shown}"`;
}

// How many characters of a long unchanged part are kept beside a change.
const CONTEXT = 40;

/** An unchanged part. If it is long, only the text next to a change is kept. */
function middle(text: string, first: boolean, last: boolean): Segment {
  const room = first || last ? CONTEXT : 2 * CONTEXT;
  if (text.length <= room + 10) return namePart(text, WHOLE);
  const all = graphemes(text);
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
  const result: Segment[] = [];
  for (const segment of content) {
    const mark = segment.style === 'gone' ? GONE : segment.style === 'fresh' ? FRESH : null;
    if (mark) result.push(mark.open, { text: segment.text, style: 'plain', from: segment.from }, mark.close);
    else result.push(segment);
  }
  return result;
}

const GONE = { open: mark('[-'), close: mark('-]') };
const FRESH = { open: mark('{+'), close: mark('+}') };

function mark(text: string): Segment {
  return { text, style: 'plain', from: 'ours' };
}
