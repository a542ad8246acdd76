/**
 * Where a state is kept: three texts and a lock. A medium keeps bytes and does not know what they mean. Format, serials,
 * lineage, encryption and the lines of the journal are handled by its callers, once for all media.
 *
 * | text      | what it holds                                                                                         |
 * | --------- | ----------------------------------------------------------------------------------------------------- |
 * | `state`   | the state as the last finished run saved it                                                           |
 * | `backup`  | the generation before that                                                                            |
 * | `journal` | what a run has done since: intents before each write, outcomes after; missing between runs            |
 *
 * A lock ends with its holder: either the kernel frees it, or its lease runs out because nobody renews it. If a holder has
 * lost its lock, its next write is refused with one of the codes in `faults.ts`.
 */
export type TextName = 'state' | 'backup' | 'journal';

export interface Texts {
  /** The bytes exactly as they were written. Null if there are none. Needs no lock. Throws `UserError`. */
  read(text: TextName): Promise<Uint8Array | null>;
  /**
   * What to do if the state is missing although the medium knows that there was one. Null if it does not know of one.
   */
  readonly lostHint: string | null;
}

export interface Medium extends Pick<Texts, 'read'> {
  /** What messages call each text. */
  readonly names: { readonly [T in TextName]: string };
  /** What messages about the lock call the state. */
  readonly where: string;
  /** The folder of the state, if it is one on this machine. */
  readonly folder?: string;
  /** All texts, as they are at one moment if the medium can do that, so that a shared medium gets one request. */
  look(): Promise<Texts>;
  /**
   * Tries once. Throws `UserError` if the medium cannot be written at all. `lazily` means that a lock that costs a
   * request may be taken with the first write. That write is refused if the lock or any text changed in the meantime.
   */
  tryLock(operation: string, how?: 'lazily'): Promise<HeldMedium | Refused>;
  /** Removes a lock whose holder is gone. Throws `UserError`: `state.not-locked`, `state.lock-id`, `state.locked`. */
  breakLock(id: string): Promise<LockInfo>;
}

/**
 * A medium whose lock this process holds. Every method returns only when what it wrote is durable. They throw
 * `UserError`.
 */
export interface HeldMedium extends Texts {
  /** Takes a lock whose taking was put off. False if somebody else was faster, and nothing was written. */
  claim(): Promise<boolean>;
  /** Whether this process certainly holds the lock at this moment. Also true before a lazy lock is claimed. */
  isCurrent(): boolean;
  /** Makes sure that this process holds the lock. Throws if it was lost. */
  confirm(): Promise<void>;
  /** Appends complete lines to the journal, which must exist. */
  append(lines: string): Promise<void>;
  /** Replaces one text, so that at every moment the old or the new one is complete. Null removes it. */
  write(text: TextName, content: string | null): Promise<void>;
  /**
   * Replaces the state and then the journal, or both at once. Throws `state.moved` if the state is no longer `before`.
   */
  save(save: Save): Promise<void>;
  /** Moves the state out of the way without reading it. Returns what messages call it now. */
  setAside(): Promise<string>;
  /** What to do with texts that had to be saved elsewhere: in `file`, and its journal if there is one. */
  recoveryHint(file: string, journal: string | null): string;
  release(): Promise<void>;
}

export interface Save {
  /** The text of the state as this run knows it. It becomes the backup. Null if there is none yet. */
  readonly before: string | null;
  /** Null if the state stays as it is. */
  readonly state: string | null;
  /** The rest of the journal. Null if nothing is left, and the journal is removed. */
  readonly journal: string | null;
}

/** A process that asks for the lock, as messages name it. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly user: string;
}

export interface LockInfo extends Holder {
  readonly id: string;
  readonly operation: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Why a lock is refused. */
export interface Refused {
  /** Null if the holder does not say who it is. */
  readonly by: LockInfo | null;
  /** What to remove by hand if nobody holds the lock and nobody is named. Null if there is nothing. */
  readonly leftover: string | null;
  /**
   * What is known about a holder that does not say who it is: its id, for breaking its lock, and what the medium says.
   */
  readonly unknown?: { readonly id: string; readonly told: string };
  /** How long the lock of a dead holder lasts, in seconds. Missing if it does not run out by itself. */
  readonly lease?: number;
}
