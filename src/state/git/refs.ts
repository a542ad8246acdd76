import type { TextName } from '../medium.ts';

/**
 * | ref       | what it is at                                                                                              |
 * | --------- | ---------------------------------------------------------------------------------------------------------- |
 * | `lock`    | who writes, or that nobody does. Every write moves it, so its id is the fence                              |
 * | `beat`    | a number that its holder draws anew while it writes nothing. A ref of its own: no write waits for a beat   |
 * | the texts | the text, byte for byte; no ref where there is none                                                        |
 *
 * All are blobs, but for a long journal (`parts.ts`), and all are outside of `refs/heads`.
 */
export type RefName = 'lock' | 'beat' | TextName;

export const REF_NAMES = ['lock', 'beat', 'state', 'backup', 'journal'] as const satisfies readonly RefName[];

/** The full ids at which the refs are; null: there is no such ref. */
export type Refs = { readonly [R in RefName]: string | null };

export const NO_REFS: Refs = { lock: null, beat: null, state: null, backup: null, journal: null };

/** One ref of a push. null: no ref. */
export interface Move {
  readonly ref: string;
  readonly from: string | null;
  readonly to: string | null;
}
