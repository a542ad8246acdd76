import path from 'node:path';
import type { Interfaces } from '@oclif/core';
import { formatAddress } from '../model/address.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import { escapeVerbatim, joinPrintable, printable } from '../report/escape.ts';
import { loadWant } from './config.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { usageOf } from './completion/usage.ts';
import { zshScript } from './completion/zsh.ts';
import type { Environment } from './environment.ts';

const SCRIPTS = { bash: bashScript, fish: fishScript, zsh: zshScript };
type Shell = keyof typeof SCRIPTS;

/** Prints the script for a shell. Null stands for the user's own shell. */
export async function completion(env: Environment, shell: string | null, config: Interfaces.Config): Promise<ExitCode> {
  const named = shell ?? path.basename(env.variables['SHELL'] ?? '');
  if (!isShell(named))
    throw new UserError('usage', 'Name the shell: bash, fish or zsh.', { hint: 'hfsync completion bash' });
  const lines = SCRIPTS[named](usageOf(config)).trimEnd().split('\n');
  env.out.write(joinPrintable(lines.map((line) => printable`${escapeVerbatim(line)}\n`)));
  return EXIT.done;
}

function isShell(name: string): name is Shell {
  return Object.hasOwn(SCRIPTS, name);
}

/**
 * Prints the addresses that the file declares, for the scripts. Works offline, and prints nothing if the file cannot be
 * read.
 */
export async function declaredAddresses(env: Environment): Promise<ExitCode> {
  const links = await linksOf(env);
  env.out.write(joinPrintable(links.map((address) => printable`${escapeVerbatim(address)}\n`)));
  return EXIT.done;
}

async function linksOf(env: Environment): Promise<readonly string[]> {
  try {
    const want = await loadWant(env, { offline: true });
    const ends = (id: number | 'create'): number | null => (id === 'create' ? null : id);
    return Object.values(want.links).flatMap((links) =>
      links.map(({ kind, harvest, forecast }) => formatAddress(kind, ends(harvest), ends(forecast))),
    );
  } catch (error) {
    // An error message would appear in the middle of the line that the user is typing.
    if (error instanceof UserError) return [];
    throw error;
  }
}
