import type { Side } from './side.ts';

/** What tells records with the same name apart. null: there is none, it is unknown, or the plan is redacted. */
export interface RecordDetails {
  /** The client's name. */
  readonly client: string | null;
  readonly code: string | null;
  readonly email: string | null;
  /** The day on which the service last changed it, as YYYY-MM-DD. */
  readonly updated: string | null;
}

/** A record of the other side that an unlinked one could be, in exactly the shape of the plan's JSON (`candidates`). */
export interface Counterpart extends RecordDetails {
  readonly side: Side;
  readonly id: number;
  /** null: the plan is redacted. */
  readonly name: string | null;
  readonly archived: boolean;
  readonly class: MatchClass;
  /** What speaks for it, and what against it. */
  readonly evidence: readonly Evidence[];
}

/**
 * `exact`: an id, an e-mail, or a name within its client says so, and no other record fits on either side. `likely`: nearly so, for a
 * person to confirm. `possible`: worth a look.
 */
export const MATCH_CLASSES = ['exact', 'likely', 'possible'] as const;
export type MatchClass = (typeof MATCH_CLASSES)[number];

/** What two names differ in. The last three mean different records: a number, a year or words that only one has, or that differ. */
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

/** Why two records may be one, as a code with arguments. What is null was left out: the plan is redacted. */
export type Evidence =
  /** Forecast's native pointer names it. */
  | { readonly code: 'pointer' }
  | { readonly code: 'same-name' }
  | { readonly code: 'near-name'; readonly differences: readonly NameDifference[] }
  /** Under one client: linked, or itself a match of that class. */
  | { readonly code: 'same-client'; readonly client: string | null; readonly by: 'link' | MatchClass }
  | { readonly code: 'other-client'; readonly client: string | null }
  | { readonly code: 'same-code' | 'other-code'; readonly value: string | null }
  | { readonly code: 'same-email' | 'near-email' | 'other-email'; readonly value: string | null }
  /** Clients: so many of their projects have the same name. */
  | { readonly code: 'same-projects'; readonly count: number }
  /** Roles: so many linked people have both. */
  | { readonly code: 'same-people'; readonly count: number }
  /** Projects: both services tell the same hours that are left. */
  | { readonly code: 'same-budget'; readonly hours: number | null }
  /** So many records of one side fit equally well. */
  | { readonly code: 'ambiguous'; readonly count: number };
