/**
 * What `hfsync run` and a worker of a fleet know about themselves, for Prometheus and for whatever restarts them. Only
 * numbers: no name of an account or a record.
 *
 * | of `run` | yes if                                                                         |
 * | -------- | ------------------------------------------------------------------------------ |
 * | isAlive  | something happened within the wait between two rounds and a quarter of an hour |
 * | isReady  | the last round read both accounts                                              |
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { EXIT, type ExitCode } from '../model/error.ts';
import type { Summary } from '../model/plan.ts';
import type { Clock } from '../model/ports.ts';
import type { ApplyTotals } from '../report/events.ts';
import { ROUND_RESULTS } from '../report/rounds.ts';

export interface Metrics extends Health, RoundMetrics {
  alive(): void;
  /** The next round begins in this many ms. */
  waits(ms: number): void;
}

/** What `run-server.ts` serves. */
export interface Health extends Pick<Instruments, 'exposed'> {
  isAlive(): boolean;
  isReady(): boolean;
  /** What it means not to be ready. */
  readonly unready: string;
}

export interface RoundMetrics {
  planned(summary: Summary): void;
  applied(totals: ApplyTotals): void;
  /** `seconds`: how long the round took. */
  ended(exit: ExitCode, seconds: number): void;
}

export interface Instruments {
  /** `pair`: the pair of the round, if there are several. */
  round(pair: string | null): RoundMetrics;
  /** In Prometheus' text format, with its media type. */
  exposed(): Promise<{ readonly text: string; readonly type: string }>;
}

/** Longer than any wait in a round that prints nothing. */
export const SILENCE_MS = 15 * 60_000;

const CHANGE_RESULTS = ['done', 'failed', 'skipped', 'stale'] as const;

/** Exit codes of rounds that did not make a plan, or may not have. */
const UNREAD: readonly ExitCode[] = [EXIT.error, EXIT.locked, EXIT.interrupted];

/** Whether a round with this exit code has read both accounts. */
function hasRead(exit: ExitCode): boolean {
  return !UNREAD.includes(exit);
}

export function createMetrics(clock: Clock, everyMs: number): Metrics {
  const { round, exposed } = createInstruments(clock, null);
  const instruments = round(null);
  let [isReady, heard, waitMs] = [false, clock.elapsed(), everyMs];
  return {
    ...{ ...instruments, exposed },
    unready: 'the last round did not read both accounts',
    alive: () => void (heard = clock.elapsed()),
    ended(exit, seconds) {
      heard = clock.elapsed();
      isReady = hasRead(exit);
      instruments.ended(exit, seconds);
    },
    waits: (ms) => void (waitMs = ms),
    isAlive: () => clock.elapsed() - heard <= waitMs + SILENCE_MS,
    isReady: () => isReady,
  };
}

/** `by`: the label that tells the gauges of plans apart. */
export function createInstruments(clock: Clock, by: 'pair' | null): Instruments {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const rounds = new Counter({
    ...{ name: 'hfsync_rounds_total', help: 'Rounds that ended, by result.', labelNames: ['result'] as const },
    registers,
  });
  for (const result of Object.values(ROUND_RESULTS)) rounds.inc({ result }, 0);
  const duration = new Histogram({
    ...{ name: 'hfsync_round_duration_seconds', help: 'How long rounds took.' },
    ...{ buckets: [1, 2, 5, 10, 30, 60, 300, 900, 3600], registers },
  });
  const changes = new Counter({
    ...{ name: 'hfsync_changes_total', help: 'Changes of all rounds, by result.', labelNames: ['result'] as const },
    registers,
  });
  for (const result of CHANGE_RESULTS) changes.inc({ result }, 0);
  const labelNames = by === null ? [] : [by];
  const gauge = (name: string, help: string): Gauge<'pair'> => new Gauge({ name, help, labelNames, registers });
  const last = {
    round: gauge('hfsync_last_round_timestamp_seconds', 'When a round last ended.'),
    success: gauge('hfsync_last_success_timestamp_seconds', 'When a round last ended without an error.'),
    changes: gauge('hfsync_plan_changes', 'Changes that the last plan would sync by itself.'),
    manual: gauge('hfsync_plan_manual_items', 'Items of the last plan that wait for a person.'),
    conflicts: gauge('hfsync_plan_conflicts', 'Conflicts of the last plan.'),
    inSync: gauge('hfsync_plan_in_sync', 'Linked pairs that agreed in the last plan.'),
  };
  return {
    round(pair) {
      const whose = pair === null ? {} : { pair };
      // Shows a pair that has never succeeded as one that last did so in 1970, so that an alert sees it.
      last.success.inc(whose, 0);
      return {
        planned(summary) {
          last.changes.set(whose, summary.auto);
          last.manual.set(whose, summary.manual);
          last.conflicts.set(whose, summary.conflicts);
          last.inSync.set(whose, summary.in_sync);
        },
        applied(totals) {
          for (const result of CHANGE_RESULTS) changes.inc({ result }, totals[result]);
        },
        ended(exit, seconds) {
          rounds.inc({ result: ROUND_RESULTS[exit] });
          duration.observe(seconds);
          last.round.set(whose, clock.now() / 1000);
          if (hasRead(exit) && exit !== EXIT.partly && exit !== EXIT.stale) last.success.set(whose, clock.now() / 1000);
        },
      };
    },
    exposed: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}
