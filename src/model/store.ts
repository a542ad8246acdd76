import type { ChangedField, Change } from './plan.ts';
import type { Advance } from './ledger.ts';
import type { Last } from './last.ts';

/** The state and its journal behind one small interface. `state/` implements it once, over one medium per backend. */
export interface Store {
  /**
   * The state, including the finished outcomes of the journal, and the intents without a recorded outcome. Needs no
   * lock.
   */
  read(): Promise<Remembered>;
  /** Waits up to `waitMs` for another holder. Then throws `UserError` with exit code 7, which names the holder. */
  lock(operation: string, waitMs: number): Promise<LockedStore>;
}

export interface Remembered {
  /** Null if there is no state yet. */
  readonly last: Last | null;
  readonly open: readonly Intent[];
}

/** All writing goes through the holder of the lock. Every method returns only when what it wrote is durable. */
export interface LockedStore {
  /** Like the store's, but uses what the holder already knows. */
  read(): Promise<Remembered>;
  /**
   * Makes sure that nobody else writes from now on. False if somebody else has written since the state was read; then
   * nothing was written.
   */
  claim(): Promise<boolean>;
  /** Whether this run certainly still has the lock. Asked at the last moment before a request that writes. */
  isCurrent(): boolean;
  /** Makes sure that this run still has the lock. Throws `UserError` if the lock is lost: then nothing may be sent. */
  confirm(): Promise<void>;
  /** Records a write before it is sent. */
  intent(intent: Intent): Promise<void>;
  /** Records the outcome, once the answer was understood or reading has shown it. */
  outcome(outcome: IntentOutcome): Promise<void>;
  /**
   * Writes the whole state atomically and keeps the last one as a backup. Then empties the journal. Returns the state
   * with its new serial.
   */
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
  /** What to remember if it is found done. Missing if its values say it. */
  readonly advance?: Advance;
}

/** After a crash, `origin` tells whether the other side had this value too, so that it may become the baseline. */
export type IntentField = Pick<ChangedField, 'field' | 'before' | 'after' | 'before_id' | 'after_id'> &
  Partial<Pick<ChangedField, 'origin'>>;

export interface IntentOutcome {
  readonly intent: string;
  /** `done`: written, or found written. `refused`: certainly not applied. `void`: found never to have been applied. */
  readonly result: 'done' | 'refused' | 'void';
  readonly advance: Advance | null;
}
