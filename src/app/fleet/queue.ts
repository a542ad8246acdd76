/**
 * The queue that a fleet shares: pg-boss on PostgreSQL. In: the environment. Out: an open queue. pg-boss is not part
 * of hfsync: whoever runs workers installs it beside hfsync (docs/decisions/0018).
 *
 * | what can go wrong             | what happens to the job                                                         |
 * | ----------------------------- | ------------------------------------------------------------------------------- |
 * | the worker is killed          | others see no sign of life for `heartbeatSeconds`, and one of them starts again |
 * | the round fails               | it is tried again after 10 s, then 20 s, up to 5 minutes, 6 times in all        |
 * | a job arrives during a round  | it waits; a second one that waits for the same pair is dropped                  |
 */
import type { ConstructorOptions, PgBoss } from 'pg-boss';
import { errorCode, UserError } from '../../model/error.ts';
import { isObject } from '../../model/json.ts';
import { leaseOf } from '../../state/lease.ts';
import { serverOf, type Server } from '../../state/postgres/database.ts';
import type { Environment } from '../environment.ts';

export interface Queue {
  readonly boss: PgBoss;
  /** The name of the queue in pg-boss, and of the fleet. */
  readonly name: string;
  /** Where the queue is, for messages. */
  readonly shown: string;
  /** An error of the queue in words, without the password. */
  told(error: unknown): string;
}

export interface QueueUse {
  /** Works on jobs, takes over those of dead workers, and adds those that are due. Null: only adds jobs. */
  readonly works: { readonly concurrency: number } | null;
  /** Called for each error. pg-boss goes on by itself. */
  onError(message: string): void;
}

/** A separate schema, so that other uses of pg-boss in the database are left alone. */
const SCHEMA = 'hfsync_fleet';

/** In seconds. */
const LONGEST_ROUND = 12 * 3_600;
const KEPT = 24 * 3_600;

/** Throws `UserError` if Node is too old, if pg-boss is not installed, or if the database cannot be used. */
export async function openQueue(env: Environment, { works, onError }: QueueUse): Promise<Queue> {
  checkNode(process.versions.node);
  const name = nameOf(env.variables);
  const heartbeat = signOfLife(leaseOf(env.variables));
  const { files } = await env.stateDisk();
  const server = serverOf(env.variables, files, ['HFSYNC_FLEET_URL', 'HFSYNC_STATE_POSTGRES_URL']);
  const { PgBoss: Boss } = await loadBoss();
  const boss = new Boss({
    ...((await server.config()) as ConstructorOptions),
    ...{ schema: SCHEMA, application_name: 'hfsync', max: 2 + (works?.concurrency ?? 0) },
    // Timeouts on this side: PgBouncer does not accept them as start parameters.
    ...{ connectionTimeoutMillis: 10_000, query_timeout: 60_000 },
    // A pooler in between would silently lose notifications.
    ...{
      useListenNotify: false,
      supervise: works !== null,
      schedule: works !== null,
      registerInstance: works !== null,
    },
    ...{ monitorIntervalSeconds: 5, superviseIntervalSeconds: 5, openTelemetry: { enabled: false } },
  });
  const told = (error: unknown): string => server.faultOf(asError(error)).message.replace(WHICH_WORKER, '');
  // Without a listener, the first error would end the process.
  boss.on('error', (error) => onError(told(error)));
  try {
    await boss.start({ attempts: works ? 5 : 1 });
    await prepare(boss, name, heartbeat);
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw unusable(server, error);
  }
  return { boss, name, shown: server.shown, told };
}

async function prepare(boss: PgBoss, name: string, heartbeatSeconds: number): Promise<void> {
  const options = {
    ...{ heartbeatSeconds, expireInSeconds: LONGEST_ROUND, deleteAfterSeconds: KEPT },
    ...{ retryLimit: 5, retryDelay: 10, retryBackoff: true, retryDelayMax: 300 },
  };
  // Does nothing if the queue exists, so the options, perhaps from another version of hfsync, are set again.
  await boss.createQueue(name, { policy: 'stately', ...options });
  await boss.updateQueue(name, options);
}

/** pg-boss adds this to each error. With it, the same fault would look different for each worker of this process. */
const WHICH_WORKER = / \(Queue: [^()]*\)$/;

/** pg-boss reports the errors of its workers as objects that are not `Error`s. */
function asError(error: unknown): unknown {
  const isLike = isObject(error) && !(error instanceof Error) && typeof error['message'] === 'string';
  return isLike ? new Error(error['message'] as string) : error;
}

/** In seconds, from the lease of a state's lock: a worker is given up before the lock that it holds. */
function signOfLife(lease: number): number {
  return Math.min(30, Math.max(10, Math.floor(lease / 4)));
}

const OLDEST_NODE = [22, 12] as const;

/** Throws `UserError` for a Node on which pg-boss does not run. */
export function checkNode(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new UserError(
    'fleet.node',
    `Workers need Node ${OLDEST_NODE.join('.')} or newer, and this is Node ${version}.`,
    {
      hint: 'pg-boss, which keeps their queue, does not run on older ones. Everything else of hfsync does.',
    },
  );
}

async function loadBoss(): Promise<typeof import('pg-boss')> {
  try {
    const found = await import('pg-boss');
    if ('PgBoss' in found) return found;
    throw missing('The pg-boss beside hfsync is older than version 12.', null);
  } catch (error) {
    if (!/MODULE_NOT_FOUND$/.test(errorCode(error) ?? '')) throw error;
    throw missing('pg-boss is not installed beside hfsync, and workers need it.', error);
  }
}

function missing(what: string, cause: unknown): UserError {
  const hint = 'Install both in one place: npm install hfsync pg-boss@12, with --global if hfsync is installed so.';
  return new UserError('fleet.missing', what, { hint, cause });
}

/** Several fleets may share a database. */
function nameOf(variables: Environment['variables']): string {
  const name = variables['HFSYNC_FLEET_NAME'] || 'hfsync';
  if (/^[A-Za-z0-9_-]{1,50}$/.test(name)) return name;
  throw new UserError('fleet.name', 'HFSYNC_FLEET_NAME is not a valid name for a fleet.', {
    hint: 'Use up to 50 letters, digits, - and _.',
  });
}

function unusable({ shown, faultOf }: Server, error: unknown): UserError {
  return new UserError('fleet.queue', `The queue in ${shown} cannot be used: ${faultOf(error).message}`, {
    hint: 'Check that the database runs, and that its user may create the schema hfsync_fleet there.',
    cause: error,
  });
}
