/**
 * Reads JSON of any size, piece by piece. In: its bytes as they come, and which lists of the outermost object may be
 * long. Out: the value that `parseJson` returns. Each object of such a list is parsed as soon as it is complete, so
 * the text is never in memory as a whole: a plan of 100,000 items has 250 MB.
 *
 * | bytes                              | where they go                                                                       |
 * | ---------------------------------- | ----------------------------------------------------------------------------------- |
 * | objects of a long list, as written | through `JSON.parse`, all that end in one piece together                            |
 * | an object of a long list           | through `JSON.parse` at its end                                                     |
 * | all others                         | into the rest, with `{}` for each such object: it shows whether all else is valid   |
 *
 * "As written" means with two spaces, as hfsync writes a plan. Where the last object seems to end is a guess that
 * `JSON.parse` confirms.
 */
import { isObject, MAX_DEPTH, nestsWithin, parsedOr } from './json.ts';

export interface JsonReader {
  add(bytes: Uint8Array): void;
  /** The value. Undefined if the text is not JSON, or nests deeper than `maxDepth`. */
  end(): unknown;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The depth of a list in the outermost object, and of an object in that list. */
const [LIST_DEPTH, ITEM_DEPTH] = [2, 3];

const PLACE = Buffer.from('{}');

/**
 * In JSON with two spaces, the end of an object of such a list, and the end of the list. A text inside cannot contain a
 * line break.
 */
const [ITEM_END, LIST_END] = [Buffer.from('\n    }'), Buffer.from('\n  ]')];

/** Stands for invalid JSON: no text parses to this. */
const BROKEN = Symbol('broken');

export function jsonReader(lists: ReadonlySet<string>, maxDepth = MAX_DEPTH): JsonReader {
  const [rest, item] = [growing(), growing()];
  const found = new Map<string, unknown[]>();
  /** The long list that is being read. */
  let list: unknown[] | null = null;
  let depth = 0;
  let [inString, inItem, isBroken] = [false, false, false];
  /** `isAsWritten`: no object has ended elsewhere than expected yet. `mayEnd`: another object may end in this piece. */
  let [isAsWritten, mayEnd] = [true, true];
  /** The current piece, the start of its bytes that went nowhere yet, and the position of the reader. */
  let [bytes, from, at]: [Buffer, number, number] = [PLACE, 0, 0];

  function add(piece: Uint8Array): void {
    // If the last piece ended with a backslash, the first byte of this one belongs to it.
    [at, from, bytes] = [Math.max(0, at - bytes.length), 0, viewOf(piece)];
    mayEnd = true;
    while (at < bytes.length && !isBroken) {
      if (inString) finishString();
      else if (toMark()) readMark();
    }
    if (!isBroken) (inItem ? item : rest).add(bytes.subarray(from));
  }

  function finishString(): void {
    const { length } = bytes;
    let next = at;
    for (; next < length; next += 1) {
      const byte = bytes[next];
      if (byte === BACKSLASH) next += 1;
      else if (byte === QUOTE) {
        inString = false;
        next += 1;
        break;
      }
    }
    at = next;
  }

  /** Goes to the next quote or bracket. False if there is none in this piece. */
  function toMark(): boolean {
    const { length } = bytes;
    let next = at;
    while (next < length && !isMark(bytes[next])) next += 1;
    at = next;
    return next < length;
  }

  function readMark(): void {
    const mark = bytes[at];
    if (mark === QUOTE) inString = true;
    else if (mark === OPEN_LIST || mark === OPEN_OBJECT) open(mark);
    else close();
    at += 1;
  }

  function open(mark: number): void {
    depth += 1;
    if (depth > maxDepth) isBroken = true;
    else if (depth === LIST_DEPTH && mark === OPEN_LIST) openList();
    else if (depth === ITEM_DEPTH && mark === OPEN_OBJECT && list !== null) {
      rest.add(bytes.subarray(from, at));
      from = at;
      if (!addItems(list)) inItem = true;
    }
  }

  /**
   * Adds all objects that seem to end in this piece. Afterwards the open object is closed, and the reader is at its
   * last byte.
   */
  function addItems(items: unknown[]): boolean {
    if (!isAsWritten || !mayEnd) return false;
    const end = endOfItems(bytes, at);
    mayEnd = end >= 0;
    if (!mayEnd) return false;
    const values = parsedOr(`[${bytes.toString('utf8', at, end)}]`, undefined);
    isAsWritten = Array.isArray(values) && nestsWithin(values, maxDepth - LIST_DEPTH + 1);
    if (!Array.isArray(values) || !isAsWritten) return false;
    for (const value of values as readonly unknown[]) items.push(value);
    rest.add(Buffer.from(Array(values.length).fill('{}').join()));
    depth -= 1;
    [from, at] = [end, end - 1];
    return true;
  }

  function openList(): void {
    rest.add(bytes.subarray(from, at));
    from = at;
    const name = keyAtEnd(rest);
    if (name === null) isBroken = true;
    if (name === null || !lists.has(name)) return;
    list = [];
    // Of two lists with the same name the later one counts, as everywhere in JSON.
    found.set(name, list);
  }

  function close(): void {
    if (inItem && depth === ITEM_DEPTH) closeItem();
    if (depth === LIST_DEPTH) list = null;
    depth -= 1;
  }

  function closeItem(): void {
    item.add(bytes.subarray(from, at + 1));
    const value = parsedOr(item.take(), BROKEN);
    if (value === BROKEN) isBroken = true;
    else list?.push(value);
    rest.add(PLACE);
    from = at + 1;
    inItem = false;
  }

  function end(): unknown {
    const value = isBroken ? undefined : parsedOr(rest.take().replace(/^\uFEFF/, ''), undefined);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, filled(of, found.get(key))]));
  }
  return { add, end };
}

/** Where the last object seems to end. -1 if none does. */
function endOfItems(bytes: Buffer, start: number): number {
  const listEnd = bytes.indexOf(LIST_END, start);
  const last = (listEnd < 0 ? bytes : bytes.subarray(0, listEnd)).lastIndexOf(ITEM_END);
  return last < start ? -1 : last + ITEM_END.length;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function isMark(byte: number | undefined): boolean {
  return byte === QUOTE || byte === OPEN_OBJECT || byte === CLOSE_OBJECT || byte === OPEN_LIST || byte === CLOSE_LIST;
}

/** The list with its items in their places. Anything else is returned unchanged. */
function filled(value: unknown, items: readonly unknown[] | undefined): unknown {
  if (items === undefined || !Array.isArray(value)) return value;
  let next = 0;
  return value.map((each: unknown) => (isObject(each) ? items[next++] : each));
}

/** Much more than a key with its colon and blanks takes. */
const KEY_ROOM = 1000;

/** The key whose value comes next. Empty for a value without a key, null if the key cannot be determined. */
function keyAtEnd(rest: Growing): string | null {
  const before = rest.end(KEY_ROOM).trimEnd();
  if (!before.endsWith(':')) return '';
  const [, quoted] = /("(?:[^"\\]|\\.)*")\s*:$/.exec(before) ?? [];
  return quoted === undefined ? null : String(parsedOr(quoted, ''));
}

interface Growing {
  add(bytes: Uint8Array): void;
  /** The last bytes as text. */
  end(most: number): string;
  /** All bytes as text. Empties the buffer. */
  take(): string;
}

/** A growing buffer, whose memory doubles when it is full. */
function growing(): Growing {
  let held = Buffer.allocUnsafe(4096);
  let length = 0;
  return {
    add(bytes) {
      if (length + bytes.length > held.length) {
        const larger = Buffer.allocUnsafe(Math.max(2 * held.length, length + bytes.length));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      held.set(bytes, length);
      length += bytes.length;
    },
    end: (most) => held.toString('utf8', Math.max(0, length - most), length),
    take() {
      const text = held.toString('utf8', 0, length);
      length = 0;
      return text;
    },
  };
}
