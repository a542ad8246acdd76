/**
 * Runs one command for many pairs of accounts (`--config` with a pattern). In: the pattern, and the command for one file. Out: the
 * output of each run, in the order of the names, a table, one exit code.
 *
 * Each pair has a separate run: its file, its state and lock, its tokens. If one fails, that is a row of the table,
 * and the others go on. Pairs with the same address and rate share a budget, since the services count by address
 * (`http/pace.ts`).
 */
import path from 'node:path';
import { expandInclude } from '../config/include.ts';
import type { RateBudget } from '../http/rate-budget.ts';
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { Summary } from '../model/plan.ts';
import { joinPrintable, printable, type Printable } from '../report/escape.ts';
import { fleetJson, fleetText, memberTitle, type FleetRow } from '../report/fleet.ts';
import type { Environment, Screen } from './environment.ts';
import { interruptible } from './interrupt.ts';
import { runUseCase } from './print-error.ts';
import type { KeptPace } from './pace.ts';

/** How a command treats a `--config` that names several files. */
export interface SeveralFiles {
  /** Flags and arguments that belong to one file. */
  readonly refuses?: readonly string[];
  /** A flag that it requires. */
  readonly needs?: string;
}

interface Asked {
  readonly several: SeveralFiles | null;
  /** The parsed flags. */
  readonly flags: object;
}

/** How many pairs run at once. */
const AT_ONCE = 4;

export async function runFleet(
  env: Environment,
  asked: Asked,
  useCase: (env: Environment) => Promise<ExitCode>,
): Promise<ExitCode> {
  check(asked);
  const names = await filesOf(env);
  const shared = sharedParts(env);
  const print = inOrder(env);
  const rows: FleetRow[] = names.map((config) => ({ config, exitCode: EXIT.interrupted, summary: null, output: [] }));
  let started = 0;
  let ended = 0;
  await interruptible(env, async (signal) => {
    async function work(): Promise<void> {
      while (started < names.length && !signal.aborted) {
        const place = started++;
        const { row, said } = await runOne({ ...env, ...shared }, names[place]!, useCase);
        rows[place] = row;
        print(place, row, said);
        env.progress(printable`${++ended} of ${names.length} pairs of accounts …`);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  });
  const exitCode = exitOf(rows, 'fail-on' in asked.flags && asked.flags['fail-on'] !== undefined);
  env.out.write(env.flags.json ? fleetJson(rows, exitCode) : fleetText(rows, env.out.layout));
  return exitCode;
}

function check({ several, flags }: Asked): void {
  if (several === null)
    throw new UserError('usage.fleet', 'This command works on one file, and --config is a pattern.', {
      hint: 'plan, apply, verify, validate and fleet take a pattern.',
    });
  const given = new Map(Object.entries(flags).filter(([, value]) => value !== undefined && value !== false));
  const { needs, refuses = [] } = several;
  if (needs !== undefined && !given.has(needs))
    throw new UserError(
      'usage.fleet',
      `For several files, --${needs} is needed, because hfsync does not ask about each one.`,
      {
        hint: 'Look at the plans first: hfsync plan, with the same --config.',
      },
    );
  const refused =
    refuses.find((name) => given.has(name)) ?? (given.get('format') === 'html' ? 'format html' : undefined);
  if (refused === undefined) return;
  const shown = refused === refused.toUpperCase() ? refused : `--${refused}`;
  throw new UserError('usage.fleet', `${shown} belongs to one file, and --config names several.`, {
    hint: `Leave out ${shown}, or run the command for each file by itself.`,
  });
}

/** The files that the pattern names, sorted, as the user would type them. */
export async function filesOf({ flags, folder, configFiles }: Environment): Promise<readonly string[]> {
  const segments = flags.config.split('/');
  const first = segments.findIndex((segment) => /[*?]/.test(segment));
  if (first === -1) return [flags.config];
  const fixed = segments.slice(0, first).join('/') + (first > 0 ? '/' : '');
  const found = await expandInclude(await configFiles(), path.resolve(folder, fixed), segments.slice(first).join('/'));
  if (found.ok) return found.names.map((name) => `${fixed}${name}`);
  throw new UserError('config.none', `No configuration file matches ${flags.config}.`, {
    hint:
      found.reason === 'outside'
        ? 'A pattern stays inside the folder before its first star, symbolic links resolved.'
        : '* and ? stay within one name, ** stands for any folders.',
  });
}

/** The parts that the runs of one process share: what this machine has sent lately, and a budget per address. */
export function sharedParts(env: Environment): Pick<Environment, 'pace' | 'budgets'> {
  const known = new Map<string, RateBudget>();
  let opened: Promise<KeptPace | null> | null = null;
  return {
    pace: () => (opened ??= env.pace?.() ?? Promise.resolve(null)),
    budgets: {
      shared(name, create) {
        const budget = known.get(name) ?? create();
        known.set(name, budget);
        return budget;
      },
    },
  };
}

interface Said {
  readonly out: Printable[];
  readonly err: Printable[];
}

async function runOne(
  env: Environment,
  config: string,
  useCase: (env: Environment) => Promise<ExitCode>,
): Promise<{ readonly row: FleetRow; readonly said: Said }> {
  const said: Said = { out: [], err: [] };
  const screen = (held: Printable[], { layout }: Screen): Screen => ({ write: (text) => void held.push(text), layout });
  let summary: Summary | null = null;
  const member: Environment = {
    ...env,
    flags: { ...env.flags, config },
    out: screen(said.out, env.out),
    err: screen(said.err, env.err),
    page: null,
    input: null,
    interactive: false,
    ask: () => Promise.resolve(''),
    progress: () => undefined,
    planned: (made) => (summary = made),
  };
  const exitCode = await runUseCase(member, () => useCase(member));
  return { row: { config, exitCode, summary, output: env.flags.json ? valuesOf(said.out.join('')) : [] }, said };
}

/** Parses what a run printed with `--json`: one document, or one per line. */
function valuesOf(text: string): readonly unknown[] {
  try {
    return text === '' ? [] : [JSON.parse(text)];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
  }
}

/** Prints the output of each run as soon as that of all before it is printed. With `--quiet`, only what went wrong. */
function inOrder(env: Environment): (place: number, row: FleetRow, said: Said) => void {
  const waiting = new Map<number, () => void>();
  let next = 0;
  return (place, { config }, { out, err }) => {
    waiting.set(place, () => {
      const told = env.flags.json || env.flags.quiet ? [] : out;
      if (told.length > 0) env.out.write(joinPrintable([memberTitle(config, env.out.layout), ...told, printable`\n`]));
      if (err.length > 0) env.err.write(joinPrintable([memberTitle(config, env.err.layout), ...err, printable`\n`]));
    });
    for (let print = waiting.get(next); print; print = waiting.get(next)) {
      waiting.delete(next++);
      print();
    }
  };
}

/** The worst first: interrupted, failed, waiting. With `--fail-on`, waiting items outweigh changes. */
const BY_WEIGHT: readonly ExitCode[] = [130, 6, 1, 7, 5, 4, 2, 3, 0];

function exitOf(rows: readonly FleetRow[], failsOnWaiting: boolean): ExitCode {
  const codes = new Set(rows.map(({ exitCode }) => exitCode));
  const worst = BY_WEIGHT.find((code) => codes.has(code)) ?? EXIT.done;
  return failsOnWaiting && worst === EXIT.changes && codes.has(EXIT.waiting) ? EXIT.waiting : worst;
}
