/**
 * Reads the regular entries of `links` line by line. They are nearly all of a large file, and `yaml` takes a thousand times longer.
 * In: the text. Out: its regular entries, and the rest of the text, which `yaml` reads as usual. Null if this could read anything
 * differently from `yaml`.
 *
 * | line                                                                               | what happens         |
 * | ---------------------------------------------------------------------------------- | -------------------- |
 * | `- { name: Website, harvest: 14308069, forecast: 2001 }` in the list of a kind     | it is taken out      |
 * | a blank line, a comment, a key or an item that ends on its line                    | it stays in the rest |
 * | anything else                                                                      | the result is null   |
 *
 * A line stays in the rest only if what it says ends on it, so a line that was taken out cannot have been part of it. Nothing is
 * reported from here: `yaml` reads the whole file if anything is wrong or doubtful. A property test compares both readings.
 */
import { PLURAL, RECORD_KINDS } from '../model/kind.ts';

type Section = (typeof PLURAL)[keyof typeof PLURAL];

/** An entry with the data that `yaml` would return. */
export interface QuickEntry {
  readonly data: { readonly name?: string; readonly harvest: number | 'create'; readonly forecast: number | 'create' };
  /** Counted from 0. */
  readonly line: number;
}

export interface QuickText {
  readonly entries: { readonly [S in Section]: readonly QuickEntry[] };
  /** The text that `yaml` still has to read. */
  readonly rest: string;
  /** The line of the file for each line of the rest, both counted from 0. */
  readonly lines: readonly number[];
}

const WORD = "[A-Za-z0-9À-ɏ_.&@+()'/-]";
const ID = '[1-9][0-9]{0,14}|create';
/** The name is plain text that begins with a letter, or text in double quotes without an escape. Both ends follow. */
const ENTRY = new RegExp(
  `^( *)- \\{ (?:name: (?:([A-Za-zÀ-ɏ](?:${WORD}| +${WORD})*)|"([ !#-[\\]-~À-ɏ]*)"), )?harvest: (${ID}), forecast: (${ID}) \\}(?: +#.*)? *$`,
);
/** Words that YAML does not read as text. */
const RESERVED = /^(?:true|false|null)$/i;

const QUOTED = `"[^"\\\\]*"|'[^']*'`;
const FLAT = `(?:[^\\[\\]{}"'#&*!|>%@\`\\t]|\\*|${QUOTED})*`;
const FLOW = `[[{](?:${FLAT}[[{]${FLAT}[\\]}])*${FLAT}[\\]}]`;
const PLAIN = '[A-Za-z0-9_$./](?:[A-Za-z0-9_${}./@&+-]| +[A-Za-z0-9_${}./@&+-])*';
const VALUE = `(?:${QUOTED}|${FLOW}|${PLAIN})`;
const KEY = '[A-Za-z_]+';
/** A key or an item that ends on its line, perhaps with a comment. */
const SIMPLE = new RegExp(`^( *)(- )?(?:(?:(${KEY}):(?: +(${VALUE}))?)|(?<=- )${VALUE})(?: +#.*)? *$`);
const NOTHING = /^ *(?:#.*)?$/;
/** `1.0` as an id is a mistake that only the text shows. */
const FRACTION = /[0-9]\.[0-9]/;
/** Stays below the limit of words and signs that a file may have. */
const MOST_ENTRIES = 120_000;

const SECTIONS = RECORD_KINDS.map((kind) => PLURAL[kind]);

export function quickly(text: string): QuickText | null {
  const entries: { readonly [S in Section]: QuickEntry[] } = { roles: [], clients: [], people: [], projects: [] };
  const rest: string[] = [];
  const lines: number[] = [];
  const place = createPlace();
  let taken = 0;
  for (let start = 0, line = 0; start <= text.length; line += 1) {
    const next = text.indexOf('\n', start);
    const end = next < 0 ? text.length : next;
    const written = text.slice(start, end);
    start = end + 1;
    const section = place.section();
    const found = section && ENTRY.exec(written);
    if (found && place.mayHold(found[1]?.length ?? 0) && !RESERVED.test(found[2] ?? '')) {
      entries[section].push({ data: entryOf(found), line });
      place.took();
      taken += 1;
      continue;
    }
    if (!NOTHING.test(written) && !place.goTo(written)) return null;
    rest.push(written);
    lines.push(line);
  }
  return taken === 0 || taken > MOST_ENTRIES ? null : { entries, rest: rest.join('\n'), lines };
}

function entryOf(found: RegExpExecArray): QuickEntry['data'] {
  const name = found[2] ?? found[3];
  const harvest = endOf(found[4]!);
  const forecast = endOf(found[5]!);
  return name === undefined ? { harvest, forecast } : { name, harvest, forecast };
}

function endOf(written: string): number | 'create' {
  return written === 'create' ? written : Number(written);
}

interface Place {
  /** The list that the line is in. Null if it is in none. */
  section(): Section | null;
  /** Whether an entry of that list may have this indentation. */
  mayHold(indent: number): boolean;
  /** The line was taken out. */
  took(): void;
  /** Reads a line that stays in the rest. False if the line may be more than it looks. */
  goTo(line: string): boolean;
}

/** Tracks where in the file a line is. */
function createPlace(): Place {
  let top = '';
  let section: Section | null = null;
  /** The indentation of the kinds and of their entries. -1 if it is not known yet. */
  let [kinds, items] = [-1, -1];
  let isAfterTaken = false;

  function mayHold(indent: number): boolean {
    if (items === -1 && indent >= kinds) items = indent;
    return indent === items;
  }

  function goTo(line: string): boolean {
    const found = SIMPLE.exec(line);
    if (!found) return false;
    const [, blanks = '', dash, key, value] = found;
    const wasTaken = isAfterTaken;
    isAfterTaken = false;
    if (blanks.length === 0) {
      if (dash !== undefined || key === undefined) return false;
      [top, section, kinds, items] = [key, null, -1, -1];
    } else if (top === 'links' && !isInLinks(blanks.length, { isItem: dash !== undefined, key, value, wasTaken })) {
      return false;
    }
    return !((top === 'links' || top === 'ignore') && FRACTION.test(line));
  }

  function isInLinks(indent: number, at: InLinks): boolean {
    if (at.isItem && section === null) return false;
    // A deeper line belongs to the entry above, which must not be one that was taken out.
    if (at.isItem) return mayHold(indent) || (items !== -1 && indent > items && !at.wasTaken);
    if (kinds !== -1 && indent !== kinds) return items !== -1 && indent > items && !at.wasTaken;
    [kinds, items] = [indent, -1];
    section = at.value === undefined ? (SECTIONS.find((each) => each === at.key) ?? null) : null;
    return true;
  }

  return { section: () => section, mayHold, took: () => void (isAfterTaken = true), goTo };
}

interface InLinks {
  readonly isItem: boolean;
  readonly key: string | undefined;
  readonly value: string | undefined;
  /** Whether the line before was taken out. */
  readonly wasTaken: boolean;
}
