import { UserError } from '../model/error.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Machine } from './local/machine.ts';
import type { Holder, LockInfo, Refused } from './medium.ts';
import { isObject } from '../model/json.ts';

/**
 * A lock that lasts for as long as its holder shows signs of life. Who holds it, for how long it lasts without any, and how others
 * tell that its holder is dead.
 */
export interface LeasedHolder extends LockInfo, Pick<Machine, 'boot' | 'pids'> {
  /** Seconds without any sign of life after which the next one may take over. */
  readonly lease: number;
}

type Variables = { readonly [name: string]: string | undefined };

/** Seconds. A third of it passes between two signs of life. */
export const LEASE = 120;
const LEASES = { from: 3, to: 3_600 } as const;

/** In seconds. Throws `UserError` `state.variable`. */
export function leaseOf(variables: Variables): number {
  const text = variables['HFSYNC_STATE_LEASE'];
  if (text === undefined || text === '') return LEASE;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= LEASES.from && seconds <= LEASES.to) return seconds;
  throw new UserError('state.variable', `HFSYNC_STATE_LEASE is ${text}, which is not a time in seconds.`, {
    hint: `Choose a whole number from ${LEASES.from} to ${LEASES.to}. Without it, a lock lasts ${LEASE} seconds.`,
  });
}

/** Between two signs of life. */
export function beatMsOf(lease: number): number {
  return (lease * 1_000) / 3;
}

/** For how long after a sign of life the lock is held for certain, in ms: a part of the lease is left for a request on its way. */
export function sureMs(lease: number): number {
  return Math.max(lease * 500, lease * 1_000 - 30_000);
}

interface Self {
  readonly clock: Clock;
  readonly random: Random;
  readonly holder: Holder;
  readonly machine: Machine;
}

/** This process, as the others read it. */
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

/** Its process ran on this very kernel, and is no more. */
export function isProvenDead(
  machine: Machine,
  { boot, pids, pid }: Pick<LeasedHolder, 'boot' | 'pids' | 'pid'>,
): boolean {
  return boot !== null && boot === machine.boot && pids === machine.pids && !machine.isAlive(pid);
}

/** Where nobody's clock counts, whoever asks has to watch for as long as the lease is. */
export interface Watch {
  /** Whether these signs of life are the same as for the whole lease (in seconds) before, as far as this process looked. */
  isSilent(signs: string, lease: number): boolean;
}

export function createWatch(clock: Pick<Clock, 'elapsed'>): Watch {
  /** The signs of life as they were first seen, and when (monotonic ms). */
  let seen: { readonly signs: string; readonly at: number } | null = null;
  return {
    isSilent(signs, lease) {
      if (seen?.signs !== signs) seen = { signs, at: clock.elapsed() };
      return clock.elapsed() - seen.at >= lease * 1_000;
    },
  };
}

/** The error of a holder that was taken for dead. */
export function lostTo(where: string, by: Refused['by']): UserError {
  const holder = by ? `Process ${by.pid} of ${by.user} on ${by.host} took it over (${by.operation}, ${by.since}).` : '';
  return new UserError(
    'state.lost',
    `The lock of ${where} was lost: this run gave no sign of life for too long. ${holder}`.trimEnd(),
    { hint: 'Nothing more is sent. The next run checks what this one left unfinished.' },
  );
}

/** What to do with what such a holder saved elsewhere. */
export function takenOverHint(file: string, journal: string | null): string {
  const both = journal === null ? file : `${file} and ${journal}`;
  return (
    `Nothing more is sent. What this run knows is in ${both}. The run that took over reads both accounts and settles what this one ` +
    `left unfinished. If its plan shows nothing unexpected, delete ${journal === null ? 'the file' : 'both files'}. Otherwise compare with: ` +
    `hfsync state list`
  );
}
