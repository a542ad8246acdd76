import type { ApplyEvent } from '../model/event.ts';
import type { ExitCode, UserError } from '../model/error.ts';
import type { ComparedPlan, Plan } from '../model/plan.ts';
import type { GuardName } from '../model/guard.ts';
import type { ApplyTotals } from '../report/events.ts';
import { escapeText, printable } from '../report/escape.ts';
import { timeLeft } from '../report/time-left.ts';
import type { Environment } from './environment.ts';
import type { OtherFiles } from './into.ts';
import { inChunks } from './outlet.ts';
import { printPlan } from './print-plan.ts';
import { diagnosticsOf, printError } from './print-error.ts';

/** What an apply reports while it runs: text for people, or with `--json` one object per line for programs. */
export interface ApplyEvents {
  /** The plan that will be written. */
  planned(plan: Plan, judged: PlanReview): Promise<void>;
  /** What would be written differs from what was approved: the current plan, compared with that one. */
  differs(plan: ComparedPlan): Promise<void>;
  happened(event: ApplyEvent): void;
  /** The plan that undoes this apply was saved. */
  undoSaved(file: string, undo: Plan): void;
  finished(totals: ApplyTotals): void;
  warned(message: string): void;
  /** Whether all of this reached its reader. */
  arrived(): Promise<boolean>;
  /** The apply ended before anything was written. */
  stopped(error: UserError): Promise<ExitCode>;
}

/** What is already known about a plan that is about to be written. */
export interface PlanReview {
  /** Whether a person will be asked about it. */
  readonly asks: boolean;
  /** Guards that are allowed. */
  readonly allowed: readonly GuardName[];
}

/** `into`: a file for the events for programs, in addition to what is printed. Null: none. */
export async function applyEvents(
  env: Environment,
  showsPlan: boolean,
  into: string | null,
  others: OtherFiles,
): Promise<ApplyEvents> {
  const report = await import('../report/events.ts');
  const printed = env.flags.json ? forPrograms(env, report) : forPeople(env, report, showsPlan);
  if (into === null) return printed;
  const { openInto } = await import('./into.ts');
  return both(printed, forPrograms({ ...env, out: openInto(env, into, others) }, report));
}

function both(first: ApplyEvents, second: ApplyEvents): ApplyEvents {
  return {
    async planned(plan, judged) {
      await second.planned(plan, judged);
      await first.planned(plan, judged);
    },
    async differs(plan) {
      await second.differs(plan);
      await first.differs(plan);
    },
    happened(event) {
      second.happened(event);
      first.happened(event);
    },
    undoSaved(file, undo) {
      second.undoSaved(file, undo);
      first.undoSaved(file, undo);
    },
    finished(totals) {
      second.finished(totals);
      first.finished(totals);
    },
    warned(message) {
      second.warned(message);
      first.warned(message);
    },
    arrived: async () => (await first.arrived()) && (await second.arrived()),
    async stopped(error) {
      await second.stopped(error);
      return first.stopped(error);
    },
  };
}

type Report = typeof import('../report/events.ts');

function forPrograms(env: Environment, report: Report): ApplyEvents {
  const timestamp = (): string => new Date(env.clock.now()).toISOString();
  env.out.write(report.versionJson(env.version, timestamp()));
  return {
    planned: (plan, { allowed }) => inChunks(report.planEvents(plan, timestamp(), allowed), env.out),
    differs: async (plan) => env.out.write(report.differenceEvent(plan, timestamp())),
    happened: (event) => env.out.write(report.eventJson(event, timestamp())),
    undoSaved: (file, undo) => env.out.write(report.undoSavedJson(file, undo, timestamp())),
    finished: (totals) => env.out.write(report.totalsJson(totals, timestamp())),
    warned: (message) => env.out.write(report.warningEvent(message, timestamp())),
    arrived: () => arrived(env),
    stopped: async (error) => {
      for (const each of diagnosticsOf(error) ?? []) env.out.write(report.diagnosticEvent(each, timestamp()));
      env.out.write(report.errorEvent(error, timestamp()));
      return error.exitCode;
    },
  };
}

function forPeople(env: Environment, report: Report, showsPlan: boolean): ApplyEvents {
  const { quiet } = env.flags;
  let total = 0;
  let finished = 0;
  let atLeast = 0;
  let start: number | null = null;
  return {
    planned: async (plan, judged) => {
      total = plan.changes.length;
      atLeast = plan.cost.apply_seconds_at_least;
      if (!judged.asks && (quiet || !showsPlan)) return;
      const loud = { ...env, flags: { ...env.flags, quiet: false } };
      const view = { ...judged, folds: false };
      await printPlan(loud, plan, { format: 'text', redact: false, view, pages: judged.asks });
    },
    differs: async (plan) => {
      const { sinceText } = await import('../report/since.ts');
      env.err.write(sinceText(plan, env.err.layout));
    },
    happened: (event) => {
      start ??= env.clock.elapsed();
      if (event.type !== 'apply_start' && event.type !== 'apply_progress') finished += 1;
      const isNews = !quiet || event.type === 'apply_errored' || event.type === 'apply_skipped';
      const text = report.eventText(event, env.out.layout);
      if (isNews && text !== '') env.out.write(text);
      if (finished === total) return;
      const seconds = (env.clock.elapsed() - start) / 1000;
      const left = timeLeft({ finished, total, seconds, atLeast });
      env.progress(
        printable`Applying ${finished + 1} of ${total}${left === null ? printable`` : printable`, ${left}`} …`,
      );
    },
    undoSaved: (file, undo) => env.out.write(report.undoSavedText(file, undo, env.out.layout)),
    finished: (totals) => {
      env.progress(null);
      env.out.write(printable`${report.totalsLine(totals)}\n`);
    },
    warned: (message) => env.err.write(printable`Warning: ${escapeText(message, 2000)}\n`),
    arrived: () => arrived(env),
    stopped: (error) => printError(env, error),
  };
}

async function arrived({ out }: Environment): Promise<boolean> {
  return (await out.arrived?.()) ?? true;
}
