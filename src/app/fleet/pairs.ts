/**
 * The pairs of accounts of a fleet. In: the pattern of `--config`. Out: one pair per file, and what is wrong with the
 * other files.
 */
import type { Last } from '../../model/last.ts';
import { UserError } from '../../model/error.ts';
import { loadWant } from '../config.ts';
import type { Environment } from '../environment.ts';
import { filesOf } from '../fleet.ts';

export interface Pair {
  /** `1234567-7654321`: its name in jobs, schedules and metrics. */
  readonly id: string;
  /** The file, as `--config` would name it. */
  readonly config: string;
  readonly accounts: Last['accounts'];
}

/** A file without a pair that a worker could sync. */
export interface Unusable {
  readonly config: string;
  readonly error: UserError;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  readonly unusable: readonly Unusable[];
}

/** Reads files only: neither tokens nor accounts. Throws `UserError` if two files name the same pair, or no file matches. */
export async function pairsOf(env: Environment): Promise<Pairs> {
  const pairs: Pair[] = [];
  const unusable: Unusable[] = [];
  for (const config of await filesOf(env)) {
    try {
      pairs.push(await pairIn(env, config));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unusable.push({ config, error });
    }
  }
  for (const { id, config } of pairs) {
    const first = pairs.find((pair) => pair.id === id)!;
    if (first.config !== config)
      throw new UserError('fleet.twice', `${first.config} and ${config} name the same pair of accounts, ${id}.`, {
        hint: 'Put what they declare into one file. Included files can divide it.',
      });
  }
  return { pairs, unusable };
}

/**
 * The pair that one file names. Throws `UserError` for a file with faults, or a state that other machines cannot see.
 */
export async function pairIn(env: Environment, config: string): Promise<Pair> {
  const want = await loadWant({ ...env, flags: { ...env.flags, config } }, { offline: true });
  if (want.state.backend === 'local')
    throw new UserError('fleet.local-state', `${config} keeps its state on this machine (state.backend: local).`, {
      hint: 'Workers on other machines would not know what was synced. Choose git, http or postgres: docs/state.md. hfsync state migrate copies the state there.',
    });
  const accounts = { harvest: want.harvest.account, forecast: want.forecast.account };
  return { id: idOf(accounts), config, accounts };
}

/**
 * The pair as this checkout has it now. `files`: the file that last named each pair, which is brought up to date. Throws `UserError`
 * if no file names it.
 */
export async function pairById(env: Environment, files: Map<string, string>, id: string): Promise<Pair> {
  const known = files.get(id);
  let fault: UserError | null = null;
  if (known !== undefined) {
    try {
      const pair = await pairIn(env, known);
      if (pair.id === id) return pair;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // The file may have been moved, so another one may name the pair now.
      fault = error;
    }
  }
  const { pairs } = await pairsOf(env);
  const found = pairs.find((pair) => pair.id === id);
  if (found) {
    files.clear();
    for (const pair of pairs) files.set(pair.id, pair.config);
    return found;
  }
  if (fault) throw fault;
  throw new UserError('fleet.unknown-pair', `No file that matches ${env.flags.config} names the accounts ${id}.`, {
    hint: 'Update the checkout of this worker, or run hfsync fleet schedule again, which removes what no file names any more.',
  });
}

export function idOf({ harvest, forecast }: Last['accounts']): string {
  return `${harvest}-${forecast}`;
}
