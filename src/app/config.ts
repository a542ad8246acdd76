import path from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import { UserError } from '../model/error.ts';
import type { Want } from '../model/want.ts';
import { counted } from '../report/count.ts';
import type { Environment } from './environment.ts';

/** The configuration has faults. It contains all of them, so that one run reports them all. */
export class InvalidConfig extends UserError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(file: string, diagnostics: readonly Diagnostic[]) {
    super('config.invalid', `${file} has ${counted(diagnostics.length, 'problem')}.`);
    this.name = 'InvalidConfig';
    this.diagnostics = diagnostics;
  }
}

/**
 * Loads *want*, and checks that every environment variable it names is set. `offline`: without that check, for commands
 * that need no token. Throws `InvalidConfig`.
 */
export async function loadWant(env: Environment, options: { readonly offline?: true } = {}): Promise<Want> {
  const loaded = await load(env, options.offline ? null : env.variables);
  if (!loaded.ok) throw new InvalidConfig(env.flags.config, loaded.diagnostics);
  return loaded.want;
}

/** What is wrong or doubtful in the configuration, without looking at the values of environment variables. */
export async function checkConfig(env: Environment): Promise<{
  readonly diagnostics: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** Null if it has faults. */
  readonly want: Want | null;
}> {
  const loaded = await load(env, null);
  return loaded.ok
    ? { diagnostics: [], warnings: loaded.warnings, want: loaded.want }
    : { diagnostics: loaded.diagnostics, warnings: [], want: null };
}

/** The absolute folder of the configuration. Paths in it are relative to this folder. */
export function configFolder(env: Environment, want: Want): string {
  return path.resolve(env.folder, path.dirname(want.path));
}

/** One file of the configuration, as it was read. */
export interface ConfigFile {
  /** The path as the user would open it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Loads *want* and the bytes of every file that it was read from, the configuration itself first. Throws
 * `InvalidConfig`.
 */
export async function loadFiles(
  env: Environment,
  changed: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<{ readonly want: Want; readonly files: readonly ConfigFile[] }> {
  const read = new Map<string, Uint8Array>();
  const loaded = await load(env, env.variables, { changed, read });
  if (!loaded.ok) throw new InvalidConfig(env.flags.config, loaded.diagnostics);
  return { want: loaded.want, files: [...read].map(([name, bytes]) => ({ path: name, bytes })) };
}

interface Watched {
  /** Bytes to use instead of those on the disk. */
  readonly changed: ReadonlyMap<string, Uint8Array>;
  /** The files that were read, in order. */
  readonly read: Map<string, Uint8Array>;
}

async function load(env: Environment, environment: Environment['variables'] | null, watched?: Watched) {
  const [{ loadConfig }, disk] = await Promise.all([import('../config/load.ts'), env.configFiles()]);
  // Names stay as the user wrote them, since they are printed and become part of the plan.
  const absolute = (name: string): string => path.resolve(env.folder, name);
  const files = {
    async read(name: string, limit: number) {
      const bytes = watched?.changed.get(name);
      const content = bytes ? { ok: true as const, bytes } : await disk.read(absolute(name), limit);
      if (content.ok) watched?.read.set(name, content.bytes);
      return content;
    },
    list: (name: string) => disk.list(absolute(name)),
    realpath: (name: string) => disk.realpath(absolute(name)),
  };
  return loadConfig(env.flags.config, { files, environment });
}
