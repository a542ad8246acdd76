import type { RecordKind } from './kind.ts';
import type { Side } from './side.ts';

export const GUARDS = [
  'max_changes',
  'max_role_deletes',
  'max_archives',
  'max_changed_share',
  'first_sync',
  'emptied',
  'pairing',
] as const;

export type GuardName = (typeof GUARDS)[number];

export interface TrippedGuard {
  readonly guard: GuardName;
  readonly limit: number;
  readonly value: number;
  /** What happened, in words, with the numbers. */
  readonly reason: string;
  /** The other values in the reason. Missing in plans of older versions. */
  readonly details?: GuardDetails;
}

/** Each guard uses some of these. */
export interface GuardDetails {
  /** `max_changed_share`: how many records change, and how many are linked. */
  readonly changed?: number;
  readonly linked?: number;
  /** `first_sync`: whether there is a state. */
  readonly has_state?: boolean;
  /** `emptied`: the lists, the worst first. */
  readonly lists?: readonly EmptiedList[];
  /** `pairing`: the subdomain that Forecast says it is connected to, and that of this Harvest account. */
  readonly named?: string;
  readonly own?: string;
}

export interface EmptiedList {
  readonly side: Side;
  readonly kind: RecordKind;
  /** Records that the state knows, and how many of them are gone. */
  readonly known: number;
  readonly lost: number;
}
