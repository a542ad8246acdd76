/**
 * Decides which pairs of a fleet are synced, and how often. In: the files, an interval. Out: a schedule per pair in the
 * queue, and none for pairs that no file names any more; or one job per pair, now. A file with faults stops it before
 * anything is changed: its pair would look as if it were gone.
 */
import type { Schedule } from 'pg-boss';
import { EXIT, type ExitCode } from '../../model/error.ts';
import {
  onceJson,
  onceText,
  scheduleEnd,
  scheduleJson,
  scheduleText,
  type ScheduledPair,
} from '../../report/fleet-schedule.ts';
import type { Environment } from '../environment.ts';
import { cronOf, intervalOf } from './cron.ts';
import { pairsOf, type Pair } from './pairs.ts';
import { checkNode, openQueue, type Queue } from './queue.ts';

/** `15m`, as the user wrote it. `off`: remove all schedules. `once`: one job for each pair, now. */
export type When = { readonly every: string } | 'off' | 'once';

export async function schedule(env: Environment, when: When): Promise<ExitCode> {
  checkNode(process.versions.node);
  const minutes = typeof when === 'object' ? intervalOf(when.every) : null;
  const pairs = when === 'off' ? [] : await soundPairs(env);
  const queue = await openQueue(env, { works: null, onError: () => undefined });
  try {
    if (when === 'once') await putOnce(env, queue, pairs);
    else await putSchedules(env, queue, await changesOf(queue, pairs, minutes));
    return EXIT.done;
  } finally {
    await queue.boss.stop();
  }
}

async function soundPairs(env: Environment): Promise<readonly Pair[]> {
  const { pairs, unusable } = await pairsOf(env);
  if (unusable[0]) throw unusable[0].error;
  return pairs;
}

async function changesOf(
  { boss, name }: Queue,
  pairs: readonly Pair[],
  minutes: number | null,
): Promise<readonly ScheduledPair[]> {
  const known = new Map((await boss.getSchedules(name)).map((each) => [each.key, each]));
  const wanted = pairs.map(({ id, config }): ScheduledPair => {
    const cron = cronOf(minutes ?? 1, id);
    return { pair: id, config: { file: config }, cron, change: changeOf(known.get(id), cron) };
  });
  const isOff = minutes === null;
  const gone = [...known.values()]
    .filter(({ key }) => !pairs.some(({ id }) => id === key))
    .map(({ key, cron }): ScheduledPair => ({ pair: key, config: isOff ? 'off' : 'gone', cron, change: 'removed' }));
  return [...wanted, ...gone];
}

function changeOf(known: Schedule | undefined, cron: string): ScheduledPair['change'] {
  if (!known) return 'added';
  return known.cron === cron ? 'kept' : 'changed';
}

async function putSchedules(env: Environment, queue: Queue, changes: readonly ScheduledPair[]): Promise<void> {
  const { boss, name, shown } = queue;
  const at = { fleet: name, where: shown };
  if (!env.flags.json && !env.flags.quiet) env.out.write(scheduleText(at, changes, env.out.layout));
  for (const { pair, cron, change } of changes) {
    if (change === 'removed') await boss.unschedule(name, pair);
    // A round that was due while no worker was running is made up for once.
    else await boss.schedule(name, cron, { pair }, { key: pair, singletonKey: pair, missed: 'once' });
  }
  env.out.write(env.flags.json ? scheduleJson(at, changes) : scheduleEnd(changes, env.out.layout));
}

async function putOnce(env: Environment, { boss, name }: Queue, pairs: readonly Pair[]): Promise<void> {
  const put: { pair: string; config: string; isNew: boolean }[] = [];
  for (const { id, config } of pairs)
    // Null if one is already waiting.
    put.push({ pair: id, config, isNew: (await boss.send(name, { pair: id }, { singletonKey: id })) !== null });
  env.out.write(env.flags.json ? onceJson(name, put) : onceText(put, env.out.layout));
}
