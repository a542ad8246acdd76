import type { Address } from './address.ts';
import type { Capability, Knowledge } from './capability.ts';
import type { Id } from './id.ts';
import type { Kind, RecordKind } from './kind.ts';
import type { Baseline, Last, Stored, Updated } from './last.ts';
import type { Change } from './plan.ts';
import type { AccountRecord } from './record.ts';
import type { Side } from './side.ts';

/**
 * Both accounts as this run knows them: what was read, then what each write answered. It tells, record by record, what both
 * sides agree on by now. `plan` builds it, `apply` keeps it up to date, and the state is made of it.
 */
export interface Ledger {
  current(side: Side, kind: Kind, id: Id): AccountRecord | undefined;
  /** All that are known now. */
  records(side: Side, kind: RecordKind): Iterable<AccountRecord>;
  /** A record was read again, or read back after `change`. Returns what its pair agrees on now, for the journal. */
  put(record: AccountRecord, change?: Change): Advance | null;
  /**
   * What is to be remembered if `change` turns out to be done although its run died: only where that is not what its values say by
   * themselves (undoing an apply).
   */
  intended?(change: Change): Advance;
  /** hfsync has sent `change`, and it is applied: not what was found done already. */
  wrote(change: Change): void;
  /** A role was deleted. */
  remove(change: Change): Advance | null;
  /** What an account can do, as far as it is known by now. */
  knows(capability: Capability): Knowledge;
  /** An answer told whether an account can do something. */
  learn(capability: Capability, value: 'yes' | 'no'): void;
  /** What the state should remember, as things stand. `lineage` and `serial` are the store's. */
  memory(): Omit<Last, 'lineage' | 'serial'>;
}

/** The whole baseline of one address, replacing what the state had; null: the pair is gone. */
export interface Advance {
  readonly address: Address;
  readonly baseline: Baseline | null;
  /** For a temporary name: what it stands for, or null once it is replaced. */
  readonly temporary?: { readonly side: Side; readonly name: string; readonly was: string } | null;
  /** All that is stored in another form, replacing what the state had; empty: nothing any more. Missing: as it was. */
  readonly stored?: Stored;
  /** A client that came along with a declared create. */
  readonly brought?: true;
  /** See `Last`. */
  readonly updated?: Updated;
}
