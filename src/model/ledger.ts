import type { Address } from './address.ts';
import type { Capability, Knowledge } from './capability.ts';
import type { Id } from './id.ts';
import type { Kind, RecordKind } from './kind.ts';
import type { Baseline, Last, Stored, Updated } from './last.ts';
import type { Change } from './plan.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';

/**
 * Both accounts as this run knows them: what was read, updated by the answer to each write. For each record it knows
 * what both sides now agree on. `plan` builds it, `apply` keeps it up to date, and the next state is made from it.
 */
export interface Ledger {
  current(side: Side, kind: Kind, id: Id): AccountRecord | undefined;
  /** All records known now. */
  records(side: Side, kind: RecordKind): Iterable<AccountRecord>;
  /**
   * Records that a record was read again, or read back after `change`. Returns what its pair agrees on now, for the
   * journal.
   */
  put(record: AccountRecord, change?: Change): Advance | null;
  /**
   * What to remember if the run dies but `change` turns out to be done. Only needed if it differs from what the values
   * of the change say (undoing an apply).
   */
  intended?(change: Change): Advance;
  /** hfsync sent `change`, and it was applied. Not for a change that was found already done. */
  wrote(change: Change): void;
  /** A role was deleted. */
  remove(change: Change): Advance | null;
  /** What an account can do, as far as it is known by now. */
  knows(capability: Capability): Knowledge;
  /** Records whether an account can do something, as an answer showed. */
  learn(capability: Capability, value: 'yes' | 'no'): void;
  /** What the state should remember now. The store adds `lineage` and `serial`. */
  memory(): Omit<Last, 'lineage' | 'serial'>;
}

/** The whole baseline of one address, replacing the one in the state. Null if the pair is gone. */
export interface Advance {
  readonly address: Address;
  readonly baseline: Baseline | null;
  /** For a temporary name: the real one, or null once it is replaced. */
  readonly temporary?: { readonly side: Side; readonly name: string; readonly was: string } | null;
  /**
   * All values stored in another form, replacing those in the state. Empty if there are none any more, missing if
   * nothing changed.
   */
  readonly stored?: Stored;
  /** A client that came with a declared create. */
  readonly brought?: true;
  /** See `Last`. */
  readonly updated?: Updated;
}
