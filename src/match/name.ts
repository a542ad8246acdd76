import { bare, joined, sameWord, wordsOf, type Word } from './fold.ts';

/**
 * Parses a name. In: `ACM-017: Website Relaunch, Phase 2 (2024)`. Out: its words, and its marks.
 *
 * | part    | in this example        | other forms                                                                    |
 * | ------- | ---------------------- | ------------------------------------------------------------------------------ |
 * | prefix  | acm017                 | `[ACM]`, `1042 -`, the client's own name, the code; also at the end in brackets |
 * | words   | website relaunch phase | without `&` and `and`                                                          |
 * | numbers | 2                      | `II` and `two` after `phase`; single letters: `Lot A`                          |
 * | years   | 2024                   | `FY24`, `'24`, `2024/25`                                                       |
 * | legal   |                        | `Ltd`, `GmbH & Co. KG`, at the end of a client's name                          |
 */
export interface Name {
  /** In NFC. */
  readonly text: string;
  /** All words in their order, marks included. */
  readonly all: readonly Word[];
  readonly words: readonly Word[];
  /** `all` and `words`, each written as one word. */
  readonly line: Word;
  readonly base: Word;
  readonly prefix: string;
  readonly numbers: readonly string[];
  readonly years: readonly string[];
  readonly legal: string;
}

export interface NameContext {
  /** Codes that may stand before the name. */
  readonly codes: readonly string[];
  /** The words of the client's name, which may stand before the project's. */
  readonly client: readonly Word[];
  /** Which legal forms at the end are not part of the name: any for clients, and for projects those that mean nothing else. */
  readonly legal: 'any' | 'sure';
}

export function takeApart(name: string, context: NameContext): Name {
  const text = name.normalize('NFC');
  const all = wordsOf(text);
  const coded = withoutCode(text.replace(/\s+/gu, ' ').trim(), context);
  const { rest, years } = withoutYears(coded.rest);
  const unled = withoutClient(wordsOf(rest), context.client);
  const { words, legal } = withoutLegal(unled.words, context.legal);
  const { plain, numbers } = withoutNumbers(words);
  // A name that consists of marks only is compared by all of them.
  if (plain.length === 0) return wholeName(text, all, all);
  const prefix = coded.code || (unled.isLed ? CLIENT_PREFIX : '');
  return { ...wholeName(text, all, plain), prefix, numbers, years, legal };
}

/** A name without marks. */
export function wholeName(text: string, all: readonly Word[], words: readonly Word[]): Name {
  return { text, all, words, line: joined(all), base: joined(words), prefix: '', numbers: [], years: [], legal: '' };
}

/** The client's own name before that of its project. Among projects of one client it means nothing. */
export const CLIENT_PREFIX = ' ';

/** A name without a digit or a separator can only begin with a known code. */
const MAY_BE_CODED = /[\p{N}:|_\])–—-]/u;

const SEPARATOR = String.raw`(?:\s*[:|_\]\)]\s*|\s+[-–—/]\s+|\s+|\s*[-–—]\s*)`;
const HEAD = new RegExp(String.raw`^\s*[\[(#]?\s*([\p{L}\p{N}]+(?:[-_./][\p{L}\p{N}]+)*?)(${SEPARATOR})(?=\S)`, 'u');
const TAIL = /\s*[[(]\s*#?([\p{L}\p{N}][\p{L}\p{N}._/-]*)\s*[\])]\s*$|\s+[-–—|]\s+([\p{L}]+[-_.]?\d{2,})\s*$/u;

/** A code at the start, or at the end in brackets. */
function withoutCode(text: string, context: NameContext): { readonly rest: string; readonly code: string } {
  if (context.codes.length === 0 && !MAY_BE_CODED.test(text)) return { rest: text, code: '' };
  for (const { code, separator, rest } of headsOf(text))
    if (isCode(code, separator, context)) return { rest, code: bare(code) };
  const tail = TAIL.exec(text);
  const code = tail?.[1] ?? tail?.[2];
  if (tail && code && tail.index > 0 && isCode(code, ']', context))
    return { rest: text.slice(0, tail.index), code: bare(code) };
  return { rest: text, code: '' };
}

interface Head {
  readonly code: string;
  readonly separator: string;
  readonly rest: string;
}

/** The longest start that could be a code comes first: `ACM-017`, then `ACM`. */
function headsOf(text: string): Head[] {
  const heads: Head[] = [];
  const long = /^\s*[[(#]?\s*([\p{L}\p{N}]+(?:[-_./][\p{N}]+)+)([\s\S]*)$/u.exec(text);
  const separator = long && new RegExp(`^(${SEPARATOR})(?=\\S)`, 'u').exec(long[2] ?? '');
  if (long && separator)
    heads.push({ code: long[1]!, separator: separator[1]!, rest: long[2]!.slice(separator[0].length) });
  const short = HEAD.exec(text);
  if (short) heads.push({ code: short[1]!, separator: short[2]!, rest: text.slice(short[0].length) });
  return heads;
}

function isCode(code: string, separator: string, { codes, client }: NameContext): boolean {
  const key = bare(code);
  if (key === '') return false;
  if (codes.some((known) => bare(known) === key)) return true;
  const isApart = /[^\s]/u.test(separator);
  if (/^\p{L}+$/u.test(code)) return isApart && key.length >= 2 && key.length <= 6 && isAbbreviation(key, client);
  if (/^(?:fy|gj|q|h|v|kw|cw|s)\d{1,4}$/u.test(key) || isYear(code)) return false;
  if (/^\d+$/u.test(code)) return isApart ? code.length >= 3 : code.length >= 4;
  const [letters = '', digits = ''] = [key.replace(/\d/gu, ''), key.replace(/\D/gu, '')];
  if (digits.length < 2 || letters.length > 8) return false;
  return code === code.toUpperCase() || digits.length >= 3;
}

/** `ACM` or `AC` for Acme Corporation: the first letters of a word, or the initials. */
function isAbbreviation(key: string, client: readonly Word[]): boolean {
  const initials = client.map(({ plain }) => plain.charAt(0)).join('');
  return initials === key || client.some(({ plain }) => plain.startsWith(key));
}

function isYear(text: string): boolean {
  return /^(?:199\d|20[0-4]\d)(?:[-/](?:\d{2}|20\d\d))?$/u.test(text) && (text.length === 4 || isRange(text));
}

function isRange(text: string): boolean {
  const [from = '', to = ''] = text.split(/[-–/]/u).map((part) => part.trim());
  return Number(to) % 100 === (Number(from) + 1) % 100;
}

const YEARS =
  /(?<![\p{L}\p{N}])(?:fy|gj)\s?['’]?(\d{4}|\d{2})(?!\d)|(?<!\d)((?:199\d|20[0-4]\d)\s?[-–/]\s?(?:20\d\d|\d{2}))(?!\d)|(?<!\d)(199\d|20[0-4]\d)(?!\d)|['’](\d{2})(?!\d)/giu;

function withoutYears(text: string): { readonly rest: string; readonly years: readonly string[] } {
  if (!/\d\d/.test(text)) return { rest: text, years: [] };
  const years: string[] = [];
  const rest = text.replace(YEARS, (found: string, fiscal?: string, range?: string, year?: string, short?: string) => {
    if (range !== undefined && !isRange(range)) {
      years.push(range.slice(0, 4));
      return ` ${range.slice(4)} `;
    }
    const last = fiscal ?? year ?? short ?? range?.slice(0, 4) ?? found;
    years.push(`${last.length === 2 ? `20${last}` : last}${range === undefined ? '' : '+'}`);
    return ' ';
  });
  return { rest, years: years.sort() };
}

function withoutClient(
  words: readonly Word[],
  client: readonly Word[],
): { readonly words: readonly Word[]; readonly isLed: boolean } {
  const isLed =
    client.length > 0 && words.length > client.length && client.every((word, index) => sameWord(word, words[index]!));
  return { words: isLed ? words.slice(client.length) : words, isLed };
}

const LEGAL: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'ltd inc corp co llc llp lp plc pty gmbh ag kg kgaa ohg ug gbr ev eg se sa sas sarl sarl srl spa bv nv oy oyj ab as asa aps sl doo kft sro'
      .split(' ')
      .map((form) => [form, form]),
  ),
  limited: 'ltd',
  incorporated: 'inc',
  corporation: 'corp',
  company: 'co',
  mbh: 'gmbh',
};
const SURE = new Set(['ltd', 'limited', 'gmbh', 'llc', 'plc']);

/** At the end only, and never the whole name. */
function withoutLegal(
  all: readonly Word[],
  legal: NameContext['legal'],
): { readonly words: readonly Word[]; readonly legal: string } {
  const words = all.filter(({ plain }) => !AND.has(plain));
  const isForm = ({ plain }: Word): boolean => (legal === 'any' ? Object.hasOwn(LEGAL, plain) : SURE.has(plain));
  const polish =
    words
      .slice(-3)
      .map(({ plain }) => plain)
      .join(' ') === 'sp z oo'
      ? 3
      : 0;
  let end = words.length - (words.length > 3 ? polish : 0);
  while (end > 1 && isForm(words[end - 1]!)) end -= 1;
  const forms = words.slice(end).map(({ plain }) => LEGAL[plain] ?? plain);
  return { words: words.slice(0, end), legal: forms.join(' ') };
}

const AND = new Set(['and', 'und']);

const ROMAN: Readonly<Record<string, string>> = { ii: '2', iii: '3', iv: '4', vi: '6', vii: '7', viii: '8', ix: '9' };
const ORDINAL: Readonly<Record<string, string>> = {
  i: '1',
  v: '5',
  x: '10',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
};
/** After these words, `I` and `two` are numbers. */
const COUNTED = new Set(
  'phase part stage step lot volume vol version release sprint module modul teil stufe etappe los band season staffel round'.split(
    ' ',
  ),
);

/** Numbers and single letters tell records with the same name apart. */
function withoutNumbers(words: readonly Word[]): {
  readonly plain: readonly Word[];
  readonly numbers: readonly string[];
} {
  const numbers: string[] = [];
  const plain = words.filter(({ plain: word }, index) => {
    const number = numberOf(word, words[index - 1]?.plain);
    if (number !== null) numbers.push(number);
    return number === null;
  });
  return { plain, numbers };
}

function numberOf(word: string, before: string | undefined): string | null {
  if (/^\p{N}+$/u.test(word)) return word.normalize('NFKC').replace(/^0+(?=.)/u, '');
  if (before !== undefined && COUNTED.has(before) && Object.hasOwn(ORDINAL, word)) return ORDINAL[word]!;
  if (Object.hasOwn(ROMAN, word)) return ROMAN[word]!;
  return /^[a-z]$/u.test(word) ? word : null;
}
