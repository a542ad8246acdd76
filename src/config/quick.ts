/**
 * The regular bulk of `links`, read line by line: it is nearly all of a large file, and `yaml` takes a thousand times longer for it
 * than it means. In: the text. Out: its regular entries, and the text without them, which `yaml` reads as it reads any other; or null
 * where this could read anything in another way than `yaml` does.
 *
 * | line                                                       | is                     |
 * | ---------------------------------------------------------- | ---------------------- |
 * | `- { name: Website, harvest: 14308069, forecast: 2001 }` where an entry of a kind stands | taken out |
 * | blank, a comment, a key or an item that ends on its line   | left in the rest       |
 * | anything else                                              | why this answers null  |
 *
 * A line that is left in the rest ends on its line: so nothing that is taken out could have been part of it. Nothing is reported
 * from here: a file in which anything is wrong or doubtful is read whole by `yaml`. The property test holds both readings together.
 */
import { PLURAL, RECORD_KINDS } from '../model/kind.ts';

type Section = (typeof PLURAL)[keyof typeof PLURAL];

/** As `yaml` would give it. */
export interface QuickEntry {
  readonly data: { readonly name?: string; readonly harvest: number | 'create'; readonly forecast: number | 'create' };
  /** 0-based. */
  readonly line: number;
}

export interface QuickText {
  readonly entries: { readonly [S in Section]: readonly QuickEntry[] };
  /** What `yaml` still has to read. */
  readonly rest: string;
  /** The line of the file for each line of the rest, both 0-based. */
  readonly lines: readonly number[];
}

const WORD = "[A-Za-z0-9À-ɏ_.&@+()'/-]";
const ID = '[1-9][0-9]{0,14}|create';
/** Plain text that begins with a letter, or text in double quotes without an escape; then both ends. */
const ENTRY = new RegExp(
  `^( *)- \\{ (?:name: (?:([A-Za-zÀ-ɏ](?:${WORD}| +${WORD})*)|"([ !#-[\\]-~À-ɏ]*)"), )?harvest: (${ID}), forecast: (${ID}) \\}$`,
);
/** What plain text in YAML is no text. */
const RESERVED = /^(?:true|false|null)$/i;

const QUOTED = `"[^"\\\\]*"|'[^']*'`;
const FLAT = `(?:[^\\[\\]{}"'#&*!|>%@\`\\t]|\\*|${QUOTED})*`;
const FLOW = `[[{](?:${FLAT}[[{]${FLAT}[\\]}])*${FLAT}[\\]}]`;
const PLAIN = '[A-Za-z0-9_$./](?:[A-Za-z0-9_${}./@&+-]| +[A-Za-z0-9_${}./@&+-])*';
const VALUE = `(?:${QUOTED}|${FLOW}|${PLAIN})`;
const KEY = '[A-Za-z_]+';
/** A key or an item that ends on its line, with a comment at most. */
const SIMPLE = new RegExp(`^( *)(- )?(?:(?:(${KEY}):(?: +(${VALUE}))?)|(?<=- )${VALUE})(?: +#.*)? *$`);
const NOTHING = /^ *(?:#.*)?$/;
/** `1.0` as an id is a mistake, which only its text tells. */
const FRACTION = /[0-9]\.[0-9]/;
/** Below the limit of words and signs that a file may have. */
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

function entryOf([, , plain, quoted, harvest = '', forecast = '']: RegExpExecArray): QuickEntry['data'] {
  const end = (written: string): number | 'create' => (written === 'create' ? written : Number(written));
  const name = plain ?? quoted;
  return { ...(name !== undefined && { name }), harvest: end(harvest), forecast: end(forecast) };
}

interface Place {
  /** The kind whose entries stand here; null: none. */
  section(): Section | null;
  /** Whether an entry of it may stand at this indentation. */
  mayHold(indent: number): boolean;
  /** The line was taken out. */
  took(): void;
  /** Goes on by a line of the rest; false: that line may be more than it looks. */
  goTo(line: string): boolean;
}

/** Where in the file a line stands. */
function createPlace(): Place {
  let top = '';
  let section: Section | null = null;
  /** Indentation of the kinds and of their entries; -1: not known yet. */
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
    // What stands deeper belongs to the entry above, which must not be one that was taken out.
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
  /** The line before was taken out. */
  readonly wasTaken: boolean;
}
