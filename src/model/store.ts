import type { ChangedField, Change } from './plan.ts';
import type { Advance } from './ledger.ts';
import type { Last } from './last.ts';

/** The state and its journal behind one small interface; `state/` has one implementation per backend. */
export interface Store {
  /** The state with the journal's finished outcomes already in it, and the intents whose outcome nobody recorded. Needs no lock. */
  read(): Promise<Remembered>;
  /** Waits up to `waitMs` for another holder; then throws `UserError` with exit code 7 that names the holder. */
  lock(operation: string, waitMs: number): Promise<LockedStore>;
}

export interface Remembered {
  /** null: there is no state yet. */
  readonly last: Last | null;
  readonly open: readonly Intent[];
}

/** All writing goes through the lock's holder. Every method returns only when what it wrote is durable. */
export interface LockedStore {
  /** The same as the store's, by what the holder knows already. */
  read(): Promise<Remembered>;
  /** Makes sure that nobody else writes from here on; false: somebody else did since the state was read. Nothing was written then. */
  claim(): Promise<boolean>;
  /** Whether the lock is certainly still this run's: asked at the last moment before a request that writes. */
  isCurrent(): boolean;
  /** Makes certain of it. Throws `UserError` where the lock is lost: nothing may be sent then. */
  confirm(): Promise<void>;
  /** Before a write is sent. */
  intent(intent: Intent): Promise<void>;
  /** After its answer was understood, or when reading told what became of it. */
  outcome(outcome: IntentOutcome): Promise<void>;
  /** The whole state, atomically, keeping one generation as backup; the journal is emptied after. Returns the new serial. */
  save(memory: Omit<Last, 'lineage' | 'serial'>): Promise<Last>;
  release(): Promise<void>;
}

export interface Intent {
  /** Unique among all intents of this state. */
  readonly id: string;
  /** Wall time, ms since 1970. */
  readonly at: number;
  readonly change: Pick<Change, 'id' | 'address' | 'kind' | 'account' | 'action'>;
  readonly fields: readonly IntentField[];
  /** What is remembered once it is found done; missing: what its values say. */
  readonly advance?: Advance;
}

/** `origin` tells after a crash whether the other side had this value too, so that it may become the baseline. */
export type IntentField = Pick<ChangedField, 'field' | 'before' | 'after' | 'before_id' | 'after_id'> &
  Partial<Pick<ChangedField, 'origin'>>;

export interface IntentOutcome {
  readonly intent: string;
  /** `done`: written, or found written; `refused`: not applied, for certain; `void`: found never to have been applied. */
  readonly result: 'done' | 'refused' | 'void';
  readonly advance: Advance | null;
}
