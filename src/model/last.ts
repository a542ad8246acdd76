import type { Address } from './address.ts';
import type { Capabilities } from './capability.ts';
import type { FieldName } from './field.ts';
import type { Side } from './side.ts';
import type { Editor } from './want.ts';

/** *last*: what the state remembers. Paired records by address, and what is waiting for a person. */
export interface Last {
  readonly lineage: string;
  readonly serial: number;
  readonly accounts: { readonly harvest: number; readonly forecast: number };
  readonly baseline: { readonly [address: Address]: Baseline };
  readonly waiting: { readonly [address: Address]: Waiting };
  /** Clients that came along with a declared create: they count as declared while their pointer and a project stand. */
  readonly brought: readonly Address[];
  /** Temporary names that hfsync gave to break a cycle and has not replaced yet. */
  readonly temporary: readonly TemporaryName[];
  /** Pairs whose Forecast record named its Harvest record after the last apply. */
  readonly pointed?: readonly Address[];
  /** A new default capacity that hfsync wrote, kept until everybody whom it moved has their own capacity back. */
  readonly cascade?: Cascade;
  /** What hfsync wrote to a field in consecutive applies, each time set back before the next. */
  readonly written?: { readonly [address: Address]: Written };
  /** Values that a service stores in a different form from what hfsync asked for. */
  readonly stored?: { readonly [address: Address]: Stored };
  /** Pairs with a missing end that the file no longer mentioned: a `create` there means a new record. */
  readonly released?: readonly Address[];
  /** When the records of a pair were last changed at the time of its baseline. A service that shows an older version is behind. */
  readonly updated?: { readonly [address: Address]: Updated };
  /** What the accounts can do, as far as it was asked or seen. */
  readonly capabilities?: Capabilities;
}

/** Each service's own `updated_at`, ISO 8601, where it returns one. */
export type Updated = { readonly [S in Side]?: string };

/** For each field at most three entries, one per apply, newest last. See plan/contested. */
export type Written = { readonly [F in FieldName]?: readonly WrittenValue[] };

/** What one apply wrote, in the form in which the account has it: a client by its id. */
export type WrittenValue = { readonly [S in Side]?: string | number | readonly string[] };

/** For each field, what each written side stored. See plan/decide/stored-otherwise.ts. */
export type Stored = { readonly [F in FieldName]?: StoredForms };
export type StoredForms = { readonly [S in Side]?: StoredForm };
/** What hfsync wrote, and what the service has in its place. */
export interface StoredForm {
  readonly asked: string | number;
  readonly got: string | number;
}

/**
 * For each field the value at which both sides were last known to agree, in a form that both sides share:
 * `client` is "harvestId/forecastId" of the client's pair, `roles` a sorted list of such ids of role pairs,
 * `capacity` seconds (never null), all others the plain value.
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
  /** The temporary name, and the one it stands for. */
  readonly name: string;
  readonly was: string;
}

/**
 * Capacities in seconds a week: the default that the account had and got, and what it came to just before for the linked people it
 * moves.
 */
export interface Cascade {
  readonly side: Side;
  readonly before: number;
  readonly after: number;
  readonly people: { readonly [address: Address]: number };
}
