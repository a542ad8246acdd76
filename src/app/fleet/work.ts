/**
 * A worker of a fleet: takes jobs from the queue. Each job is one round for one pair (`run.ts`). In: the files of this
 * checkout. Out: the events of each round as JSON lines that name their pair, metrics, and an exit code after a
 * signal.
 *
 * The queue may give a job to two workers at once, since a worker that does not answer for a while is taken for dead. The lease on
 * the state keeps two rounds of a pair apart, so all workers must be able to see the state.
 *
 * | a round                     | its job                                        |
 * | --------------------------- | ---------------------------------------------- |
 * | ends well                   | is completed                                   |
 * | is stopped by a guard       | the same: a person has to look                 |
 * | fails, or is interrupted    | is tried again, here or elsewhere (`queue.ts`) |
 */
import type { Job, JobResult } from 'pg-boss';
import { EXIT, UserError, type ExitCode } from '../../model/error.ts';
import { escapeText, printable } from '../../report/escape.ts';
import { jobResult, ROUND_RESULTS, roundJson, startedJson, listeningJson } from '../../report/rounds.ts';
import type { Environment } from '../environment.ts';
import { sharedParts } from '../fleet.ts';
import { printBug } from '../print-error.ts';
import { createInstruments, SILENCE_MS, type Health, type Instruments } from '../run-metrics.ts';
import { serveMetrics } from '../run-server.ts';
import { round, type RoundOptions } from '../run.ts';
import { createInterrupts, type Interrupts } from './interrupts.ts';
import { openLog, type Log } from './log.ts';
import { pairById, pairsOf, type Pair } from './pairs.ts';
import { checkNode, openQueue, type Queue } from './queue.ts';

export interface WorkOptions extends RoundOptions {
  /** How many pairs at once. */
  readonly concurrency: number;
  /** `HOST:PORT`. Null: nothing is served. */
  readonly listen: string | null;
}

interface JobData {
  /** The id of the pair. */
  readonly pair: string;
}

interface Worker {
  readonly env: Environment;
  readonly options: WorkOptions;
  readonly log: Log;
  readonly instruments: Instruments;
  readonly interrupts: Interrupts;
  /** The file that last named each pair. */
  readonly files: Map<string, string>;
  /** When each running round last printed something (monotonic ms). A job that is tried again is another round. */
  readonly heard: Map<symbol, number>;
  /** When the queue last answered. Null if it never has. */
  answered: number | null;
  /** Whether a round was interrupted. */
  wasInterrupted: boolean;
}

export async function work(env: Environment, options: WorkOptions): Promise<ExitCode> {
  checkNode(process.versions.node);
  const log = openLog(env);
  const worker: Worker = {
    ...{ env: { ...env, ...sharedParts(env) }, options, log },
    instruments: createInstruments(env.clock, 'pair'),
    interrupts: createInterrupts(env),
    files: await filesByPair(env, log),
    heard: new Map(),
    answered: null,
    wasInterrupted: false,
  };
  const server = options.listen === null ? null : await serveMetrics(options.listen, healthOf(worker));
  log.write(listeningJson(server?.origin ?? null, log.timestamp()));
  try {
    await workUntilStopped(worker);
  } finally {
    worker.interrupts.stop();
    await server?.stop();
  }
  return worker.wasInterrupted ? EXIT.interrupted : EXIT.done;
}

/**
 * Throws `UserError` for a state that other machines cannot see. Other files with faults are reported; they may be
 * fixed before their turn.
 */
async function filesByPair(env: Environment, log: Log): Promise<Map<string, string>> {
  const { pairs, unusable } = await pairsOf(env);
  for (const { config, error } of unusable) {
    if (error.code === 'fleet.local-state') throw error;
    log.error({ config }, error);
  }
  return new Map(pairs.map(({ id, config }) => [id, config]));
}

async function workUntilStopped(worker: Worker): Promise<void> {
  const { env, options, log, interrupts, heard } = worker;
  const { concurrency } = options;
  const queue = await openQueue(env, { works: { concurrency }, onError: (message) => log.queueError(message) });
  log.write(
    startedJson({ fleet: queue.name, where: queue.shown, pairs: worker.files.size, concurrency }, log.timestamp()),
  );
  worker.answered = env.clock.elapsed();
  await queue.boss.work<JobData>(
    queue.name,
    { localConcurrency: concurrency, pollingIntervalSeconds: 2, perJobResults: true },
    async (jobs) => Promise.all(jobs.map((job) => workOn(worker, job))),
  );
  await watch(worker, queue);
  // The same signal interrupted the running rounds: they finish their writes, and their jobs go back into the queue.
  await queue.boss.stop({ timeout: LAST_WRITES_MS }).catch((error: unknown) => log.queueError(queue.told(error)));
  interrupts.stop();
  if (heard.size === 0) return;
  // The next worker settles what these left behind.
  await env.out.written?.();
  env.exit(EXIT.interrupted);
}

const LAST_WRITES_MS = 150_000;
const WATCH_MS = 10_000;

/** Asks the queue now and then, for `/readyz`, until a signal comes. pg-boss itself reports any problem. */
async function watch(worker: Worker, { boss }: Queue): Promise<void> {
  const { env, interrupts } = worker;
  let asked: Promise<void> | null = null;
  const answered = (): void => void (worker.answered = env.clock.elapsed());
  while (!interrupts.signal.aborted) {
    asked ??= boss
      .getDb()
      .executeSql('select 1')
      .then(answered, () => undefined)
      .finally(() => (asked = null));
    await env.clock.sleep(WATCH_MS, interrupts.signal).catch(() => undefined);
  }
}

function healthOf(worker: Worker): Health {
  const { env, heard, instruments } = worker;
  return {
    exposed: instruments.exposed,
    unready: 'the queue has not answered for a minute',
    isAlive: () => [...heard.values()].every((at) => env.clock.elapsed() - at <= SILENCE_MS),
    isReady: () => worker.answered !== null && env.clock.elapsed() - worker.answered <= 60_000,
  };
}

async function workOn(worker: Worker, job: Job<JobData>): Promise<JobResult> {
  const { env, log } = worker;
  const whose = { pair: job.data.pair };
  try {
    return { id: job.id, ...(await roundOf(worker, await pairById(worker.env, worker.files, job.data.pair), job)) };
  } catch (error) {
    const known = error instanceof UserError ? error : null;
    // The label of a metric never comes from the queue alone.
    if (worker.files.has(whose.pair)) worker.instruments.round(whose.pair).ended(EXIT.error, 0);
    // pg-boss would not report it.
    if (known) log.error(whose, known);
    else printBug({ ...env, ...log.of(whose, () => undefined) }, error);
    const told = { code: known?.code ?? null, summary: known?.message ?? String(error) };
    return { id: job.id, status: 'failed', output: { result: 'error', summary: null, error: told } };
  }
}

async function roundOf(worker: Worker, { id, config }: Pair, job: Job): Promise<Omit<JobResult, 'id'>> {
  const { env, options, log, instruments, interrupts, heard } = worker;
  const metrics = instruments.round(id);
  const began = env.clock.elapsed();
  const key = Symbol(job.id);
  heard.set(key, began);
  const said = log.of({ pair: id, config }, () => heard.has(key) && heard.set(key, env.clock.elapsed()));
  const own: Environment = {
    ...env,
    flags: { ...env.flags, config },
    ...{ out: said.out, err: said.err },
    onInterrupt: (listener) => interrupts.listen(listener, job.signal),
  };
  try {
    const exit = await round(own, options, {
      ...metrics,
      planned: (summary) => (said.planned(summary), metrics.planned(summary)),
    });
    const took = Math.round(env.clock.elapsed() - began) / 1000;
    metrics.ended(exit, took);
    const wasLost = job.signal.aborted && !interrupts.signal.aborted;
    if (wasLost) said.err.write(printable`The queue took this job back: ${escapeText(String(job.signal.reason))}.\n`);
    worker.wasInterrupted ||= exit === EXIT.interrupted && interrupts.signal.aborted;
    said.out.write(roundJson(ROUND_RESULTS[exit], { took }, log.timestamp()));
    return jobResult(exit, said.summary(), said.error());
  } finally {
    heard.delete(key);
  }
}
