import { UserError } from '../model/error.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Machine } from './local/machine.ts';
import type { Holder, LockInfo, Refused } from './medium.ts';
import { isObject } from '../model/json.ts';

/**
 * The holder of a lock that lasts while its holder shows signs of life: who it is, how long the lock lasts without a
 * sign, and how others can tell that the holder is dead.
 */
export interface LeasedHolder extends LockInfo, Pick<Machine, 'boot' | 'pids'> {
  /** After this many seconds without a sign of life, somebody else may take over. */
  readonly lease: number;
}

type Variables = { readonly [name: string]: string | undefined };

/** In seconds. A third of this passes between two signs of life. */
export const LEASE = 120;
const LEASES = { from: 3, to: 3_600 } as const;

/** The lease in seconds. Throws `UserError` `state.variable`. */
export function leaseOf(variables: Variables): number {
  const text = variables['HFSYNC_STATE_LEASE'];
  if (text === undefined || text === '') return LEASE;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= LEASES.from && seconds <= LEASES.to) return seconds;
  throw new UserError('state.variable', `HFSYNC_STATE_LEASE is ${text}, which is not a time in seconds.`, {
    hint: `Choose a whole number from ${LEASES.from} to ${LEASES.to}. Without it, a lock lasts ${LEASE} seconds.`,
  });
}

/** The time between two signs of life, in ms. */
export function beatMsOf(lease: number): number {
  return (lease * 1_000) / 3;
}

/**
 * How long the lock is certainly held after a sign of life, in ms. The rest of the lease is left for a request that is
 * still on its way.
 */
export function sureMs(lease: number): number {
  return Math.max(lease * 500, lease * 1_000 - 30_000);
}

interface Self {
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly machine: Machine;
}

/** This process, as other processes see it. */
export function leasedHolder({ clock, random, holder, machine }: Self, operation: string, lease: number): LeasedHolder {
  const { pid, host, user } = holder;
  const { boot, pids } = machine;
  const since = new Date(clock.now()).toISOString();
  return { ...{ id: random.uuid(), operation, since, pid, host, user, boot, pids, lease } };
}

const TEXTS = ['id', 'operation', 'since', 'host', 'user'] as const;

export function isLeasedHolder(found: unknown): found is LeasedHolder {
  if (!isObject(found)) return false;
  const { pid, lease, boot, pids } = found;
  const isText = (value: unknown): boolean => value === null || typeof value === 'string';
  return (
    TEXTS.every((key) => typeof found[key] === 'string') &&
    [pid, lease].every(Number.isFinite) &&
    [boot, pids].every(isText)
  );
}

/** Whether the holder's process ran under this very kernel and is gone. */
export function isProvenDead(
  machine: Machine,
  { boot, pids, pid }: Pick<LeasedHolder, 'boot' | 'pids' | 'pid'>,
): boolean {
  return boot !== null && boot === machine.boot && pids === machine.pids && !machine.isAlive(pid);
}

/**
 * A way to tell that a holder is dead without comparing clocks: the process that asks watches it for the length of the
 * lease.
 */
export interface Watch {
  /** Whether this process has seen the same signs of life for the whole lease (in seconds). */
  isSilent(signs: string, lease: number): boolean;
}

export function createWatch(clock: Pick<Clock, 'elapsed'>): Watch {
  /** The signs of life, and when they were first seen (monotonic ms). */
  let seen: { readonly signs: string; readonly at: number } | null = null;
  return {
    isSilent(signs, lease) {
      if (seen?.signs !== signs) seen = { signs, at: clock.elapsed() };
      return clock.elapsed() - seen.at >= lease * 1_000;
    },
  };
}

/** The error for a holder that lost its lock because it seemed dead. */
export function lostTo(where: string, by: Refused['by']): UserError {
  const holder = by ? `Process ${by.pid} of ${by.user} on ${by.host} took it over (${by.operation}, ${by.since}).` : '';
  return new UserError(
    'state.lost',
    `The lock of ${where} was lost: this run gave no sign of life for too long. ${holder}`.trimEnd(),
    { hint: 'Nothing more is sent. The next run checks what this one left unfinished.' },
  );
}

/** What to do with the files in which such a holder saved what it knew. */
export function takenOverHint(file: string, journal: string | null): string {
  const both = journal === null ? file : `${file} and ${journal}`;
  return (
    `Nothing more is sent. What this run knows is in ${both}. The run that took over reads both accounts and settles what this one ` +
    `left unfinished. If its plan shows nothing unexpected, delete ${journal === null ? 'the file' : 'both files'}. Otherwise compare with: ` +
    `hfsync state list`
  );
}
