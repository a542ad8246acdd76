import type { Code } from './code.ts';

/** An expected finding in a user's file: a value, not an exception. */
export interface Diagnostic {
  readonly code: Code;
  /** What is wrong. */
  readonly message: string;
  /** What to do about it, or the nearest name. */
  readonly hint?: string;
  readonly path: string;
  /** Counted from 1. 0 if the finding is about the whole file. */
  readonly line: number;
  readonly column: number;
  /** How many characters the caret marks. */
  readonly length: number;
  /** The source line itself, for the frame. */
  readonly source?: string;
}
