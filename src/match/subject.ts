import type { Have } from '../model/have.ts';
import type { RecordKind } from '../model/kind.ts';
import { isArchived, isBuiltIn, recordName, type AccountRecord } from '../model/record.ts';
import { otherSide, SIDES, type Side } from '../model/side.ts';
import { bare, wordsOf, type Word } from './fold.ts';
import { takeApart, wholeName, type Name } from './name.ts';

/** A record, prepared for matching. */
export interface Subject {
  readonly record: AccountRecord;
  readonly side: Side;
  readonly kind: RecordKind;
  readonly id: number;
  /** Its position among the records of its side and kind. */
  readonly place: number;
  readonly name: Name;
  readonly code: string;
  readonly email: string;
  /** The id of a project's client on its side. Null if there is none, or if it is unknown. */
  readonly client: number | null;
  /** Whether it takes part: it is neither linked nor ignored. The others only show that a name is taken. */
  readonly isFree: boolean;
}

/** What is linked and what is ignored. */
export interface Known {
  /** The other end of a record's link. Null if it does not exist yet, undefined if the record is not linked. */
  linkedTo(record: AccountRecord): number | null | undefined;
  isIgnored(record: AccountRecord): boolean;
}

export type BySide<T> = { readonly [S in Side]: T };

/** All records of a kind, with their names parsed. */
export function subjectsOf(have: Have, known: Known, kind: RecordKind): BySide<readonly Subject[]> {
  const codes = kind === 'project' ? codesOf(have) : NO_CODES;
  const of = (side: Side): Subject[] => {
    const clients = kind === 'project' ? clientWords(have, side) : NO_WORDS;
    return [...have[side].records[kind].values()]
      .filter((record) => !isBuiltIn(record) && recordName(record).trim() !== '')
      .map((record, place) => ({
        record,
        side,
        kind,
        id: record.id,
        place,
        ...partsOf(record, codes, clients),
        isFree: isFree(known, record),
      }));
  };
  return { harvest: of('harvest'), forecast: of('forecast') };
}

function isFree(known: Known, record: AccountRecord): boolean {
  return known.linkedTo(record) === undefined && !known.isIgnored(record);
}

const NO_CODES: ReadonlyMap<number, string> = new Map();
const NO_WORDS: ReadonlyMap<number, readonly Word[]> = new Map();

type Parts = Pick<Subject, 'client' | 'name' | 'code' | 'email'>;

function partsOf(record: AccountRecord, codes: typeof NO_CODES, clients: typeof NO_WORDS): Parts {
  const { kind, values } = record;
  const client = values.client ?? null;
  const context = {
    codes: [values.code, codes.get(record.id)].filter((code) => code !== undefined),
    client: client === null ? [] : (clients.get(client) ?? []),
    legal: kind === 'client' ? 'any' : 'sure',
  } as const;
  return {
    client,
    name: kind === 'person' ? personName(record) : takeApart(recordName(record), context),
    code: bare(values.code ?? ''),
    email: (values.email ?? '').normalize('NFC').trim().toLowerCase(),
  };
}

function clientWords(have: Have, side: Side): Map<number, readonly Word[]> {
  const context = { codes: [], client: [], legal: 'any' } as const;
  return new Map(
    [...have[side].records.client.values()].map((client) => [client.id, takeApart(recordName(client), context).words]),
  );
}

/** A person's name consists of words only. A number in it is a word too, and an initial does not count. */
function personName(record: AccountRecord): Name {
  const text = recordName(record).normalize('NFC');
  const all = wordsOf(text);
  const long = all.filter(({ plain }) => plain.length > 1 || /\p{N}/u.test(plain));
  return wholeName(text, all, long.length > 0 ? long : all);
}

/** A code of the other side that is the first word of a name: `WEB Website` here, a project with the code WEB there. */
function codesOf(have: Have): Map<number, string> {
  const found = new Map<number, string>();
  for (const side of SIDES) {
    const codes = new Map<string, string>();
    for (const { values } of have[otherSide(side)].records.project.values())
      if (values.code) codes.set(bare(values.code), values.code);
    if (codes.size === 0) continue;
    for (const project of have[side].records.project.values()) {
      const code = codes.get(bare((project.values.name ?? '').trim().split(/[\s:|–—]/u)[0] ?? ''));
      if (code !== undefined) found.set(project.id, code);
    }
  }
  return found;
}

/** The keys that names share if they differ in spelling only. */
export function lineKeys({ name: { line, text } }: Subject): readonly string[] {
  if (line.plain === '') return [text];
  return line.spelled === line.plain ? [line.plain] : [line.plain, line.spelled];
}

/** The keys that names share if their words do, in any order and without the marks. */
export function baseKeys({ name: { words } }: Subject): readonly string[] {
  if (words.length === 0) return [];
  const plain = sorted(words.map((word) => word.plain));
  const spelled = sorted(words.map((word) => word.spelled));
  return plain === spelled ? [plain] : [plain, spelled];
}

function sorted(words: readonly string[]): string {
  return [...words].sort().join(' ');
}

/**
 * Hashes of the words of a name, whole and with each letter left out in turn: names that differ by one typing mistake
 * share one of them. If two texts happen to have the same hash, one more pair of names is compared.
 */
export function typoKeys({ name }: Subject): readonly number[] {
  const text = name.base.plain;
  const { length } = text;
  if (length < 4 || length > LONGEST) return [];
  const after = new Int32Array(length + 1);
  const power = new Int32Array(length + 1).fill(1);
  for (let at = length - 1; at >= 0; at -= 1) {
    power[length - at] = Math.imul(power[length - at - 1]!, BASE);
    after[at] = (Math.imul(text.charCodeAt(at), power[length - at - 1]!) + after[at + 1]!) | 0;
  }
  const keys = [after[0]!];
  let before = 0;
  for (let at = 0; at < length; at += 1) {
    if (text[at] !== text[at - 1]) keys.push((Math.imul(before, power[length - at - 1]!) + after[at + 1]!) | 0);
    before = (Math.imul(before, BASE) + text.charCodeAt(at)) | 0;
  }
  return keys;
}

/** In a longer name, one letter more or less says too little to be worth the keys. */
const LONGEST = 60;
const BASE = 1_000_003;

export function isActive({ record }: Subject): boolean {
  return !isArchived(record);
}
