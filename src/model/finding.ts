import type { FieldName, FieldValue } from './field.ts';
import type { RecordKind } from './kind.ts';
import type { Side } from './side.ts';

/**
 * What a plan reports besides its items, as data: a code and its arguments, in exactly the shape of the plan's JSON.
 * `rules/findings.ts` makes the sentence, `rules/codes/findings.ts` explains the code. A null was left out because the
 * plan is redacted.
 */
export type Finding = Observed | Kept;

/** What hfsync observed. */
export type Observed =
  | { readonly code: 'budget-kind-unknown' | 'budget-lines-doubled' | 'role-gone-on-both-sides' }
  /** In hours. */
  | { readonly code: 'budget-lags'; readonly forecast: number | null; readonly harvest: number | null }
  | { readonly code: 'clock-apart'; readonly side: Side }
  /** An entry of `ignore` that matches no record. */
  | {
      readonly code: 'ignore-unmatched';
      readonly side: Side;
      readonly kind: RecordKind;
      /** An id, or a pattern on the name. */
      readonly entry: number | string | null;
      /** Why it does not match, if hfsync can tell. */
      readonly near: IgnoreMiss | null;
    }
  | { readonly code: 'ignored-roles-of-one-name'; readonly side: Side; readonly ids: readonly number[] }
  /** The file's `label` is not one of the record's names. */
  | { readonly code: 'label-stale'; readonly label: string | null; readonly names: readonly string[] | null }
  /** `keys`: as the service calls them. */
  | { readonly code: 'value-unknown'; readonly side: Side; readonly keys: readonly string[] };

/**
 * `letter-case`: a name differs only in case. `whole-name`: the pattern is only part of a name. `other-side`: the other
 * service has a match.
 */
export type IgnoreMiss = 'letter-case' | 'whole-name' | 'other-side';

/** Why undoing an apply keeps something that it did. */
export type Kept =
  | { readonly code: 'never-deleted'; readonly side: Side; readonly kind: RecordKind }
  | { readonly code: 'role-deleted'; readonly side: Side }
  | { readonly code: 'link-kept' }
  | { readonly code: 'record-not-known' }
  | { readonly code: 'record-gone'; readonly side: Side; readonly address: string }
  | {
      readonly code: 'value-changed';
      readonly side: Side;
      readonly address: string;
      readonly field: FieldName;
      /** Missing if it was left out. */
      readonly value?: FieldValue;
    }
  | { readonly code: 'synced-again'; readonly side: Side; readonly address: string; readonly field: FieldName }
  | { readonly code: 'clients-renamed'; readonly side: Side; readonly address: string }
  | {
      readonly code: 'role-in-use';
      readonly side: Side;
      readonly address: string;
      /** Ids of people. */
      readonly ids: readonly number[];
    }
  | {
      readonly code: 'roles-missing';
      readonly side: Side;
      readonly address: string;
      readonly names: readonly string[] | null;
    }
  /** `after`: the id of the step that is not taken. */
  | { readonly code: 'step-waits'; readonly side: Side; readonly address: string; readonly after: string };

export type FindingCode = Finding['code'];

type Arguments<C extends FindingCode> = Exclude<keyof Extract<Finding, { readonly code: C }>, 'code'>;

const ARGUMENTS: { readonly [C in FindingCode]: readonly Arguments<C>[] } = {
  'budget-kind-unknown': [],
  'budget-lags': ['forecast', 'harvest'],
  'budget-lines-doubled': [],
  'clients-renamed': ['side', 'address'],
  'clock-apart': ['side'],
  'ignore-unmatched': ['side', 'kind', 'entry', 'near'],
  'ignored-roles-of-one-name': ['side', 'ids'],
  'label-stale': ['label', 'names'],
  'link-kept': [],
  'never-deleted': ['side', 'kind'],
  'record-gone': ['side', 'address'],
  'record-not-known': [],
  'role-deleted': ['side'],
  'role-gone-on-both-sides': [],
  'role-in-use': ['side', 'address', 'ids'],
  'roles-missing': ['side', 'address', 'names'],
  'step-waits': ['side', 'address', 'after'],
  'synced-again': ['side', 'address', 'field'],
  'value-changed': ['side', 'address', 'field'],
  'value-unknown': ['side', 'keys'],
};

/** Public, like the codes of errors and reasons. */
export const FINDING_CODES = Object.keys(ARGUMENTS) as readonly FindingCode[];

/**
 * Whether this version has words for a finding of a saved plan. (The schema has already checked the types of the
 * arguments.)
 */
export function isFinding(read: { readonly code: string } | undefined): read is Finding {
  if (read === undefined || !Object.hasOwn(ARGUMENTS, read.code)) return false;
  return ARGUMENTS[read.code as FindingCode].every((argument) => Object.hasOwn(read, argument));
}
