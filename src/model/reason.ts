import type { FieldName } from './field.ts';
import type { RecordKind } from './kind.ts';
import type { Side } from './side.ts';
import type { LinkSet } from './want.ts';

/**
 * Why something waits for a person, as data: a code and its arguments, in exactly the shape of the plan's JSON. `rules/words.ts`
 * makes the sentence, `rules/ways.ts` the ways out, `rules/codes/reasons.ts` tells about the code itself.
 */
export type Reason =
  | {
      readonly code:
        | 'by-rule'
        | 'both-ends-gone'
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
  /** No record of the account has the id. `near`: those that may be meant; `swapped`: the entry has its two ids the wrong way round. */
  | {
      readonly code: 'id-unknown';
      readonly side: Side;
      readonly kind: RecordKind;
      readonly id: number;
      readonly near: readonly NamedRecord[];
      readonly swapped: boolean;
    }
  /** Forecast drops the pointer that hfsync sends, so hfsync cannot link: an existing pair, or what it would create on a side. */
  | { readonly code: 'pointer-refused'; readonly step: PointerStep }
  | { readonly code: 'role-deleted-and-renamed'; readonly side: Side }
  /** The service said that the owner of the token may not do it. */
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
  /** Forecast's pointer names `record` in Harvest, the file another or none that exists. */
  | { readonly code: 'pointer-elsewhere'; readonly record: NamedRecord; readonly expected: number | null }
  /** Forecast's `others` name the Harvest end of the link as well. */
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

/** What needs a pointer: a pair that is there, a new record in Forecast, or a new one in Harvest. */
export type PointerStep = 'link' | 'import' | 'push';

/** A name that is null was left out: the plan is redacted. */
export interface NamedRecord {
  readonly id: number;
  readonly name: string | null;
}

/** What hfsync wrote, and what the service has in its place; null: left out. */
export interface StoredField {
  readonly field: FieldName;
  readonly side: Side;
  readonly asked: string | number | null;
  readonly got: string | number | null;
}

/** `id` null: this plan creates it. */
export interface ActiveProject {
  readonly side: Side;
  readonly id: number | null;
  readonly name: string | null;
}

/** A record that could be meant. */
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

/** Public, as the codes of errors are. */
export const REASON_CODES = Object.keys(ARGUMENTS) as readonly ReasonCode[];

/** Whether a reason of a saved plan is one that this version has words for. (The schema has looked at the arguments' types.) */
export function isReason(read: { readonly code: string }): read is Reason {
  if (!Object.hasOwn(ARGUMENTS, read.code)) return false;
  return ARGUMENTS[read.code as ReasonCode].every((argument) => Object.hasOwn(read, argument));
}

/** The reasons of one item: one entry per reason; the same reason for another field adds that field. */
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
