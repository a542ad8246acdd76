import type { Address } from './address.ts';
import type { Capabilities } from './capability.ts';
import type { FieldName } from './field.ts';
import type { Side } from './side.ts';
import type { Editor } from './want.ts';

/** *last*: what the state remembers: paired records by address, what waits for a person, and the facts below. */
export interface Last {
  readonly lineage: string;
  readonly serial: number;
  readonly accounts: { readonly harvest: number; readonly forecast: number };
  readonly baseline: { readonly [address: Address]: Baseline };
  readonly waiting: { readonly [address: Address]: Waiting };
  /** Clients that came with a declared create. They count as declared while their pointer and a project exist. */
  readonly brought: readonly Address[];
  /** Temporary names that hfsync gave to break a cycle and has not replaced yet. */
  readonly temporary: readonly TemporaryName[];
  /** Pairs whose Forecast record named its Harvest record after the last apply. */
  readonly pointed?: readonly Address[];
  /** A new default capacity that hfsync wrote. Kept until everyone affected has their own capacity back. */
  readonly cascade?: Cascade;
  /** What hfsync wrote to a field in consecutive applies, if something set it back each time before the next. */
  readonly written?: { readonly [address: Address]: Written };
  /** Values that a service stores in another form than the one hfsync wrote. */
  readonly stored?: { readonly [address: Address]: Stored };
  /** Pairs with a missing end that the file no longer mentions. A `create` there means a new record. */
  readonly released?: readonly Address[];
  /**
   * When the records of a pair had last been changed when its baseline was recorded. A service that shows an older
   * version is behind.
   */
  readonly updated?: { readonly [address: Address]: Updated };
  /** What the accounts can do, as far as it was probed or seen. */
  readonly capabilities?: Capabilities;
}

/** Each service's own `updated_at` in ISO 8601, if it returns one. */
export type Updated = { readonly [S in Side]?: string };

/** At most three entries per field, one per apply, newest last. See plan/compare/contested.ts. */
export type Written = { readonly [F in FieldName]?: readonly WrittenValue[] };

/** What one apply wrote, in the form that the account uses: a client by its id. */
export type WrittenValue = { readonly [S in Side]?: string | number | readonly string[] };

/** For each field, what each written side stored. See plan/decide/stored-otherwise.ts. */
export type Stored = { readonly [F in FieldName]?: StoredForms };
export type StoredForms = { readonly [S in Side]?: StoredForm };
/** What hfsync wrote, and what the service stored instead. */
export interface StoredForm {
  readonly asked: string | number;
  readonly got: string | number;
}

/**
 * For each field, the value on which both sides last agreed, in a form common to both: `client` is
 * "harvestId/forecastId" of the client's pair, `roles` a sorted list of such ids of role pairs, `capacity` seconds
 * (never null), all others the plain value.
 */
export type Baseline = { readonly [F in FieldName]?: string | number | readonly string[] };

/** Fields that wait for a person, with the editor that was seen first. */
export type Waiting = { readonly [F in FieldName]?: WaitingValue };
export interface WaitingValue {
  readonly side: Side;
  readonly value: string;
  readonly editor: Editor;
}

export interface TemporaryName {
  readonly side: Side;
  readonly address: Address;
  /** The temporary name, and the real one. */
  readonly name: string;
  readonly was: string;
}

/**
 * Capacities in seconds a week: the account's default before and after, and the capacity that each affected linked
 * person had just before.
 */
export interface Cascade {
  readonly side: Side;
  readonly before: number;
  readonly after: number;
  readonly people: { readonly [address: Address]: number };
}
