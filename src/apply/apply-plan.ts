import { UserError } from '../model/error.ts';
import { RequestFailure } from '../model/failure.ts';
import type { Change } from '../model/plan.ts';
import { sideName, SIDES, type Side } from '../model/side.ts';
import { applyChange } from './apply-change.ts';
import { createRun, type ApplyInput, type Run } from './one-run.ts';
import { NOT_LINKED, STALE } from './errors.ts';
import { needsDroppedPointer, waitsForFirst } from './first-pointer.ts';
import { AHEAD, createLanes, LANES, Withheld, type Lane } from './lanes.ts';
import { writeRefusalNow } from './learn.ts';
import { mustNotOverlap } from './overlap.ts';
import { readPeopleAgain } from './people-again.ts';

/**
 * What comes in: a plan, the ledger it was made with, both accounts, the held store. What goes out: both accounts and the
 * ledger as the plan wants them, each step in the journal, and counts. Saving the ledger as the state is the caller's.
 *
 * | what happens to a change               | then |
 * | -------------------------------------- | ---- |
 * | all that it waits for is done          | it starts, a few at a time an account, both accounts in parallel; the next ones get ready meanwhile (`lanes.ts`) |
 * | one that it waits for is not done      | skipped, and so is what waits for it; all others go on |
 * | its record moved since the plan        | refused as stale, on its own |
 * | 401, or a wait longer than `--max-wait` | nothing more is sent to that account |
 * | the journal cannot be written          | nothing more is sent at all |
 * | the signal is aborted                  | what was sent is finished, what waits is given up, nothing new starts |
 */
export interface ApplyResult {
  readonly done: number;
  readonly failed: number;
  readonly skipped: number;
  readonly stale: number;
  readonly interrupted: boolean;
  /** Why the whole run stopped early: the journal could not be written. */
  readonly stopped: UserError | null;
  /** What went wrong after the last change, where people were to be read once more. */
  readonly warnings: readonly string[];
}

type ChangeResult = 'done' | 'failed' | 'skipped' | 'stale';

interface RunningChange {
  readonly change: Change;
  /** When nothing of it is under way on the wire any more. What became of it may still have to reach the disk. */
  readonly answered: Promise<void>;
  readonly end: Promise<void>;
  isAnswered: boolean;
}

interface Progress {
  readonly pending: Map<string, Change>;
  readonly running: Map<string, RunningChange>;
  readonly laneOf: ReturnType<typeof createLanes>;
  readonly results: Map<string, ChangeResult>;
  /** Why nothing more is sent to an account. */
  readonly halted: Map<Side, string>;
  /** Roles that are not linked, but there: people have them by their names. */
  readonly there: Set<string>;
  /** Something failed since the last look at what is pending. */
  hasNews: boolean;
  stopped: UserError | null;
  /** An error that is nobody's but ours: it ends the run once what runs is finished. */
  bug: { readonly error: unknown } | null;
}

export async function applyPlan(input: ApplyInput): Promise<ApplyResult> {
  const run = createRun(input);
  const progress: Progress = {
    pending: new Map(input.plan.changes.map((change) => [change.id, change])),
    running: new Map(),
    laneOf: createLanes(),
    results: new Map(),
    halted: new Map(),
    there: new Set(),
    hasNews: true,
    stopped: null,
    bug: null,
  };
  for (;;) {
    // What speaks against a change comes with a failure. Its lane asks once more before it is sent.
    if (progress.hasNews || run.signal.aborted || progress.running.size === 0) skipBlocked(run, progress);
    startReady(run, progress);
    if (progress.running.size === 0) break;
    await Promise.race([...progress.running.values()].map((each) => (each.isAnswered ? each.end : each.answered)));
  }
  if (progress.bug) throw progress.bug.error;
  skipRest(run, progress);
  const count = (result: ChangeResult) => [...progress.results.values()].filter((each) => each === result).length;
  return {
    done: count('done'),
    failed: count('failed'),
    skipped: count('skipped'),
    stale: count('stale'),
    interrupted: run.signal.aborted,
    stopped: progress.stopped,
    warnings: await readPeopleAgain(run, progress.stopped ? [] : SIDES.filter((side) => !progress.halted.has(side))),
  };
}

/** Skips whatever can no longer start, until nothing else follows from that. */
function skipBlocked(run: Run, progress: Progress): void {
  progress.hasNews = false;
  let before = -1;
  while (before !== progress.pending.size) {
    before = progress.pending.size;
    for (const change of progress.pending.values()) {
      const reason = whyBlocked(run, progress, change);
      if (reason !== null) skip(run, progress, change, reason);
    }
  }
}

function whyBlocked(run: Run, progress: Progress, change: Change) {
  const { pending, running, results, halted, stopped, bug } = progress;
  if (stopped || bug) return 'nothing more is sent because the run had to stop';
  if (run.signal.aborted) return 'interrupted before it started';
  const halt = halted.get(change.account);
  if (halt !== undefined) return `nothing more is sent to ${sideName(change.account)}: ${halt}`;
  if (needsDroppedPointer(run, change))
    return 'Forecast does not keep the pointer to Harvest, so it would not be linked; plan again to see what can be done';
  const refusal = writeRefusalNow(run, change);
  if (refusal !== null) return `${refusal}; plan again to see what can be done`;
  for (const id of change.after) {
    const result = results.get(id);
    if (isThere(progress, id) || pending.has(id) || running.has(id)) continue;
    return result === undefined || result === 'done'
      ? `it depends on ${id}, which is not in this plan`
      : `it depends on ${id}, ${WORDS[result]}`;
  }
  return null;
}

/** What waits for a change may go on. */
function isThere({ results, there }: Progress, id: string): boolean {
  return results.get(id) === 'done' || there.has(id);
}

const WORDS = {
  failed: 'which failed',
  skipped: 'which was skipped',
  stale: 'which was refused as stale',
} as const satisfies Record<Exclude<ChangeResult, 'done'>, string>;

function skip(run: Run, progress: Progress, change: Change, message: string): void {
  progress.pending.delete(change.id);
  progress.results.set(change.id, 'skipped');
  run.listen({ type: 'apply_skipped', change, message });
}

/** Changes that wait for each other in a circle never start. */
function skipRest(run: Run, progress: Progress): void {
  for (const change of progress.pending.values()) skip(run, progress, change, 'it depends on itself');
}

function startReady(run: Run, progress: Progress): void {
  const { pending, running } = progress;
  // The writes of a volley get ready together. What got ready alone could no longer be one of them.
  const free = { harvest: LANES + AHEAD, forecast: run.volleys.areUsed() ? LANES : LANES + AHEAD };
  const start = (change: Change): void => {
    free[change.account]--;
    pending.delete(change.id);
    running.set(change.id, startOne(run, progress, change));
  };
  for (const { change, isAnswered } of running.values()) if (!isAnswered) free[change.account]--;
  // A volley needs one free lane.
  while (free.forecast > 0) {
    const volley = run.volleys.choose([...pending.values()], (change, chosen) =>
      isReady(run, progress, change, chosen),
    );
    if (volley.length === 0) break;
    for (const change of volley) start(change);
  }
  for (const change of pending.values()) {
    if (free.harvest <= 0 && free.forecast <= 0) return;
    if (free[change.account] > 0 && isReady(run, progress, change)) start(change);
  }
}

type Running = ReadonlyMap<string, { readonly change: Change }>;

function withChosen(running: Running, chosen: readonly Change[]): Running {
  return new Map([...running, ...chosen.map((change) => [change.id, { change }] as const)]);
}

/** Whether all that the change waits for is there, and nothing that runs (or is `chosen` to) speaks against it. */
function isReady(run: Run, progress: Progress, change: Change, chosen: readonly Change[] = []): boolean {
  if (!change.after.every((id) => isThere(progress, id))) return false;
  const running = chosen.length === 0 ? progress.running : withChosen(progress.running, chosen);
  for (const other of running.values()) if (mustNotOverlap(run.plan, change, other.change)) return false;
  return !waitsForFirst(run, change, { ...progress, running });
}

function startOne(run: Run, progress: Progress, change: Change): RunningChange {
  let isOver = (): void => undefined;
  const answered = new Promise<void>((resolve) => (isOver = resolve));
  const lane = progress.laneOf({
    side: change.account,
    isVolleyed: run.volleys.of(change) !== null,
    whyBlocked: () => whyBlocked(run, progress, change),
  });
  const leave = (): void => {
    started.isAnswered = true;
    lane.leave();
    isOver();
  };
  const started: RunningChange = {
    change,
    answered,
    end: runOne(run, progress, change, { ...lane, leave }).finally(leave),
    isAnswered: false,
  };
  return started;
}

async function runOne(run: Run, progress: Progress, change: Change, lane: Lane): Promise<void> {
  // Let the loop note this change as running before anything of it happens.
  await Promise.resolve();
  const start = run.clock.elapsed();
  try {
    run.listen({ type: 'apply_start', change });
    const { id, already } = await applyChange(run, change, lane);
    progress.results.set(change.id, 'done');
    run.listen({ type: 'apply_complete', change, elapsed: run.clock.elapsed() - start, already, id });
  } catch (error) {
    fail(run, progress, change, error);
  } finally {
    progress.running.delete(change.id);
  }
}

function fail(run: Run, progress: Progress, change: Change, error: unknown): void {
  progress.hasNews = true;
  if (error instanceof Withheld) return skip(run, progress, change, error.message);
  if (!(error instanceof UserError)) {
    progress.results.set(change.id, 'failed');
    progress.bug ??= { error };
    return;
  }
  if (error instanceof RequestFailure && error.isInterrupted) {
    progress.results.set(change.id, 'skipped');
    run.listen({ type: 'apply_skipped', change, message: 'interrupted before it was sent' });
    return;
  }
  progress.results.set(change.id, error.code === STALE ? 'stale' : 'failed');
  if (error.code.startsWith('state.')) progress.stopped ??= error;
  if (error.code === NOT_LINKED && change.kind === 'role') progress.there.add(change.id);
  const failure = error instanceof RequestFailure ? error : error.cause;
  if (failure instanceof RequestFailure && (failure.failure === 'unauthorized' || failure.failure === 'limited'))
    progress.halted.set(change.account, failure.message);
  run.listen({ type: 'apply_errored', change, code: error.code, message: error.message, hint: error.hint });
}
