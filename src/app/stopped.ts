import type { Config } from '@oclif/core';
import { EXIT, type ExitCode } from '../model/error.ts';
import { processEnvironment } from './environment.ts';
import { printError, printBug } from './print-error.ts';
import { usageError } from './usage.ts';

/** Handles what oclif threw instead of returning an exit code: a mistyped command line, or a bug in hfsync. */
export async function stopped(error: unknown, argv: readonly string[], config: Config): Promise<ExitCode> {
  const flags = {
    ...{ config: '', quiet: false, verbose: false },
    json: argv.includes('--json'),
    colour: !argv.includes('--no-color'),
  };
  const env = processEnvironment(flags, { version: config.version, root: config.root });
  if (!isUsageError(error)) return printBug(env, error);
  return error.oclif.exit === EXIT.done ? EXIT.done : printError(env, usageError(error.message, argv, config.commands));
}

function isUsageError(error: unknown): error is Error & { readonly oclif: { readonly exit?: number } } {
  return error instanceof Error && 'oclif' in error && typeof error.oclif === 'object';
}
