/**
 * JSON of any size, piece by piece. In: its bytes as they come, and which lists of the outermost object may be long. Out: the value that
 * `parseJson` gives. Each object of such a list is parsed as soon as it is there, so the text is never held whole: that of a plan of
 * 100,000 items has 250 MB.
 *
 * | bytes                              | go                                                                                |
 * | ---------------------------------- | --------------------------------------------------------------------------------- |
 * | objects of a long list, as written | through `JSON.parse`, all that end in a piece together                            |
 * | an object of a long list           | through `JSON.parse` at its end                                                   |
 * | all others                         | into the rest, with `{}` for each such object: it shows whether all else is right |
 *
 * "As written" is with two spaces, as hfsync writes a plan. Where its last object seems to end is a guess, which `JSON.parse` proves.
 */
import { isObject, MAX_DEPTH, nestsWithin, parsedOr } from './json.ts';

export interface JsonReader {
  add(bytes: Uint8Array): void;
  /** The value; undefined if the text is not JSON, or nests deeper than `maxDepth`. */
  end(): unknown;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** How deep a list of the outermost object is, and an object of that list. */
const [LIST_DEPTH, ITEM_DEPTH] = [2, 3];

const PLACE = Buffer.from('{}');

/** In JSON with two spaces: the end of an object of such a list, and the end of the list. A text within it has no line end. */
const [ITEM_END, LIST_END] = [Buffer.from('\n    }'), Buffer.from('\n  ]')];

/** Not JSON: no text parses to this. */
const BROKEN = Symbol('broken');

export function jsonReader(lists: ReadonlySet<string>, maxDepth = MAX_DEPTH): JsonReader {
  const [rest, item] = [growing(), growing()];
  const found = new Map<string, unknown[]>();
  /** The long list that is being read. */
  let list: unknown[] | null = null;
  let depth = 0;
  let [inString, inItem, isBroken] = [false, false, false];
  /** Until an object does not end where it seems to, and until no other one seems to end in this piece. */
  let [isAsWritten, mayEnd] = [true, true];
  /** The piece that is being read; from where on its bytes did not go anywhere yet, and where the reader is. */
  let [bytes, from, at]: [Buffer, number, number] = [PLACE, 0, 0];

  function add(piece: Uint8Array): void {
    // A backslash at the end of the piece before: the first byte of this one belongs to it.
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

  /** Goes to the next quote or bracket; false: there is none in this piece. */
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

  /** All that seem to end in this piece. What was open is closed then, and the reader is at its last byte. */
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
    // Of two lists of one name the later one counts, as everywhere in JSON.
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

/** Where the last object ends that seems to; -1: none does. */
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

/** The list with its items in their places; anything else as it is. */
function filled(value: unknown, items: readonly unknown[] | undefined): unknown {
  if (items === undefined || !Array.isArray(value)) return value;
  let next = 0;
  return value.map((each: unknown) => (isObject(each) ? items[next++] : each));
}

/** Far more than a key with its colon and blanks takes. */
const KEY_ROOM = 1000;

/** The key whose value comes next; the empty text for a value without one, null where it cannot be told. */
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
  /** All of it as text; it is empty then. */
  take(): string;
}

/** Bytes that become more, in a memory that doubles. */
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
