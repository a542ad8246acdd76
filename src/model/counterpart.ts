import type { Side } from './side.ts';

/** What tells records with the same name apart. Null if there is none, if it is unknown, or if the plan is redacted. */
export interface RecordDetails {
  /** The client's name. */
  readonly client: string | null;
  readonly code: string | null;
  readonly email: string | null;
  /** The day on which the service last changed it, as YYYY-MM-DD. */
  readonly updated: string | null;
}

/**
 * A record of the other side that could be the counterpart of an unlinked one, in exactly the shape of the plan's JSON
 * (`candidates`).
 */
export interface Counterpart extends RecordDetails {
  readonly side: Side;
  readonly id: number;
  /** Null if the plan is redacted. */
  readonly name: string | null;
  readonly archived: boolean;
  readonly class: MatchClass;
  /** What speaks for it, and what against it. */
  readonly evidence: readonly Evidence[];
}

/**
 * `exact`: an id, an e-mail, or a name within its client matches, and no other record fits on either side. `likely`:
 * nearly so, for a person to confirm. `possible`: worth a look.
 */
export const MATCH_CLASSES = ['exact', 'likely', 'possible'] as const;
export type MatchClass = (typeof MATCH_CLASSES)[number];

/**
 * How two names differ. The last three make another record likely: numbers or words that differ, or that only one name
 * has.
 */
export const NAME_DIFFERENCES = [
  'case',
  'accents',
  'punctuation',
  'blanks',
  'word-order',
  'prefix',
  'legal-form',
  'year',
  'typo',
  'number',
  'words',
] as const;
export type NameDifference = (typeof NAME_DIFFERENCES)[number];

/** Why two records may be the same, as a code with arguments. A null was left out because the plan is redacted. */
export type Evidence =
  /** Forecast's native pointer names it. */
  | { readonly code: 'pointer' }
  | { readonly code: 'same-name' }
  | { readonly code: 'near-name'; readonly differences: readonly NameDifference[] }
  /** Their clients are linked, or match with that class. */
  | { readonly code: 'same-client'; readonly client: string | null; readonly by: 'link' | MatchClass }
  | { readonly code: 'other-client'; readonly client: string | null }
  | { readonly code: 'same-code' | 'other-code'; readonly value: string | null }
  | { readonly code: 'same-email' | 'near-email' | 'other-email'; readonly value: string | null }
  /** Clients: the number of their projects with the same name. */
  | { readonly code: 'same-projects'; readonly count: number }
  /** Roles: the number of linked people who have both. */
  | { readonly code: 'same-people'; readonly count: number }
  /** Projects: both services show the same remaining hours. */
  | { readonly code: 'same-budget'; readonly hours: number | null }
  /** The number of records that fit equally well. */
  | { readonly code: 'ambiguous'; readonly count: number };
