/**
 * Keeps both accounts in step: `apply --auto-approve`, round after round, until a signal. In: how often. Out: the
 * events of each round as JSON lines, metrics, an exit code. Items that wait for people stay with them, and are
 * counted in the metrics.
 *
 * | a round               | the next one begins                                          |
 * | --------------------- | ------------------------------------------------------------ |
 * | ends well             | after the interval, a tenth more or less                     |
 * | is stopped by a guard | the same: a person has to look                               |
 * | fails                 | after twice the last wait, at most an hour or the interval   |
 */
import { EXIT, UserError, type ExitCode } from '../model/error.ts';
import type { GuardName } from '../model/guard.ts';
import { listeningJson, ROUND_RESULTS, roundJson } from '../report/rounds.ts';
import { apply } from './apply.ts';
import type { Environment } from './environment.ts';
import type { Select } from './gather.ts';
import { runUseCase } from './print-error.ts';
import { createMetrics, type Metrics, type RoundMetrics } from './run-metrics.ts';
import { serveMetrics } from './run-server.ts';

export interface RunOptions extends RoundOptions {
  /** `15m`, as the user wrote it. */
  readonly every: string;
  /** `HOST:PORT`. Null: nothing is served. */
  readonly listen: string | null;
}

export interface RoundOptions {
  readonly allow: readonly GuardName[];
  readonly select: Select;
  /** Seconds. */
  readonly maxWait: number;
  /** Seconds. */
  readonly lockTimeout: number;
}

export async function runEvery(env: Environment, options: RunOptions): Promise<ExitCode> {
  const everyMs = durationOf(options.every);
  const metrics = createMetrics(env.clock, everyMs);
  const server = options.listen === null ? null : await serveMetrics(options.listen, metrics);
  const stopping = new AbortController();
  const stop = env.onInterrupt(() => stopping.abort(new Error('the run is over')));
  env.out.write(listeningJson(server?.origin ?? null, timestamp(env)));
  try {
    return await rounds(env, options, { everyMs, metrics, signal: stopping.signal });
  } finally {
    stop();
    await server?.stop();
  }
}

interface Rounds {
  readonly everyMs: number;
  readonly metrics: Metrics;
  readonly signal: AbortSignal;
}

async function rounds(env: Environment, options: RunOptions, { everyMs, metrics, signal }: Rounds): Promise<ExitCode> {
  for (let failures = 0; ;) {
    const began = env.clock.elapsed();
    const exit = await round(withLife(env, metrics.alive), options, metrics);
    const took = Math.round(env.clock.elapsed() - began) / 1000;
    metrics.ended(exit, took);
    failures = FAILED.includes(exit) ? failures + 1 : 0;
    const next = signal.aborted ? null : nextIn(everyMs, failures, env.random.fraction());
    env.out.write(roundJson(ROUND_RESULTS[exit], { took, next: next && Math.round(next / 1000) }, timestamp(env)));
    if (next === null) return exit === EXIT.interrupted ? exit : EXIT.done;
    metrics.waits(next);
    if (!(await slept(env, next, signal))) return EXIT.done;
  }
}

/** Exit codes after which the next round may go better. */
const FAILED: readonly ExitCode[] = [EXIT.error, EXIT.stale, EXIT.partly, EXIT.locked];

const HOUR_MS = 60 * 60_000;

/** The wait in ms. The jitter keeps many reconcilers from asking the services in the same second. */
export function nextIn(everyMs: number, failures: number, fraction: number): number {
  const longest = Math.max(everyMs, HOUR_MS);
  const base = Math.min(longest, everyMs * 2 ** Math.min(failures, 20));
  return Math.round(base * (0.9 + 0.2 * fraction));
}

/** False if a signal ended the wait. */
async function slept({ clock }: Environment, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    return false;
  }
}

/** Each text that a round prints is a sign of life. */
function withLife(env: Environment, alive: () => void): Environment {
  const write: Environment['out']['write'] = (text) => {
    alive();
    env.out.write(text);
  };
  alive();
  return { ...env, out: { ...env.out, write } };
}

/**
 * Runs one round with a fresh configuration, state and connection, so that changes in git since the last round count.
 */
export function round(
  env: Environment,
  { allow, select, maxWait, lockTimeout }: RoundOptions,
  metrics: Pick<RoundMetrics, 'planned' | 'applied'>,
): Promise<ExitCode> {
  const own: Environment = {
    ...env,
    flags: { ...env.flags, json: true },
    ...{ page: null, input: null, interactive: false, progress: () => undefined },
    planned: (summary) => metrics.planned(summary),
    applied: (totals) => metrics.applied(totals),
  };
  return runUseCase(own, () =>
    apply(own, {
      ...{ file: null, autoApprove: true, expect: null, undoOut: null, jsonInto: null, showsPlan: true },
      ...{ allow, select, maxWait, lockTimeout },
    }),
  );
}

const UNITS = { s: 1000, m: 60_000, h: HOUR_MS } as const;
const SHORTEST_MS = 10_000;

/** The duration in ms. Throws `UserError` for anything but a number with its unit. */
export function durationOf(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(count) * UNITS[(unit ?? 's') as keyof typeof UNITS];
  if (ms >= SHORTEST_MS && ms <= 7 * 24 * HOUR_MS) return ms;
  throw new UserError('usage.every', `--every takes a time from 10s to 168h, not ${text}.`, {
    hint: 'Write a number and s, m or h, such as 15m.',
  });
}

function timestamp({ clock }: Environment): string {
  return new Date(clock.now()).toISOString();
}
