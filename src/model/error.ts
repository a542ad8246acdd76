import type { Code } from './code.ts';

/** Exit codes, a public contract (docs/commands.md). */
export const EXIT = {
  done: 0,
  error: 1,
  changes: 2,
  waiting: 3,
  guard: 4,
  stale: 5,
  partly: 6,
  locked: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * An error that a user can do something about: what happened (`message`), what to do next (`hint`). Anything that is
 * not a `UserError` is a bug and keeps its stack.
 */
export class UserError extends Error {
  readonly code: Code;
  readonly exitCode: ExitCode;
  readonly hint: string | null;

  constructor(code: Code, message: string, options: { hint?: string; exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.code = code;
    this.exitCode = options.exitCode ?? EXIT.error;
    this.hint = options.hint ?? null;
  }
}

/** The code of an error: the system's (`ENOSPC`), Node's (`ERR_…`), or a library's. Null if it has none. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The system's code of an error with a file, a socket or a process (`ENOSPC`). Null for any other error. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof UserError ? null : errorCode(error);
  // Node's own codes mean bugs, which keep their stack.
  return code === null || code.startsWith('ERR_') ? null : code;
}
