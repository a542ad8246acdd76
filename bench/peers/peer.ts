import type { Command } from './run.ts';
import type { Way } from './way.ts';

/** A tool that keeps two places in step, or one place in step with a file. */
export interface Peer {
  readonly name: string;
  /** What it was given to do, so that a reader can judge whether it was fair. */
  readonly driven: string;
  /** Null if it is not installed. */
  version(): Promise<string | null>;
  /** So many records that its first run has to make. */
  open(folder: string, records: number): Promise<Stage>;
}

export interface Stage {
  /** What brings everything in step. */
  readonly sync: Command;
  /** What only looks, if the tool has such a command. */
  readonly look: Command | null;
  readonly ways: readonly Way[];
  /** Somebody edits so many records: half of them on each side, if the tool has two. */
  edit(records: number): Promise<void>;
  /** For the rows on correctness; null: the tool has one side, or was not tried. */
  readonly sides: Sides | null;
  stop(): Promise<void>;
}

/** Both places by the number of a record. */
export interface Sides {
  /** Renames a record on one side. */
  rename(side: 0 | 1, record: number, name: string): Promise<void>;
  names(side: 0 | 1): Promise<readonly string[]>;
  /** The name of one record there. */
  name(side: 0 | 1, record: number): Promise<string | undefined>;
}
