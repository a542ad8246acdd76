/**
 * What `hfsync run` knows of itself, for Prometheus and for whoever restarts it. Numbers alone: no name of an account or a record.
 *
 * | asked     | yes where                                                                      |
 * | --------- | ------------------------------------------------------------------------------ |
 * | isAlive   | something happened within the wait between two rounds and a quarter of an hour |
 * | isReady   | the last round read both accounts                                              |
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { EXIT, type ExitCode } from '../model/error.ts';
import type { Summary } from '../model/plan.ts';
import type { Clock } from '../model/ports.ts';
import type { ApplyTotals } from '../report/events.ts';
import { ROUND_RESULTS } from '../report/rounds.ts';

export interface Metrics {
  alive(): void;
  planned(summary: Summary): void;
  applied(totals: ApplyTotals): void;
  /** `seconds`: how long the round took. */
  ended(exit: ExitCode, seconds: number): void;
  /** The next round begins in so many ms. */
  waits(ms: number): void;
  isAlive(): boolean;
  isReady(): boolean;
  /** In Prometheus' text format, with its media type. */
  exposed(): Promise<{ readonly text: string; readonly type: string }>;
}

/** Longer than any wait within a round that writes nothing to the log. */
const SILENCE_MS = 15 * 60_000;

const CHANGE_RESULTS = ['done', 'failed', 'skipped', 'stale'] as const;

/** These came to no plan, or may not have. */
const UNREAD: readonly ExitCode[] = [EXIT.error, EXIT.locked, EXIT.interrupted];

export function createMetrics(clock: Clock, everyMs: number): Metrics {
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
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers });
  const last = {
    success: gauge('hfsync_last_success_timestamp_seconds', 'When a round last ended without an error.'),
    changes: gauge('hfsync_plan_changes', 'Changes that the last plan would sync by itself.'),
    manual: gauge('hfsync_plan_manual_items', 'Items of the last plan that wait for a person.'),
    conflicts: gauge('hfsync_plan_conflicts', 'Conflicts of the last plan.'),
    inSync: gauge('hfsync_plan_in_sync', 'Linked pairs that agreed in the last plan.'),
  };
  let [isReady, heard, waitMs] = [false, clock.elapsed(), everyMs];
  return {
    alive: () => void (heard = clock.elapsed()),
    planned(summary) {
      last.changes.set(summary.auto);
      last.manual.set(summary.manual);
      last.conflicts.set(summary.conflicts);
      last.inSync.set(summary.in_sync);
    },
    applied(totals) {
      for (const result of CHANGE_RESULTS) changes.inc({ result }, totals[result]);
    },
    ended(exit, seconds) {
      heard = clock.elapsed();
      rounds.inc({ result: ROUND_RESULTS[exit] });
      duration.observe(seconds);
      isReady = !UNREAD.includes(exit);
      if (isReady && exit !== EXIT.partly && exit !== EXIT.stale) last.success.set(clock.now() / 1000);
    },
    waits: (ms) => void (waitMs = ms),
    isAlive: () => clock.elapsed() - heard <= waitMs + SILENCE_MS,
    isReady: () => isReady,
    exposed: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}
