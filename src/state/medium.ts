/**
 * Where a state is kept: three texts and a lock. What the texts say (format, serials, lineage, encryption, the lines of the
 * journal) stands above this line, once for all media; a medium keeps bytes and knows none of it.
 *
 * | text      | what it holds                                                                                         |
 * | --------- | ----------------------------------------------------------------------------------------------------- |
 * | `state`   | the state as the last finished run saved it                                                           |
 * | `backup`  | the generation before                                                                                 |
 * | `journal` | what a run did since: intents before each write, outcomes after; missing between runs                 |
 *
 * A lock ends with its holder: the kernel frees it, or a lease that its holder renews runs out. A holder that lost it in the
 * meantime is refused at its next write, with one of the codes in `faults.ts`.
 */
export type TextName = 'state' | 'backup' | 'journal';

export interface Texts {
  /** The bytes exactly as they were written; null where there are none. Needs no lock. Throws `UserError`. */
  read(text: TextName): Promise<Uint8Array | null>;
  /** What to do if the state is missing although the medium itself recalls that it had one; null: it recalls none. */
  readonly lostHint: string | null;
}

export interface Medium extends Pick<Texts, 'read'> {
  /** What messages call each text. */
  readonly names: { readonly [T in TextName]: string };
  /** What messages about the lock call the state. */
  readonly where: string;
  /** All texts, at one moment if the medium can, so that a shared one is asked once. */
  look(): Promise<Texts>;
  /**
   * Tries once. Throws `UserError` where the medium cannot be written at all. `lazily`: a lock that costs a request may be taken with
   * the first write; that write is refused if the lock or any text changed in the meantime.
   */
  tryLock(operation: string, how?: 'lazily'): Promise<HeldMedium | Refused>;
  /** Removes a lock whose holder is gone. Throws `UserError`: `state.not-locked`, `state.lock-id`, `state.locked`. */
  breakLock(id: string): Promise<LockInfo>;
}

/** A medium whose lock this process holds. Every method returns only when what it wrote is durable, and throws `UserError`. */
export interface HeldMedium extends Texts {
  /** Takes a lock that was taken lazily; false: somebody else was faster, and nothing was written. */
  claim(): Promise<boolean>;
  /** Whether this process certainly holds the lock at this moment; also true before a lazy lock is claimed. */
  isCurrent(): boolean;
  /** Makes certain of it. Throws where the lock is lost. */
  confirm(): Promise<void>;
  /** Puts whole lines at the end of the journal, which exists. */
  append(lines: string): Promise<void>;
  /** Replaces one text, so that at every moment it is whole, old or new. null removes it. */
  write(text: TextName, content: string | null): Promise<void>;
  /** Replaces the state and then the journal, or both at once. Throws `state.moved` where the state is not `before` any more. */
  save(save: Save): Promise<void>;
  /** Moves the state out of the way, unread. Returns what messages call it now. */
  setAside(): Promise<string>;
  /** What to do with texts that had to be saved elsewhere: `file`, and its journal where there is one. */
  recoveryHint(file: string, journal: string | null): string;
  release(): Promise<void>;
}

export interface Save {
  /** The text of the state as this run knows it; it becomes the backup. null: there is none yet. */
  readonly before: string | null;
  /** null: the state stays as it is. */
  readonly state: string | null;
  /** What is left of the journal. null: nothing, and it goes. */
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
  /** null: its holder does not say who it is. */
  readonly by: LockInfo | null;
  /** What to remove by hand if nobody holds the lock and nobody is named; null: nothing. */
  readonly leftover: string | null;
  /** What is known of a holder that does not say who it is: its id to break its lock, and what the medium says. */
  readonly unknown?: { readonly id: string; readonly told: string };
  /** How long the lock of a dead holder lasts, in seconds; missing: it does not run out by itself. */
  readonly lease?: number;
}
