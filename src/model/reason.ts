import type { FieldName } from './field.ts';
import type { RecordKind } from './kind.ts';
import type { Side } from './side.ts';
import type { LinkSet } from './want.ts';

/**
 * Why something waits for a person, as data: a code and its arguments, in exactly the shape of the plan's JSON.
 * `rules/words.ts` makes the sentence, `rules/ways.ts` the ways out, `rules/codes/reasons.ts` explains the code.
 */
export type Reason =
  | {
      readonly code:
        | 'by-rule'
        | 'both-ends-gone'
        | 'built-in'
        | 'capacity-refused'
        | 'client-archived'
        | 'client-missing'
        | 'client-not-linked'
        | 'default-refused'
        | 'emails-exchanged'
        | 'never-in-sync'
        | 'pointer-dangling'
        | 'pointer-unknown'
        | 'put-refused'
        | 'source-archived'
        | 'temporary-name';
    }
  | {
      readonly code: 'edited-on-both-sides' | 'record-archived' | 'set-back' | 'value-empty';
      readonly fields: readonly FieldName[];
    }
  /**
   * No record of this kind has the id. `near`: those that may be meant. `swapped`: the entry has its two ids in the
   * wrong places. `other`: the record of another kind that has the id.
   */
  | {
      readonly code: 'id-unknown';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly id: number;
      readonly near: readonly NamedRecord[];
      readonly swapped: boolean;
      readonly other?: { readonly kind: RecordKind; readonly name: string | null };
    }
  /**
   * A record that hfsync knows is gone. `records`: those on its side that nobody links and that have the name of the
   * one that is left.
   */
  | {
      readonly code: 'made-again';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly records: readonly NamedRecord[];
    }
  /**
   * Forecast drops the pointer that hfsync sends, so hfsync cannot link an existing pair or a record that it would
   * create.
   */
  | { readonly code: 'pointer-refused'; readonly step: PointerStep }
  | { readonly code: 'role-deleted-and-renamed'; readonly side: Side }
  /** The service does not allow it to the owner of the token. */
  | { readonly code: 'not-allowed'; readonly side: Side }
  | {
      readonly code: 'source-incomplete';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly fields: readonly FieldName[];
    }
  | {
      readonly code: 'value-taken';
      readonly side: Side;
      readonly field: FieldName;
      readonly record: NamedRecord;
    }
  | { readonly code: 'stored-otherwise'; readonly stored: readonly StoredField[] }
  | { readonly code: 'value-wanted-twice'; readonly field: FieldName; readonly value: string | null }
  | { readonly code: 'client-has-projects'; readonly projects: readonly ActiveProject[] }
  /** Forecast's pointer names `record` in Harvest, but the file names another one, or one that does not exist. */
  | { readonly code: 'pointer-elsewhere'; readonly record: NamedRecord; readonly expected: number | null }
  /** The pointers of `others` in Forecast name the Harvest end of the link too. */
  | { readonly code: 'pointer-shared'; readonly id: number; readonly others: readonly NamedRecord[] }
  /** Several Forecast records name this Harvest record, and no link is declared. */
  | { readonly code: 'pointer-doubled'; readonly record: NamedRecord }
  | {
      readonly code: 'near-twin' | 'several-fit' | 'several-clients-fit';
      readonly entry: Entry;
      readonly candidates: readonly Candidate[];
    }
  | { readonly code: 'creates-crossed'; readonly entry: Entry; readonly candidate: Candidate }
  | { readonly code: 'several-want'; readonly entries: readonly Entry[]; readonly candidate: Candidate }
  | {
      readonly code: 'roles-of-one-name';
      readonly side: Side;
      readonly name: string | null;
      readonly ids: readonly number[];
    };

export type ReasonCode = Reason['code'];

/** What needs the pointer: an existing pair, a new record in Forecast, or a new one in Harvest. */
export type PointerStep = 'link' | 'import' | 'push';

/** A null name was left out because the plan is redacted. */
export interface NamedRecord {
  readonly id: number;
  readonly name: string | null;
}

/** What hfsync wrote, and what the service stored instead. Null if left out. */
export interface StoredField {
  readonly field: FieldName;
  readonly side: Side;
  readonly asked: string | number | null;
  readonly got: string | number | null;
}

/** `id` is null if this plan creates the project. */
export interface ActiveProject {
  readonly side: Side;
  readonly id: number | null;
  readonly name: string | null;
}

/** A record that may be meant. */
export interface Candidate extends NamedRecord {
  readonly archived: boolean;
  /** Its name, e-mail or client is unknown, so it may or may not be the one. */
  readonly unsure: boolean;
}

/** An entry of the file with `create`: its record, and what the file sets for it. */
export interface Entry extends NamedRecord {
  readonly kind: RecordKind;
  /** The side of the record that exists. */
  readonly side: Side;
  readonly set: LinkSet;
}

type Arguments<C extends ReasonCode> = Exclude<keyof Extract<Reason, { readonly code: C }>, 'code'>;

const ARGUMENTS: { readonly [C in ReasonCode]: readonly Arguments<C>[] } = {
  'both-ends-gone': [],
  'built-in': [],
  'by-rule': [],
  'capacity-refused': [],
  'client-archived': [],
  'client-has-projects': ['projects'],
  'client-missing': [],
  'client-not-linked': [],
  'creates-crossed': ['entry', 'candidate'],
  'default-refused': [],
  'edited-on-both-sides': ['fields'],
  'emails-exchanged': [],
  'id-unknown': ['side', 'kind', 'id', 'near', 'swapped'],
  'made-again': ['side', 'kind', 'records'],
  'near-twin': ['entry', 'candidates'],
  'never-in-sync': [],
  'not-allowed': ['side'],
  'pointer-dangling': [],
  'pointer-doubled': ['record'],
  'pointer-elsewhere': ['record', 'expected'],
  'pointer-refused': ['step'],
  'pointer-shared': ['id', 'others'],
  'pointer-unknown': [],
  'put-refused': [],
  'record-archived': ['fields'],
  'role-deleted-and-renamed': ['side'],
  'roles-of-one-name': ['side', 'name', 'ids'],
  'set-back': ['fields'],
  'several-clients-fit': ['entry', 'candidates'],
  'several-fit': ['entry', 'candidates'],
  'several-want': ['entries', 'candidate'],
  'source-archived': [],
  'source-incomplete': ['side', 'kind', 'fields'],
  'stored-otherwise': ['stored'],
  'temporary-name': [],
  'value-empty': ['fields'],
  'value-taken': ['side', 'field', 'record'],
  'value-wanted-twice': ['field', 'value'],
};

/** Public, like the codes of errors. */
export const REASON_CODES = Object.keys(ARGUMENTS) as readonly ReasonCode[];

/**
 * Whether this version has words for a reason of a saved plan. (The schema has already checked the types of the
 * arguments.)
 */
export function isReason(read: { readonly code: string }): read is Reason {
  if (!Object.hasOwn(ARGUMENTS, read.code)) return false;
  return ARGUMENTS[read.code as ReasonCode].every((argument) => Object.hasOwn(read, argument));
}

/** Adds a reason to those of an item. If only the fields differ from a known reason, that one gets the new fields. */
export function withReason(known: readonly Reason[], reason: Reason): readonly Reason[] {
  const same = known.find((each) => apartFromFields(each) === apartFromFields(reason));
  if (!same) return [...known, reason];
  if (!('fields' in same && 'fields' in reason)) return known;
  const merged = { ...same, fields: [...new Set([...same.fields, ...reason.fields])] };
  return known.map((each) => (each === same ? merged : each));
}

function apartFromFields(reason: Reason): string {
  return JSON.stringify({ ...reason, fields: [] });
}
