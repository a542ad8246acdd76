import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { ErrorView } from '../report/errors.ts';
import { escapeText, joinPrintable, printable } from '../report/escape.ts';
import { annotate, type Annotated } from './annotate.ts';
import type { Environment } from './environment.ts';

type Screens = Pick<Environment, 'flags' | 'out' | 'err'>;

/**
 * Prints an error where its reader looks for it: JSON on `out` with `--json`, else text on `err`. Returns its exit
 * code.
 */
export async function printError(env: Screens & Annotated, error: ErrorView): Promise<ExitCode> {
  const { errorJson, errorText } = await import('../report/errors.ts');
  const diagnostics = diagnosticsOf(error);
  if (env.flags.json) {
    env.out.write(errorJson(error, diagnostics));
  } else if (diagnostics) {
    const { diagnosticsText } = await import('../report/diagnostics.ts');
    env.err.write(diagnosticsText(diagnostics, env.err.layout));
  } else {
    env.err.write(errorText(error, env.err.layout));
  }
  await annotate(env, 'error', diagnostics ?? []);
  return error.exitCode;
}

/** Prints a bug in hfsync with its stack. */
export function printBug(env: Screens, error: unknown): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const lines = stack.split('\n').map((line) => printable`${escapeText(line, 1000)}\n`);
  env.err.write(printable`${joinPrintable(lines)}This is a bug in hfsync. Please report it with the lines above.\n`);
  return EXIT.error;
}

/** Runs a use case. A `UserError` is explained to the user; anything else is a bug in hfsync. */
export async function runUseCase(env: Environment, useCase: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await useCase();
  } catch (error) {
    env.progress(null);
    return error instanceof UserError ? printError(env, error) : printBug(env, error);
  }
}

/** The findings of an error, if it has any. */
export function diagnosticsOf(error: ErrorView): readonly Diagnostic[] | null {
  return 'diagnostics' in error ? (error.diagnostics as readonly Diagnostic[]) : null;
}
